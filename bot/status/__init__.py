"""Asks whether SKMS works: targets, one guarded probe, verdicts, the watch; tells nobody by itself."""
