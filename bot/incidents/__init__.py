"""Decides what is an incident and whom to tell: pure rules and one engine; knows no messenger and no database."""
