"""Asks what is configured whether it works, judges the answers and keeps watching; tells nobody by itself."""
