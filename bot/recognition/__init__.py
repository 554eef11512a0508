"""Finds SKMS errors in whatever people paste; pure, linear in the text, no I/O."""

from bot.recognition.recognise import recognise

__all__ = ["recognise"]
