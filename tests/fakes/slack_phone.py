"""Shows a message or a view as a phone does, in letters: for people who look, and for tests of what stands there."""

import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tests.fakes.slack_reader import JOINER, decode

WIDTH = 54
Json = Mapping[str, Any]


def show(blocks: Sequence[Json], width: int = WIDTH) -> str:
    return "\n".join(line for block in blocks for line in _block(block, width))


def lines_of(blocks: Sequence[Json]) -> list[str]:
    """The lines of text in all blocks as they were written, unwrapped, without buttons."""
    found: list[str] = []
    for block in blocks:
        if block["type"] == "section":
            found += _said(block["text"]).split("\n")
        if block["type"] == "context":
            found += [_said(element) for element in block["elements"]]
    return found


def _block(block: Json, width: int) -> Iterator[str]:
    yield from SHOWN[block["type"]](block, width)


def _section(block: Json, width: int) -> Iterator[str]:
    yield from _wrapped(_said(block["text"]), width)
    if "accessory" in block:
        yield " " * 4 + _element(block["accessory"])


def _context(block: Json, width: int) -> Iterator[str]:
    for element in block["elements"]:
        yield from (f"  {line}" for line in _wrapped(_said(element), width - 2))


def _actions(block: Json, _width: int) -> Iterator[str]:
    yield " ".join(_element(element) for element in block["elements"])


def _header(block: Json, _width: int) -> Iterator[str]:
    yield f"# {_said(block['text'])}"


def _divider(_block: Json, width: int) -> Iterator[str]:
    yield "-" * width


def _input(block: Json, _width: int) -> Iterator[str]:
    yield f"{_said(block['label'])}: {_element(block['element'])}"
    if "hint" in block:
        yield f"  {_said(block['hint'])}"


SHOWN: dict[str, Callable[[Json, int], Iterator[str]]] = {
    "section": _section,
    "context": _context,
    "actions": _actions,
    "header": _header,
    "divider": _divider,
    "input": _input,
}


def _element(element: Json) -> str:
    if element["type"] == "button":
        return f"[{_said(element['text'])}]"
    if element["type"] == "plain_text_input":
        return f"[{_said(element['placeholder'])}____]"
    options = " | ".join(_said(option["text"]) for option in element["options"])
    return f"[⋯ {options}]"


def _said(text: Json) -> str:
    return decode(text["text"]).replace(JOINER, "")


def _wrapped(text: str, width: int) -> Iterator[str]:
    for line in text.split("\n"):
        wide = sum(unicodedata.east_asian_width(mark) in "WF" for mark in line)
        yield from textwrap.wrap(line, max(20, width * max(1, len(line)) // max(1, len(line) + wide))) or [""]
