"""Composes the one answer that every surface shows; pure, takes the time as an argument."""
