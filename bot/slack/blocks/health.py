"""Renders an explained health check: the verdict, then its items, failing ones with what to do; explains nothing."""

from collections.abc import Iterator

from bot.explain.templates import Phrases
from bot.models.answer import HealthAnswer, HealthLine
from bot.slack import escape
from bot.slack.blocks import page
from bot.slack.blocks.page import Message

SHOWN = 8
LONGEST_LINE = 160


def render(answer: HealthAnswer, phrases: Phrases) -> Message:
    """One message; items that failed come first, beyond eight items the rest is counted."""
    ordered = sorted(answer.lines, key=lambda line: line.ok)
    lines = [line for item in ordered[:SHOWN] for line in _lines(item, phrases)]
    if len(ordered) > SHOWN:
        lines.append(phrases.say("more-errors", count=len(ordered) - SHOWN))
    parts = [escape.mrkdwn(escape.one_line(line), LONGEST_LINE) for line in lines]
    blocks = page.sections([escape.bold(escape.mrkdwn(escape.one_line(answer.headline), LONGEST_LINE)), *parts])
    return Message(page.write_text([answer.headline, *lines]), tuple(blocks))


def _lines(item: HealthLine, phrases: Phrases) -> Iterator[str]:
    yield item.line
    if item.action:
        yield f"→ {item.action}"
        yield f"→ {phrases.say('health-codes', codes=', '.join(map(str, item.codes)))}"
