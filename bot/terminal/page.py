"""Makes the console that every verb prints to: width, colour and plain text decided once; prints nothing itself."""

import re
import sys
from typing import TextIO, cast

from rich.console import Console
from rich.text import Text

PLAIN_WIDTH = 100
FILLED = re.compile(r"[ \t]+\n")


def open_console(width: int | None = None, stream: TextIO | None = None) -> Console:
    """A console on `stream` (standard output by default).

    Colours only on a terminal and without NO_COLOR (rich sees to both); `width` is the terminal's unless given,
    and 100 where there is no terminal, so that piped output does not depend on the machine.
    """
    stream = stream or sys.stdout
    if not stream.isatty():
        width = width or PLAIN_WIDTH
        stream = cast("TextIO", _Trimmed(stream))
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False, soft_wrap=False)


class _Trimmed:
    """A text stream that leaves out the blanks with which wrapped lines are filled up: people copy these lines."""

    encoding = "utf-8"

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(FILLED.sub("\n", text))
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return False


def literal(text: str, style: str = "") -> Text:
    """`text` as it is, without control characters that could move a terminal's cursor or change its colours."""
    return Text("".join(mark if mark.isprintable() or mark == "\n" else "�" for mark in text), style=style)
