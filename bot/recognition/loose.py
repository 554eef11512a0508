"""Reads JSON-like text that may be cut, unquoted or badly written into nested pairs; never fails, knows no meaning."""

import re
from functools import cache
from typing import TypeAlias

Tree: TypeAlias = "str | tuple[Pair, ...]"
"""A value as text, or the pairs of an object; the keys of a list's elements are empty."""
Pair: TypeAlias = "tuple[str, Tree]"

DEPTH = 16
"""Deeper nesting is no health report; it is read flat instead."""

_OPEN = {"{": "}", "[": "]", "(": ")"}


@cache
def _token() -> re.Pattern[str]:
    return re.compile(
        r"""(?P<space>[\s;]++|//[^\n]*+|\#[^\n]*+)|(?P<mark>[{}\[\](),]|=>|[:=])"""
        r"""|"(?P<double>(?:[^"\\]|\\.)*+)(?:"|\Z)|'(?P<single>(?:[^'\\]|\\.)*+)(?:'|\Z)"""
        r"""|(?P<bare>(?:[^\s{}\[\](),:="';]|(?<=\w):(?=//)|:(?=[0-9]))++)|(?P<other>.)""",
        re.DOTALL,
    )


class _Open:
    """An object or list that is still being read."""

    __slots__ = ("key", "pairs", "words")

    def __init__(self) -> None:
        self.pairs: list[tuple[str, Tree]] = []
        self.key: str | None = None
        self.words: list[str] = []

    def close_value(self) -> None:
        """What was read since the last comma becomes a pair, or an element without a key."""
        if self.key is not None or self.words:
            self.pairs.append((self.key or "", " ".join(self.words)))
        self.key = None
        self.words = []

    def take(self, tree: "tuple[Pair, ...]") -> None:
        """A nested value is complete."""
        self.pairs.append((self.key if self.key is not None else "".join(self.words), tree))
        self.key = None
        self.words = []


def read_tree(text: str, start: int) -> "tuple[tuple[Pair, ...], int]":
    """The pairs that begin at `start`, with or without a bracket, and where they end; cut text ends what is open.

    Fields in lines (`keyCheck: OK`) are read as pairs, too. Linear in the text; the nesting is bounded.
    """
    stack = [_Open()]
    bracketed = text[start : start + 1] in _OPEN
    position = start
    while position < len(text):
        found = _token().match(text, position)
        if found is None:
            break
        position = found.end()
        _read(stack, found)
        if bracketed and len(stack) == 1 and found["mark"] in {"}", "]", ")"}:
            break
    while len(stack) > 1:
        _close(stack)
    stack[0].close_value()
    pairs = stack[0].pairs
    if bracketed and len(pairs) == 1 and not isinstance(pairs[0][1], str):
        return pairs[0][1], position
    return tuple(pairs), position


def _read(stack: list[_Open], found: re.Match[str]) -> None:
    mark, here = found["mark"], stack[-1]
    if mark is None:
        _read_word(here, found)
    elif mark in _OPEN:
        if len(stack) < DEPTH:
            stack.append(_Open())
    elif mark in {"}", "]", ")"}:
        if len(stack) > 1:
            _close(stack)
    elif mark == ",":
        here.close_value()
    elif here.key is None and here.words:
        # Only the last word before a colon is the key, so that prose before a field does not hide it.
        here.key = here.words[-1]
        here.words = []


def _read_word(here: _Open, found: re.Match[str]) -> None:
    if found["space"] is not None:
        if "\n" in found["space"] and here.key is not None and here.words:
            here.close_value()
        return
    quoted = found["double"] if found["double"] is not None else found["single"]
    here.words.append(found[0] if quoted is None else _unescaped(quoted))


def _close(stack: list[_Open]) -> None:
    done = stack.pop()
    done.close_value()
    stack[-1].take(tuple(done.pairs))


def _unescaped(quoted: str) -> str:
    return quoted.replace('\\"', '"').replace("\\/", "/").replace("\\n", "\n").replace("\\\\", "\\")
