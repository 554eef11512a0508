"""Renders the pocket version of an Answer: one block of plain text to copy; decides no content."""

from collections.abc import Iterator

from bot.explain.fold import write_step
from bot.explain.templates import Phrases
from bot.models.answer import Answer
from bot.slack import escape
from bot.slack.blocks import ids, page
from bot.slack.blocks.answer import Showing, refer
from bot.slack.blocks.page import Message

CARD_LIMIT = 2900


def render(answer: Answer, phrases: Phrases, showing: Showing | None = None) -> Message:
    """The card with its verdict as `text`, and the buttons for the runbook and for sharing."""
    showing = showing or Showing(private=True)
    lines = [escape.one_line(line) for line in _lines(answer, phrases) if line]
    value = refer(answer, showing).pack()
    buttons = page.actions(
        page.button(ids.ANSWER_RUNBOOK, phrases.say("slack-full-runbook"), value),
        page.button(ids.ANSWER_SHARE, phrases.say("slack-share"), value) if showing.private else None,
    )
    return Message(page.write_text(lines), (page.section(escape.fence("\n".join(lines), CARD_LIMIT)), *buttons))


def _lines(answer: Answer, phrases: Phrases) -> Iterator[str]:
    yield answer.headline
    yield answer.background.meaning
    yield answer.urgency_line
    for number, step in enumerate((step for step in answer.steps if step.above_fold), start=1):
        yield write_step(number, step)
    for warning in answer.never:
        yield phrases.say("never-mark", text=warning)
    yield answer.owner_line
    yield f"{phrases.say('heading-verify')}: {answer.background.verify}"
