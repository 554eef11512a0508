"""Renders the status: the verdict, the button right below it, then components and targets; asks nobody.

The button stands above everything whose length can change, so that it stays where it is while readings come in.
"""

from collections.abc import Iterator, Sequence

from bot.explain import status as words
from bot.explain.status import Wording
from bot.slack import escape
from bot.slack.blocks import ids, page
from bot.slack.blocks.ids import StatusReference
from bot.slack.blocks.page import Block, Message
from bot.status.overview import ComponentView, Overview, TargetView

COMPONENTS = 8
TARGETS = 6
LONGEST_LINE = 240
SERIES = 6
"""Slack's reference of the block names six series as the most, its later limit tables twelve."""
NAME_LIMIT = 20
CHART_TITLE_LIMIT = 50
FEWEST_POINTS = 2
MILLISECONDS = 1000


def render(
    overview: Overview, wording: Wording, about: str = "", *, asking: bool = False, chart: bool = True
) -> Message:
    """The message; `about` is what was asked for, `asking` says that newer readings are on their way.

    `chart` False has a line of text for the chart: for where Slack refuses it, and for what cannot show one.
    """
    head = words.write_headline(overview, wording)
    age = wording.phrases.say("status-asking") if asking else words.write_age(overview.targets, wording)
    parts = list(_parts(overview, wording))
    # The second line is there at all times: the button must not move when it says something else.
    top = [escape.bold(escape.mrkdwn(head)), escape.mrkdwn(age or wording.phrases.say("status-unknown"))]
    reference = StatusReference(wording.reader.locale, about)
    check = page.button(ids.STATUS_CHECK, wording.phrases.say("status-check"), reference.pack())
    blocks = [page.section(top), *page.actions(check if overview.targets else None)]
    blocks += [page.section([_shown(line) for line in part]) for part in parts]
    if not wording.outside:
        drawn = chart_of(overview, wording) if chart else None
        plain = _plain_chart(overview, wording)
        blocks += [drawn] if drawn is not None else [page.section(plain)] if plain else []
    scope = words.write_scope(overview.targets, wording)
    blocks.append(page.context(escape.mrkdwn(scope)))
    return Message(page.write_text([head, age, *(line for part in parts for line in part), scope]), tuple(blocks))


def chart_of(overview: Overview, wording: Wording) -> Block | None:
    """The latency of the last hour as Slack's chart, in whole milliseconds; None where there is too little to draw.

    Where a target gave no answer its deadline is drawn, since a chart has no gaps. Every series has every label.
    """
    drawn = [(view, line) for view in overview.targets if any(line := _heights(view))][:SERIES]
    labels = [
        (position, f"{point.at.astimezone(wording.zone):%H:%M}")
        for position, point in enumerate(drawn[0][0].line if drawn else ())
        if all(line[position] is not None for _, line in drawn)
    ]
    if len(labels) < FEWEST_POINTS:
        return None
    names = _names([view for view, _ in drawn])
    series = [
        {"name": name, "data": [{"label": label, "value": line[position]} for position, label in labels]}
        for name, (_, line) in zip(names, drawn, strict=True)
    ]
    axis = {"categories": [label for _, label in labels]}
    title = escape.plain(wording.phrases.say("status-chart"), CHART_TITLE_LIMIT)
    return {
        "type": "data_visualization",
        "title": title,
        "chart": {"type": "line", "series": series, "axis_config": axis},
    }


def render_unknown(about: str, names: Sequence[str], wording: Wording) -> Message:
    """That nothing is watched by this name, and the names there are."""
    line = wording.phrases.say("status-unknown-target", about=escape.one_line(about)[:80], names=", ".join(names))
    return Message(page.write_text([line]), (page.section(_shown(line)),))


def _parts(overview: Overview, wording: Wording) -> Iterator[list[str]]:
    """The raw lines, one part per component, then one for the targets that belong to none; what is too much counted."""
    say = wording.phrases.say
    for component in overview.components[:COMPONENTS]:
        yield [*words.write_component(component, overview.at, wording), *_how_it_did(component, wording)]
    if len(overview.components) > COMPONENTS:
        yield [say("status-more", count=len(overview.components) - COMPONENTS)]
    if overview.loose and not wording.outside:
        lines = [words.write_target(view, overview.at, wording) for view in overview.loose[:TARGETS]]
        if len(overview.loose) > TARGETS:
            lines.append(say("status-more", count=len(overview.loose) - TARGETS))
        yield lines


def _how_it_did(component: ComponentView, wording: Wording) -> Iterator[str]:
    """Which targets speak of a component, how fast they answered and how often they were up: the worst of them."""
    if wording.outside:
        return
    view = component.targets[0]
    others = len(component.targets) - 1
    more = wording.phrases.say("status-more", count=others) if others else ""
    latency, uptime = words.write_latency(view, wording), words.write_uptime(view.uptime, wording)
    yield " · ".join(filter(None, (f"{view.target.name}{f' ({more})' if more else ''}", latency, uptime)))


def _plain_chart(overview: Overview, wording: Wording) -> list[str]:
    drawn = [view for view in overview.targets if any(point.latency or point.down for point in view.line)][:SERIES]
    if not drawn:
        return []
    lines = [
        f"{escape.code(words.draw_line(view))} {escape.mrkdwn(escape.one_line(view.target.name), LONGEST_LINE)}"
        for view in drawn
    ]
    return [escape.mrkdwn(wording.phrases.say("status-chart-plain")), *lines]


def _heights(view: TargetView) -> list[int | None]:
    deadline = round(view.target.deadline.total_seconds() * MILLISECONDS)
    return [
        round(point.latency * MILLISECONDS) if point.latency is not None else deadline if point.down else None
        for point in view.line
    ]


def _names(views: Sequence[TargetView]) -> list[str]:
    """Names within Slack's limit that differ, as Slack demands of series."""
    names: list[str] = []
    for number, view in enumerate(views, start=1):
        name = (
            view.target.name
            if len(view.target.name) <= NAME_LIMIT
            else f"{view.target.name[: NAME_LIMIT - 3]}…{number}"
        )
        names.append(name)
    return names


def _shown(line: str) -> str:
    return escape.mrkdwn(escape.one_line(line), LONGEST_LINE)
