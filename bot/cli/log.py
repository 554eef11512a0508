"""Reads a log of any size in bounded memory and shows its summary; never maps it, since a log may be cut meanwhile."""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

from bot.cli.paste import Output, write_document
from bot.errors import NoInput
from bot.explain.templates import Phrases
from bot.models.answer import Reader
from bot.models.catalog import Catalog
from bot.models.summary import LogSummary
from bot.recognition import recognise
from bot.recognition.scan import LogScanner
from bot.terminal.page import open_console
from bot.terminal.summary import show_summary

CHUNK = 1 << 20


def explain_log(head: bytes, stream: BinaryIO, catalog: Catalog, reader: Reader, output: Output) -> bool:
    """Show the summary of a log whose first bytes are `head`; False where it holds no SKMS error.

    Raises NoInput where reading fails midway.
    """
    size = _size(stream)
    with _progress(size) as advance:
        try:
            summary = _scan(head, stream, catalog, advance, count_lines=not size)
            if size and any(tally.first_seen is None for tally in summary.codes):
                # Without timestamps the line numbers say where; a file can be read again for them.
                stream.seek(0)
                summary = _scan(b"", stream, catalog, advance, count_lines=True)
        except OSError as error:
            reason = f"reading stopped midway ({error.strerror})"
            raise NoInput(reason, hint="nothing was concluded from a part") from None
    summary = _for_reader(summary, catalog, reader)
    if output.as_json:
        write_document((), None, (), summary)
    else:
        titles = {tally.code: catalog.entries[tally.code].title.say(reader.locale) for tally in summary.codes}
        show_summary(summary, titles, open_console(), Phrases(catalog.phrases, reader.locale))
    return bool(summary.codes)


def _for_reader(summary: LogSummary, catalog: Catalog, reader: Reader) -> LogSummary:
    """The summary, most severe codes first; readers outside get no details and no hosts."""
    ranked = sorted(summary.codes, key=lambda tally: (catalog.entries[tally.code].severity.level, -tally.count))
    if reader.audience == "external":
        ranked = [tally.model_copy(update={"details": (), "hosts": ()}) for tally in ranked]
    return summary.model_copy(update={"codes": tuple(ranked)})


def _size(stream: BinaryIO) -> int:
    """The size of a regular file, 0 where it is not known beforehand."""
    try:
        status = os.fstat(stream.fileno())
    except OSError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


def _scan(
    head: bytes, stream: BinaryIO, catalog: Catalog, advance: Callable[[int], None], *, count_lines: bool
) -> LogSummary:
    scanner = LogScanner(catalog, recognise, count_lines=count_lines)
    done = 0
    chunk = head or stream.read(CHUNK)
    while chunk:
        scanner.feed(chunk)
        done += len(chunk)
        advance(done)
        chunk = stream.read(CHUNK)
    return scanner.finish()


@contextmanager
def _progress(size: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on a terminal's standard error, nothing elsewhere; yields what takes the bytes done."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    columns = (BarColumn(), DownloadColumn(binary_units=True), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=size or None)
        yield lambda done: progress.update(task, completed=done)
