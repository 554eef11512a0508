"""Frozen values that every room shares; they hold and check data, and do no I/O."""
