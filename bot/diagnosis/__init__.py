"""Reads what a `detail` says: cause, peer, exception chain, names; pure, linear in the text, no I/O."""
