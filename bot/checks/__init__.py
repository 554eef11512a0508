"""Carries out the read-only checks of an answer within one deadline, only where a configured target allows it."""
