"""Reads what people hand to a verb: an argument, files, standard input, JSON lines; explains nothing."""

import json
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.errors import BadInput, NoInput

PASTE_LIMIT = 64 * 1024
"""Bytes up to which an input is read as one paste; anything larger is read as a log."""

LONGEST_PATH = 1024
MEANT_AS_FILE = re.compile(r"[\w./~-]*(?:/[\w.~-]+|\.(?:log|txt|json|jsonl|gz|zip|out|err|har|csv|yaml|xml|html?))")
COMPRESSED = {
    b"\x1f\x8b": "zcat",
    b"PK\x03\x04": "unzip -p",
    b"\x28\xb5\x2f\xfd": "zstdcat",
    b"\xfd7zXZ": "xzcat",
    b"BZh": "bzcat",
}


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
    if not argument or "\n" in argument or "\0" in argument or "{" in argument or len(argument) > LONGEST_PATH:
        return False
    try:
        return Path(argument).exists()
    except OSError:
        return False


def name_files(words: Sequence[str]) -> list[Path]:
    """The files that the arguments name: all of them or none, since a missing file must not be read as text.

    Raises NoInput for a word that is no file beside others that are, or that can only be meant as one.
    """
    paths = [Path(word) for word in words if looks_like_a_path(word)]
    missing = [word for word in words if not looks_like_a_path(word)]
    if missing and (paths or (len(words) == 1 and MEANT_AS_FILE.fullmatch(missing[0]))):
        raise NoInput(f"{missing[0]}: no such file", hint="name files that exist, or pass the text itself")
    return paths


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
    """The first bytes of an input, one more than a paste may have.

    Raises NoInput where it cannot be read, BadInput where it is compressed.
    """
    try:
        head = stream.read(PASTE_LIMIT + 1)
    except OSError as error:
        raise NoInput(f"the input cannot be read ({error.strerror})") from None
    for magic, tool in COMPRESSED.items():
        if head.startswith(magic):
            raise BadInput("the input is compressed", hint=f"unpack it on the way: {tool} FILE | skms-bot explain")
    return head


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
