"""Finds where a quoted value or a bracketed one ends, however carelessly it was escaped; knows no key and no body."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.recognition.lazily import pattern
from bot.recognition.quoting import BACKTICK, DOUBLE, QUOTES, SINGLE, STRAIGHT, backslashes, family, level_of

GAP = r"(?:\s|\\++[nrt])*+"
"""White space, also as an escaped text writes it."""
FURTHEST = 65536
"""No value is longer than this."""
_QUOTES_SEEN = 4000
_Q = f"[{re.escape(QUOTES)}]"
_STRING_QUOTES = {quotes: pattern(f"[{quotes}]") for quotes in (DOUBLE, SINGLE, BACKTICK, *STRAIGHT)}
_TYPOGRAPHIC = pattern(f"[{DOUBLE[1:]}{SINGLE[1:]}]")
_CONTAINER = pattern(rf"[{{}}\[\]()]|{_Q}")
_AFTER_STRING = pattern(
    rf"""{GAP}(?:
      [}}\])>;] | $ | `` | //|/\*
    | ,{GAP}(?:[}}\])\[{{]|\\*+{_Q}|[:@]?[\w$.-]+\s?(?:=>|[:=])|\d|-\d|//|/\*|\#|$|null|true|false|\.\.\.)
    ) | [ \t\r]*\n | [ \t]+[\w.@-]+(?:=|:[ ]?(?=["\d])) | [ \t]+[|│] | \)""",
    re.VERBOSE,
)
_AFTER_NESTED = pattern(r"(?:\\++[nrt])*+\"")
_AFTER_KEY = pattern(rf"\]?{GAP}(?:=>|[:=])")


@dataclass(slots=True)
class Effort:
    """What one reading may still cost, so that hostile text costs no more than its length."""

    left: int

    def spend(self, steps: int = 1) -> bool:
        """Whether `steps` more are allowed."""
        self.left -= steps
        return self.left > 0


def string_end(
    text: str, start: int, opener: tuple[str, int], effort: Effort, *, may_be_key: bool = False
) -> tuple[int, int, bool]:
    """Where a string that `opener` (quote and level) opened ends, where reading goes on, and whether it was closed.

    A straight quote is closed by its like; only where none does, typographic ones are tried.
    """
    quote, level = opener
    if quote not in STRAIGHT:
        return _end(text, start, (family(quote), level), effort, may_be_key=may_be_key)
    strict = _end(text, start, opener, effort, may_be_key=may_be_key)
    if strict[2] and _closes(text, strict[1], level, may_be_key=may_be_key):
        return strict
    if text.isascii() or not _TYPOGRAPHIC.search(text, start, max(strict[0], start)):
        return strict
    loose = _end(text, start, (family(quote), level), effort, may_be_key=may_be_key)
    return loose if loose[2] else strict


def _end(text: str, start: int, quotes: tuple[str, int], effort: Effort, *, may_be_key: bool) -> tuple[int, int, bool]:
    """Where a string ends that one of some quotes at a level closes.

    The first quote of its level closes it when something follows that may follow a string; else a later one
    on the same line does (the sender forgot to escape); else it is cut at the line's end.
    """
    family_of, level = quotes
    limit = min(len(text), start + FURTHEST)
    first = -1
    line_end = text.find("\n", start, limit)
    line_end = line_end if line_end >= 0 else limit
    for place, found in _quotes(text, start, limit, family_of):
        if found < level:
            end = place - backslashes(text, place)
            return end, end, False
        if found > level:
            continue
        if not effort.spend() or (first >= 0 and place > line_end):
            break
        if _closes(text, place + 1, level, may_be_key=may_be_key):
            return place - _escape(level), place + 1, True
        first = place if first < 0 else first
    if 0 <= first < line_end:
        return first - _escape(level), first + 1, True
    effort.spend((limit - start) // 64)
    return line_end, line_end, False


def _quotes(text: str, start: int, limit: int, quotes: str) -> Iterator[tuple[int, int]]:
    """Where the next quotes of a family stand, and at which level."""
    for count, match in enumerate(_STRING_QUOTES[quotes].finditer(text, start, limit)):
        if count > _QUOTES_SEEN:
            return
        place = match.start()
        if text[place - 1] != "\\":
            yield place, 0
        else:
            yield place, level_of(min(backslashes(text, place), place - start))


def _escape(level: int) -> int:
    """How many backslashes a quote of this level has of its own."""
    return (1 << level) - 1


def _closes(text: str, after: int, level: int, *, may_be_key: bool) -> bool:
    """Whether what stands behind a quote may follow a string."""
    if _AFTER_STRING.match(text, after) or (level and _AFTER_NESTED.match(text, after)):
        return True
    return may_be_key and _AFTER_KEY.match(text, after) is not None


def container_end(text: str, start: int, level: int, effort: Effort) -> tuple[int, bool]:
    """Where the container that opens at `start` ends, and whether it was closed."""
    limit = min(len(text), start + FURTHEST)
    depth = 0
    place = start
    while (match := _CONTAINER.search(text, place, limit)) and effort.spend(4):
        place = match.end()
        mark = match[0]
        if mark in "{[(":
            depth += 1
        elif mark in "}])":
            depth -= 1
            if depth <= 0:
                return place, True
        elif mark in DOUBLE or text[match.start() - 1] in ":,=[{( \\":
            place = _past_string(text, match, level, effort)
            if place < 0:
                return match.start(), False
    return limit, False


def _past_string(text: str, quote: re.Match[str], level: int, effort: Effort) -> int:
    found = level_of(backslashes(text, quote.start()))
    if found < level:
        return -1
    _, after, _ = string_end(text, quote.end(), (quote[0], found), effort, may_be_key=True)
    return max(after, quote.end())
