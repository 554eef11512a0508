"""How blocks read on a narrow screen: one styled line per line; pure, prints nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rich.text import Text

from bot.demo import mrkdwn
from bot.demo.workspace import NAMES
from bot.slack.envelope import Json
from bot.terminal.page import literal

BARS = "▁▂▃▄▅▆▇█"
BUTTON = "reverse"


def lines_of(text: str, blocks: Sequence[Json]) -> list[Text]:
    """The lines of a message or view: its blocks, or its text where it has none."""
    if not blocks:
        return list(_said({"text": text}))
    return [line for block in blocks for line in LOOKS.get(block["type"], _unknown)(block)]


def _said(text: Mapping[str, Any], style: str = "") -> Iterator[Text]:
    if text.get("type") == "plain_text":
        shown = literal(mrkdwn.plain(text["text"]), style)
    else:
        shown = mrkdwn.read(text["text"], NAMES, style)
    yield from shown.split("\n", allow_blank=True)


def _section(block: Json) -> Iterator[Text]:
    for text in (block.get("text"), *(block.get("fields") or ())):
        if text:
            yield from _said(text)
    if "accessory" in block:
        yield Text("  ").append_text(_element(block["accessory"]))


def _context(block: Json) -> Iterator[Text]:
    for element in block["elements"]:
        yield from _said(element, "dim") if "text" in element else [Text(element.get("alt_text", ""), "dim")]


def _actions(block: Json) -> Iterator[Text]:
    yield Text("  ").join(_element(element) for element in block["elements"])


def _header(block: Json) -> Iterator[Text]:
    yield from _said(block["text"], "bold underline")


def _divider(_block: Json) -> Iterator[Text]:
    yield Text("─" * 24, "dim")


def _input(block: Json) -> Iterator[Text]:
    yield from _said(block["label"], "bold")
    yield _element(block["element"])
    if "hint" in block:
        yield from _said(block["hint"], "dim")


def _markdown(block: Json) -> Iterator[Text]:
    yield from literal(block["text"]).split("\n")


def _rich_text(block: Json) -> Iterator[Text]:
    yield from literal("".join(_words(block))).split("\n")


def _words(part: Json) -> Iterator[str]:
    if "text" in part:
        yield str(part["text"])
    for element in part.get("elements") or ():
        yield from _words(element)


def _table(block: Json) -> Iterator[Text]:
    """Rows with their columns below each other."""
    rows = [["".join(_words(cell)) or str(cell.get("value", "")) for cell in row] for row in block["rows"]]
    widths = [max(map(len, column)) for column in zip(*rows, strict=False)]
    for number, row in enumerate(rows):
        padded = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield literal(padded.rstrip(), "" if number else "bold")


def _chart(block: Json) -> Iterator[Text]:
    """A line of bars for each series; the segments of a pie with their values."""
    yield literal(block.get("title", ""), "bold")
    chart = block["chart"]
    for segment in chart.get("segments", ()):
        yield literal(f"{segment['label']} {segment['value']}")
    for series in chart.get("series", ()):
        values = [float(point["value"]) for point in series["data"]]
        yield literal(f"{bars(values)} {series['name']} {min(values):g}-{max(values):g}")


def bars(values: Sequence[float]) -> str:
    """One bar per value, from nothing to the largest."""
    most = max(values, default=0.0) or 1.0
    return "".join(BARS[round(max(value, 0.0) / most * (len(BARS) - 1))] for value in values)


def _unknown(block: Json) -> Iterator[Text]:
    yield literal(f"[{block['type']}]", "dim")


def _element(element: Json) -> Text:
    if element["type"] == "button":
        return literal(f"[ {element['text']['text']} ]", BUTTON)
    if element["type"] == "plain_text_input":
        return literal(f"[ {element.get('placeholder', {}).get('text', '')} ____ ]", BUTTON)
    options = " | ".join(option["text"]["text"] for option in element.get("options") or ())
    return literal(f"[ ⋯ {options} ]", BUTTON)


LOOKS: dict[str, Callable[[Json], Iterator[Text]]] = {
    "actions": _actions,
    "context": _context,
    "data_table": _table,
    "data_visualization": _chart,
    "divider": _divider,
    "header": _header,
    "input": _input,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "section": _section,
    "table": _table,
}
