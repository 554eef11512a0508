"""Masks a name so that it can be compared and not be used, the same in every room; knows no kind of name."""

import zlib

from bot.lazily import compiled

_KEEPS_ENDS = 8
"""Below this many characters the ends of a name would be most of it, so that none is kept."""


def mask_name(name: str) -> str:
    """A name that cannot be read but compared: its ends where it is long, and a digest of all of it.

    The digest has 16 bits: enough to tell the handful of names of one incident apart, too few to prove a guess.
    """
    digest = f"{zlib.crc32(name.encode('utf-8', 'surrogatepass')) & 0xFFFF:04x}"
    if len(name) < _KEEPS_ENDS or not name.isascii():
        return f"…·{digest}"
    return f"{clean_end(name[:2])}…{clean_end(name[-2:])}·{digest}"


def clean_end(letters: str) -> str:
    """The letters where a mask may have them: with any other it could not be told for a mask again."""
    return letters if compiled(r"[0-9A-Za-z_.-]*").fullmatch(letters) else ""
