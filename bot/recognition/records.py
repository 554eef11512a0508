"""Cuts the record around a position out of a log's bytes by whole lines; judges no text and decodes none.

A record begins with a line that carries a timestamp near its start. Where a log has none, with a line that
continues nothing. A line that is one JSON object is a record by itself.
"""

import re
from dataclasses import dataclass

LINES = 64
REACH = 1 << 16
"""The bounds of a record on either side, in lines and bytes: a longer stack trace says nothing new."""

_HALF_LINE = 1 << 15
_HEADING = 256

_dated = re.compile(
    rb"[^\n0-9\"'}\]) \t][^\n0-9]{0,60}(?:[^\n0-9]{0,20}[0-9]{1,3}[^\n0-9:]{1,20})?"
    rb"(?:20[0-9]{2}[-/.][01][0-9][-/.][0-3][0-9]|[0-3][0-9][/-][A-Z][a-z]{2}[/-]20[0-9]{2}|[0-2][0-9]:[0-5][0-9]:[0-6][0-9])"
    rb"|20[0-9]{2}(?:[-/.][01][0-9][-/.][0-3][0-9]|\. ?[01]?[0-9]\. ?[0-3]?[0-9]|\xeb\x85\x84)"
    rb"|[0-3][0-9][/-][A-Z][a-z]{2}[/-]20[0-9]{2}|[0-2][0-9]:[0-5][0-9]:[0-6][0-9]"
    rb"|(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ 0-3][0-9] [0-2][0-9]:[0-5][0-9]"
    rb"|[0-9]{1,3}(?:\.[0-9]{1,3}){3} [^\n\[]{1,60}\[[0-3][0-9]/[A-Z][a-z]{2}/20[0-9]{2}"
)
_continues = re.compile(rb"[ \t\r\n\"'}\]),]|at |Caused by|\.\.\. ")


@dataclass(frozen=True, slots=True)
class Record:
    """Where a record stands: [start, end).

    `dated` says that its first line has a timestamp, else `heading` is where the lines before it begin that may.
    `complete` says that its end was seen, or cannot matter any more.
    """

    start: int
    end: int
    heading: int
    dated: bool
    complete: bool


def settled_end(block: bytes, fresh: int) -> int:
    """Up to where a block that goes on can be judged: its last whole line, or all but some bytes of a giant line."""
    newline = block.rfind(b"\n", fresh)
    if newline >= 0 and len(block) - newline < REACH:
        return newline + 1
    cut = max(fresh, len(block) - REACH, newline + 1)
    while cut > fresh and 0x80 <= block[cut] < 0xC0:  # noqa: PLR2004 - the bytes that continue a UTF-8 character
        cut -= 1
    return cut


def record_at(block: bytes, position: int, floor: int) -> Record:
    """The record in which `position` stands; it begins at or behind `floor`, where the last one ended."""
    first = max(floor, block.rfind(b"\n", max(floor, position - _HALF_LINE), position) + 1, position - _HALF_LINE)
    newline = block.find(b"\n", position, position + _HALF_LINE)
    if newline < 0:
        # A line without an end in sight: what stands around the number has to do.
        end = min(len(block), position + _HALF_LINE)
        return Record(first, end, first, dated=False, complete=end < len(block))
    dated = _dated.match(block, first) is not None
    if block[first : first + 1] == b"{" and block[newline - 2 : newline].rstrip(b"\r").endswith(b"}"):
        return Record(first, newline + 1, first if dated else max(floor, first - _HEADING), dated, complete=True)
    if dated:
        start, heading = first, first
    else:
        start, heading, dated = _start(block, first, floor)
    end, complete = _end(block, newline + 1, start + REACH, dated=dated)
    return Record(start, end, heading, dated, complete)


def _start(block: bytes, first: int, floor: int) -> tuple[int, int, bool]:
    """Upwards to the line that begins the record: the next dated one, else the next that continues nothing."""
    at = first
    begins = -1
    for _ in range(LINES):
        if _dated.match(block, at) is not None:
            return at, at, True
        if begins < 0 and _continues.match(block, at) is None:
            begins = at
        if at <= floor or first - at > REACH // 2:
            break
        at = max(floor, block.rfind(b"\n", floor, at - 1) + 1)
    start = begins if begins >= 0 else first
    return start, max(at, floor), False


def _end(block: bytes, at: int, limit: int, *, dated: bool) -> tuple[int, bool]:
    """Downwards from line start `at` to where the next record begins, and whether that was seen."""
    for _ in range(LINES):
        if at >= len(block):
            return len(block), False
        if _dated.match(block, at) is not None or (not dated and _continues.match(block, at) is None):
            return at, True
        newline = block.find(b"\n", at)
        if newline < 0:
            return len(block), False
        if newline >= limit:
            break
        at = newline + 1
    return at, True
