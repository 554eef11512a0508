"""Finds the SKMS errors of a log of any size in bounded memory; is given the bytes and the recogniser, reads no file.

One linear pass looks for the numbers of the table with no digit on either side. The record around such a number is
cut out by whole lines and given to the recogniser, which alone decides. With the optional extra `fast` the pass is
hyperscan's, else google-re2's; both were measured against ripgrep (tests/benchmarks/test_scan_speed.py).
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import re2
from typing_extensions import Buffer

from bot.models.catalog import Catalog
from bot.models.sighting import Sighting
from bot.models.summary import LogSummary
from bot.recognition.records import Record, record_at, settled_end
from bot.recognition.tally import Tallies

try:
    import hyperscan
except ImportError:
    FAST = False
else:
    FAST = True
"""Whether the optional extra does the pass."""

Recognise = Callable[[str, Catalog], list[Sighting]]
Progress = Callable[[int], None]
Positions = Callable[[memoryview], Iterator[int]]

BLOCK = 1 << 20
"""Bytes looked through at a time: small enough for a processor's cache, large enough that calls cost nothing."""

CONTEXT = 1 << 16
"""Bytes kept before what is new, for records that began there."""

_COUNTED = frozenset({"certain", "likely"})


def scan(
    buffer: Buffer,
    catalog: Catalog,
    recognise: Recognise,
    *,
    on_progress: Progress | None = None,
    count_lines: bool = True,
) -> LogSummary:
    """The SKMS errors of a whole log in memory or in a memory map, per code.

    `on_progress` is called with the number of bytes done, once per block. A record that only mentions a number
    counts where `recognise` calls it certain or likely. Counting lines takes a quarter of the time where the log
    is not small; without it the summary has no line numbers.
    """
    scanner = LogScanner(catalog, recognise, count_lines=count_lines)
    with memoryview(buffer) as view, view.cast("B") as octets:
        for start in range(0, len(octets), BLOCK):
            with octets[start : start + BLOCK] as piece:
                scanner.look(piece)
            if on_progress is not None:
                on_progress(min(start + BLOCK, len(octets)))
    return scanner.finish()


class LogScanner:
    """The same for a stream: `feed` it pieces of any size, `finish` gives the summary.

    It keeps a block, the context before it, and the record that was cut at its end: some 2 MiB, however long the log.
    """

    def __init__(self, catalog: Catalog, recognise: Recognise, *, count_lines: bool = True) -> None:
        self._catalog = catalog
        self._count_lines = count_lines
        self._recognise = recognise
        self._positions = _finder(tuple(sorted(catalog.vendor)), fast=FAST)
        self._tallies = Tallies()
        self._kept = b""
        self._pieces: list[bytes] = []
        self._waiting = 0
        self._fresh = 0  # in `_kept`: where what is not settled yet begins
        self._floor = 0  # in `_kept`: where the last record ended, before which none can begin
        self._bytes = 0
        self._newlines = 0
        self._undecodable = 0
        self._ends_with_newline = True

    def feed(self, chunk: Buffer) -> None:
        """Look through the next piece of the log; the piece may be reused afterwards."""
        piece = bytes(chunk)
        self._pieces.append(piece)
        self._waiting += len(piece)
        if self._waiting >= BLOCK:
            self.look(b"")

    def finish(self) -> LogSummary:
        """The summary of all that was fed; the scanner is spent."""
        self.look(b"", final=True)
        lines = self._newlines + (not self._ends_with_newline) if self._count_lines else None
        return self._tallies.summary(bytes_read=self._bytes, lines=lines, undecodable=self._undecodable)

    def look(self, piece: Buffer, *, final: bool = False) -> None:
        """Look through all that was fed and this piece, now; `feed` is for pieces of any size."""
        block = b"".join((self._kept, *self._pieces, piece))
        self._pieces.clear()
        self._waiting = 0
        settled = len(block) if final else settled_end(block, self._fresh)
        counted = self._fresh
        # One byte back, so that a number at the very start of what is new has its neighbour.
        from_here = max(0, self._fresh - 1)
        with memoryview(block)[from_here:] as new:
            for position in self._positions(new):
                at = position + from_here
                if at < self._floor:
                    continue
                record = None if at >= settled else record_at(block, at, self._floor)
                if record is None or not (record.complete or final):
                    settled = settled if record is None else max(record.start, counted)
                    break
                line_at = max(record.start, counted)
                self._newlines += self._lines_between(block, counted, line_at)
                counted = line_at
                self._read(block, record, line_at)
                self._floor = record.end
        self._settle(block, counted, max(settled, min(self._floor, len(block))))

    def _read(self, block: bytes, record: Record, counted: int) -> None:
        """Let the recogniser judge one record and count what it is sure of; lines are counted up to `counted`."""
        text = block[record.start : record.end].decode("utf-8", "replace")
        sightings = [found for found in self._recognise(text, self._catalog) if found.confidence in _COUNTED]
        if sightings:
            before = self._newlines - self._lines_between(block, record.start, counted)
            line = before + 1 if self._count_lines else None
            heading = "" if record.dated else block[record.heading : record.start].decode("utf-8", "replace")
            self._tallies.add(sightings, line, (text, heading), logged=record.dated)

    def _lines_between(self, block: bytes, start: int, end: int) -> int:
        return block.count(b"\n", start, end) if self._count_lines else 0

    def _settle(self, block: bytes, counted: int, settled: int) -> None:
        """Count what is done with, and keep what the next record may need."""
        self._bytes += settled - self._fresh
        self._newlines += self._lines_between(block, counted, settled)
        if not block.isascii():
            new = block[self._fresh : settled]
            self._undecodable += len(new) - len(new.decode("utf-8", "ignore").encode())
        if settled > self._fresh:
            self._ends_with_newline = block[settled - 1 : settled] == b"\n"
        keep = max(0, settled - CONTEXT)
        self._kept = block[keep:]
        self._fresh = settled - keep
        self._floor = max(0, self._floor - keep)


@cache
def _finder(codes: tuple[int, ...], *, fast: bool) -> Positions:
    """What finds a position inside each of these numbers in a block, in order; more than one per number is allowed."""
    pattern = rf"(?:^|[^0-9]){_any_of(frozenset(map(str, codes)))}(?:[^0-9]|$)".encode()
    return _by_hyperscan(pattern) if fast else _by_re2(pattern)


def _any_of(words: frozenset[str]) -> str:
    """A pattern for any of the words, their common beginnings drawn out.

    Of the plain alternation hyperscan makes a search for literals, which in a text full of digits takes twice as
    long as the automaton that it makes of this.
    """
    if words == {""}:
        return ""
    tails: dict[frozenset[str], str] = {}
    for first in sorted({word[0] for word in words}):
        rest = frozenset(word[1:] for word in words if word[0] == first)
        tails[rest] = tails.get(rest, "") + first
    return "(?:" + "|".join(f"[{firsts}]{_any_of(rest)}" for rest, firsts in tails.items()) + ")"


def _by_re2(pattern: bytes) -> Positions:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    compiled = re2.compile(pattern, options=options)

    def positions(block: memoryview) -> Iterator[int]:
        start = 0
        while (found := compiled.search(block, start)) is not None:
            yield found.start() + 1
            # The byte behind a number may be the one before the next.
            start = max(found.end() - 1, found.start() + 1)

    return positions


def _by_hyperscan(pattern: bytes) -> Positions:
    database: Any = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(expressions=[pattern], ids=[0], elements=1, flags=[0])

    def positions(block: memoryview) -> Iterator[int]:
        ends: list[int] = []

        def note(_id: int, _start: int, end: int, _flags: int, _context: object) -> None:
            ends.append(end)

        database.scan(block, match_event_handler=note)
        # Without the start of a match (which would cost a third of the speed) the end still tells a place inside.
        return (end - 2 for end in ends)

    return positions
