"""Undoes line breaks that a terminal or a mail put into a value; leaves those that the sender wrote."""

from itertools import pairwise

from bot.recognition.lazily import pattern
from bot.recognition.text import Edit, View

_BREAK = pattern(r"[ \t]*\r?\n[ \t]*")
_NEWLINE = pattern(r"\r?\n")
_USUAL = frozenset(
    {60, 64, 68, 70, 72, 76, 78, 79, 80, 90, 98, 100, 110, 118, 119, 120, 128, 130, 132, 140, 150, 158, 160, 180, 200}
)
_NARROWEST = 30
_FULL, _FEW = 2, 3
"""So many lines of one width are no coincidence, except in so short a text."""


def without_breaks(said: str, wanted: str) -> str | None:
    """`said` on one line where that makes it `wanted`, letter case aside; None where it does not."""
    for whole in (_NEWLINE.sub("", said), _BREAK.sub(" ", said).strip(), _BREAK.sub("", said)):
        if whole.casefold() == wanted.casefold():
            return whole
    return None


def unbroken(value: str, text: str, start: int, end: int) -> str:
    """`value` without its line breaks where the lines of `text` around it look cut by a width."""
    first = text.rfind("\n\n", 0, start) + 1
    lines = [line.rstrip("\r") for line in text[first:end].strip("\n").split("\n")]
    lengths = [len(line) for line in lines[:-1]]
    widest = max(lengths, default=0)
    if widest < _NARROWEST:
        return value
    if min(lengths) == widest and (len(lengths) > 1 or widest in _USUAL):
        return _NEWLINE.sub("", value)
    if len(lengths) > 1 and all(_was_full(line, after, widest) for line, after in pairwise(lines)):
        return _BREAK.sub(" ", value)
    return value


def _was_full(line: str, after: str, widest: int) -> bool:
    """Whether the first word of the line `after` would not have fitted on `line`."""
    word, _, _ = after.lstrip().partition(" ")
    return len(line) + 1 + len(word) > widest


def joined(view: View) -> View:
    """The view with each run of equally long lines (and the line after it) made one line."""
    return view.edited(_cuts(view.text))


def _cuts(text: str) -> list[Edit]:
    edits: list[Edit] = []
    lines = text.split("\n")
    widest = max(len(line.rstrip("\r")) for line in lines)
    if widest < _NARROWEST:
        return edits
    place = 0
    full = [len(line.rstrip("\r")) == widest for line in lines]
    if sum(full) < _FULL and widest not in _USUAL and len(lines) > _FEW:
        return edits
    for line, is_full in zip(lines[:-1], full, strict=False):
        stripped = len(line.rstrip("\r"))
        if is_full:
            edits.append((place + stripped, place + len(line) + 1, ""))
        place += len(line) + 1
    return edits
