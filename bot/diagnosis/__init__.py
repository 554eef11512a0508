"""Reads what a `detail` says: cause, peer, exception chain, names; pure, linear in the text, no I/O."""

from bot.diagnosis.diagnose import diagnose, diagnose_detail

__all__ = ["diagnose", "diagnose_detail"]
