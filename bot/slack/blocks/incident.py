"""Renders an incident's card, its notes, and the list of open ones; decides no content."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.explain.incident import PERSON, Card
from bot.explain.incident_note import Note
from bot.explain.templates import Phrases
from bot.slack import escape
from bot.slack.blocks import ids, page
from bot.slack.blocks.ids import IncidentReference, Reference
from bot.slack.blocks.page import Block, Message

LONGEST_LINE = 240
ROWS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Showing:
    """How a message came about: its language, how late it is in words, whether it is perhaps twice, or anew, there."""

    locale: str = "en"
    late: str = ""
    repeat: bool = False
    reposted: bool = False


def render(card: Card, phrases: Phrases, showing: Showing | None = None) -> Message:
    """The message of an incident: its lines, a small last one, then two buttons and the menu while it is open."""
    showing = showing or Showing()
    lines = [escape.bold(show_line(card.headline)), *(show_line(line) for line in card.lines)]
    small = [show_line(part) for part in _small(card, phrases, showing) if part]
    blocks: list[Block] = [page.section(lines)]
    if small:
        blocks.append(page.context(*small))
    blocks += _buttons(card, phrases, showing)
    return Message(_push(map(_push_line, [card.headline, *card.lines])), tuple(blocks))


def render_note(note: Note) -> Message:
    """The message of a transition in the thread, whoever it calls mentioned in its text, so that they are notified."""
    group = escape.mention_group(note.on_call) if note.on_call else ""
    line = " ".join(part for part in (show_line(note.line), group) if part)
    blocks: list[Block] = [page.section(line)]
    if note.lines:
        blocks.append(page.context("\n".join(show_line(one) for one in note.lines)))
    first = " ".join(part for part in (_push_line(note.line), group) if part)
    return Message(_push([first, *map(_push_line, note.lines)]), tuple(blocks))


def render_list(rows: Sequence[str], phrases: Phrases) -> Message:
    """The open incidents, one line each, the most urgent first; beyond twenty they are counted."""
    if not rows:
        line = phrases.say("incident-list-none")
        return Message(page.write_text([line]), (page.section(escape.mrkdwn(line)),))
    head = phrases.say("incident-list-head", count=len(rows))
    shown = [show_line(row) for row in rows[:ROWS_SHOWN]]
    blocks = page.sections([escape.bold(escape.mrkdwn(head)), *shown])
    more = phrases.say("more-errors", count=len(rows) - ROWS_SHOWN) if len(rows) > ROWS_SHOWN else ""
    if more:
        blocks.append(page.context(escape.mrkdwn(more)))
    return Message(write_push([head, *rows[:ROWS_SHOWN], more]), tuple(blocks))


def show_line(line: str) -> str:
    """A raw line as markup, the people in it as live mentions, everything else literal."""
    parts = line.split(PERSON)
    shown = [
        escape.mention(part) if number % 2 else escape.mrkdwn(_keep_blanks(part)) for number, part in enumerate(parts)
    ]
    return escape.cut("".join(shown), LONGEST_LINE)


def _buttons(card: Card, phrases: Phrases, showing: Showing) -> list[Block]:
    if not card.open:
        return page.actions(_runbook(card, phrases, showing))
    reference = IncidentReference(card.number)
    offers = {
        ids.INCIDENT_NOT_OURS: "incident-menu-not-ours",
        ids.INCIDENT_WAITING: "incident-menu-waiting",
        **({ids.INCIDENT_UNMUTE: "incident-menu-unmute"} if card.muted else {ids.INCIDENT_MUTE: "incident-menu-mute"}),
    }
    options = [
        page.option(phrases.say(phrase), IncidentReference(card.number, choice).pack())
        for choice, phrase in offers.items()
    ]
    # The first button stays where it is when somebody takes it, so that nothing moves under a thumb.
    style = "" if card.held else "primary"
    return page.actions(
        page.button(ids.INCIDENT_TAKE, phrases.say("incident-take"), reference.pack(), style=style),
        _runbook(card, phrases, showing),
        page.overflow(ids.INCIDENT_MENU, options),
    )


def _runbook(card: Card, phrases: Phrases, showing: Showing) -> Block | None:
    if card.code is None:
        return None
    value = Reference(card.code, showing.locale).pack()
    return page.button(ids.ANSWER_RUNBOOK, phrases.say("incident-runbook"), value)


def _small(card: Card, phrases: Phrases, showing: Showing) -> Iterable[str]:
    yield card.small
    yield phrases.say("incident-late", span=showing.late)
    yield phrases.say("incident-repeat") if showing.repeat else ""
    yield phrases.say("incident-reposted") if showing.reposted else ""


def _push(lines: Iterable[str]) -> str:
    """The `text` of a message, which a push shows, out of escaped lines."""
    return escape.cut("\n".join(line for line in lines if line), page.TEXT_LIMIT) or page.NOTHING


def write_push(lines: Iterable[str]) -> str:
    """The `text` of a message out of raw lines, the people in them as live mentions."""
    return _push(map(_push_line, lines))


def _push_line(line: str) -> str:
    """A raw line for the `text` of a message, the people in it as live mentions, everything else literal."""
    parts = line.split(PERSON)
    return "".join(
        escape.mention(part) if number % 2 else escape.message_text(_keep_blanks(part))
        for number, part in enumerate(parts)
    )


def _keep_blanks(part: str) -> str:
    """A part of a line on one line, with a blank kept where it meets a person."""
    inner = escape.one_line(part)
    before = " " if part[:1].isspace() and inner else ""
    after = " " if part[-1:].isspace() else ""
    return f"{before}{inner}{after}"
