"""Shows the status on a terminal: the verdict, a table of targets, what is not well; prints, asks nobody."""

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from bot.explain import status as words
from bot.explain.ages import write_span
from bot.explain.status import Wording
from bot.models.target import Verdict
from bot.status.overview import Overview, TargetView
from bot.terminal.page import literal

STYLES: dict[Verdict | None, str] = {"up": "green", "down": "bold red", "blind": "yellow", None: "dim"}
WIDE = 92
"""Columns from which on uptimes have room; below MIDDLE the line of latencies has none, either."""
MIDDLE = 64


def draw_status(overview: Overview, wording: Wording, width: int, note: str = "") -> RenderableType:
    """The whole page for a terminal of this width; `note` is told below the verdict."""
    parts: list[RenderableType] = [literal(words.write_headline(overview, wording), "bold")]
    if note:
        parts.append(literal(note, "dim"))
    if overview.targets:
        parts += ["", _table(overview, wording, width)]
    for component in overview.components:
        lines = list(words.write_component(component, overview.at, wording))
        if component.verdict == "up" and len(lines) == 1:
            continue
        parts += ["", literal(lines[0], STYLES[component.verdict])]
        parts += [Padding(literal(line), (0, 0, 0, 2)) for line in lines[1:]]
    trouble = list(_loose(overview, wording))
    if trouble:
        parts += ["", *(literal(line) for line in trouble)]
    parts += ["", literal(words.write_scope(overview.targets, wording), "dim")]
    return Group(*parts)


def show_status(overview: Overview, wording: Wording, console: Console, note: str = "") -> None:
    """Print the page once."""
    console.print(draw_status(overview, wording, console.width, note))


def _loose(overview: Overview, wording: Wording) -> Iterator[str]:
    """What is not well with targets that speak of no component."""
    for view in overview.loose:
        trouble = words.write_trouble(view, wording)
        if trouble:
            yield f"{view.target.name}: {trouble}"


def _table(overview: Overview, wording: Wording, width: int) -> Table:
    say = wording.phrases.say
    columns = ["target", "verdict", "age", "latency", "line", "uptime", "certificate"]
    left_out = {"uptime"} if width < WIDE else set()
    if width < MIDDLE:
        left_out |= {"line", "certificate"}
    shown = [column for column in columns if column not in left_out]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in shown:
        right = column in ("age", "latency")
        table.add_column(say(f"status-column-{column}"), justify="right" if right else "left", no_wrap=column == "line")
    for view in overview.targets:
        cells = _cells(view, wording)
        table.add_row(*(literal(cells[column], STYLES[view.standing.verdict]) for column in shown))
    return table


def _cells(view: TargetView, wording: Wording) -> dict[str, str]:
    environment = f" [{view.target.environment}]" if view.target.environment else ""
    days = view.certificate_days
    shares = (view.uptime.hour, view.uptime.day, view.uptime.week)
    return {
        "target": f"{view.target.name}{environment}",
        "verdict": words.mark_target(view, wording),
        "age": write_span(view.age, wording.phrases) if view.age is not None else wording.phrases.say("status-unknown"),
        "latency": words.write_latency(view, wording) or wording.phrases.say("status-unknown"),
        "line": words.draw_line(view),
        "uptime": " / ".join(words.write_share(share, wording) for share in shares),
        "certificate": "" if days is None else wording.phrases.say("span-days", count=days),
    }
