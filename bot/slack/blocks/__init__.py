"""Renders values as Slack's messages and views, in plain dicts; calls nobody, reads nothing, asks no clock."""
