"""Asks whether SKMS works: configured targets only, guarded, read-only; knows neither Slack nor a database."""
