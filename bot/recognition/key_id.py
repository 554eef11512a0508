"""Finds the key id that a paste names: after `keyId :`, or after `/key/` in an address."""

import re

from bot.recognition.lazily import pattern

_KEY_ID = pattern(
    r"(?<![A-Za-z])key[ _-]?id[\"'`*\]\\]{0,4}[ \t]{0,8}(?:=>|[:=]|is\b)[ \t]{0,8}[\"'`*\[\\]{0,4}"
    r"(?P<named>[0-9A-Za-z][0-9A-Za-z_-]{0,63})"
    r"|/key/(?P<address>[0-9A-Za-z][0-9A-Za-z_-]{0,63})",
    re.IGNORECASE,
)
_NOTHING = frozenset({"null", "none", "nil", "undefined", "is", "empty", "not"})


def key_id_in(text: str, start: int = 0, end: int | None = None) -> str | None:
    """The first key id between two places; the named one where a text has both kinds."""
    address: str | None = None
    for match in _KEY_ID.finditer(text, start, len(text) if end is None else end):
        named = match["named"]
        if named is not None and named.lower() not in _NOTHING:
            return named
        address = address or match["address"]
    return address
