r"""Quotes and escapes at any depth: how deep a quote stands, and what an escaped text says; knows no body.

A quote behind n backslashes stands at the level that n has trailing one bits: `"` and `\\"` at 0, `\"` at 1,
`\\\"` at 2 (each wrapping doubles the backslashes and adds one).
"""

import re

from bot.recognition.lazily import pattern

DOUBLE = '"“”„‟″＂'
SINGLE = "'‘’‚‛′"
BACKTICK = "`"
QUOTES = DOUBLE + SINGLE + BACKTICK
STRAIGHT = "\"'`"
_DEEPEST = 255

_ESCAPE = pattern(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|U(000[0-9a-fA-F]{5}|0010[0-9a-fA-F]{4})|(.)|$)", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "/": "/", "\\": "\\", "\n": "", "$": "$"}
_SIMPLE |= {quote: quote for quote in QUOTES}
_CUT_ESCAPE = pattern(r"(?<!\\)((?:\\\\){0,400})\\(?:u[0-9a-fA-F]{0,3})?$")
_SURROGATE = pattern("[\ud800-\udfff]")
_TYPOGRAPHY = str.maketrans(
    {**dict.fromkeys(DOUBLE, '"'), **dict.fromkeys(SINGLE, "'"), "–": "-", "−": "-", "—": "--", "…": "..."}
)


def backslashes(text: str, place: int) -> int:
    """How many backslashes stand directly before `place` (counted no further than any real wrapping goes)."""
    start = place
    lowest = max(0, place - _DEEPEST)
    while start > lowest and text[start - 1] == "\\":
        start -= 1
    return place - start


def level_of(count: int) -> int:
    """The level of a quote behind `count` backslashes."""
    return (~count & (count + 1)).bit_length() - 1


def family(quote: str) -> str:
    """All the quotes that may close what `quote` opens, where typing made them typographic."""
    if quote in DOUBLE:
        return DOUBLE
    return SINGLE if quote in SINGLE else BACKTICK


def unescape(raw: str, times: int) -> str:
    """`raw` with its escapes undone `times` times; an unknown escape stays as it stands (a path has them)."""
    for _ in range(times):
        if "\\" not in raw:
            break
        raw = _ESCAPE.sub(_character, raw)
    return whole(raw)


def _character(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if digits:
        return chr(int(digits, 16))
    letter = match[4]
    return "\\" if letter is None else _SIMPLE.get(letter, match[0])


def without_cut_escape(raw: str) -> str:
    """`raw` without a half escape at its end, as a cut leaves it."""
    tail = raw[-_DEEPEST:]
    return raw[: len(raw) - len(tail)] + _CUT_ESCAPE.sub(r"\1", tail)


def whole(text: str) -> str:
    """`text` with surrogate pairs joined and lone ones replaced, so that it can be written anywhere."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def straightened(text: str) -> str:
    """`text` with typographic quotes and dashes as they are typed on a keyboard."""
    return text if text.isascii() else text.translate(_TYPOGRAPHY)
