"""Reads what people hand to a verb: an argument, files, standard input, JSON lines; explains nothing."""

import json
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.errors import BadInput, NoInput

PASTE_LIMIT = 64 * 1024
"""Bytes up to which an input is read as one paste; anything larger is read as a log."""

LONGEST_PATH = 1024


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a JSON lines input: its id as given, and its text."""

    id: object
    text: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no record: its 1-based number and why."""

    number: int
    reason: str


def looks_like_a_path(argument: str) -> bool:
    """Whether an argument names something that exists in the file system; text never does by accident."""
    if "\n" in argument or "\0" in argument or "{" in argument or len(argument) > LONGEST_PATH:
        return False
    try:
        return Path(argument).exists()
    except OSError:
        return False


def open_input(path: Path) -> BinaryIO:
    """The file at `path`, open for reading bytes; raises NoInput with the reason where that cannot be."""
    try:
        if stat.S_ISDIR(path.stat().st_mode):
            raise NoInput(f"{path} is a directory", hint="name a file, or pipe text in")
        return path.open("rb")
    except FileNotFoundError:
        raise NoInput(f"{path}: no such file", hint="name a file, or pass the text itself") from None
    except OSError as error:
        raise NoInput(f"{path}: cannot be read ({error.strerror})") from None


def read_standard_input() -> BinaryIO:
    """Standard input as bytes; raises NoInput where nothing is piped in."""
    if sys.stdin is None or sys.stdin.isatty():
        raise NoInput("no text given", hint="pass the error as an argument, name a file, or pipe text in")
    return sys.stdin.buffer


def read_head(stream: BinaryIO) -> bytes:
    """The first bytes of an input, one more than a paste may have; raises NoInput where it cannot be read."""
    try:
        return stream.read(PASTE_LIMIT + 1)
    except OSError as error:
        raise NoInput(f"the input cannot be read ({error.strerror})") from None


def decode(data: bytes) -> str:
    """`data` as text; bytes that are not UTF-8 become replacement characters, a byte order mark is dropped."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors="replace")


def read_records(stream: BinaryIO) -> Iterator[Record | BadLine]:
    """The records of a JSON lines stream, `{"id": …, "text": …}` a line; a line that is none comes as BadLine.

    Empty lines are passed over.
    """
    for number, line in enumerate(stream, start=1):
        if line.strip():
            yield _read_record(number, line)


def _read_record(number: int, line: bytes) -> Record | BadLine:
    try:
        value = json.loads(line.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError) as error:
        return BadLine(number, f"not JSON ({str(error)[:80]})")
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return BadLine(number, 'needs an object with "id" and a string "text"')
    return Record(value.get("id"), value["text"])


def refuse_bad_lines(bad: list[BadLine]) -> None:
    """Raise BadInput naming every bad line; the good ones have been answered by then."""
    if bad:
        listed = "\n".join(f"  line {line.number}: {line.reason}" for line in bad[:20])
        more = f"\n  and {len(bad) - 20} more" if len(bad) > 20 else ""  # noqa: PLR2004 - the same twenty
        raise BadInput(f"{len(bad)} line(s) could not be read:\n{listed}{more}", hint="the other lines were answered")
