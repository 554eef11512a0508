"""Renders one or several Answers as one message: at most twelve short lines, then the buttons; decides no content."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.explain.fold import ROOM, fold, write_verdict
from bot.explain.templates import Phrases
from bot.models.answer import Answer
from bot.slack import escape
from bot.slack.blocks import ids, page
from bot.slack.blocks.ids import Reference
from bot.slack.blocks.page import Block, Message

STRONG = ("verdict", "hidden")
SHOWN = 5
LONGEST_LINE = 240
"""Of one line of an answer: the fixed words are far shorter, what a paste brings in may not be."""

EMPTY_LINE = "\N{NO-BREAK SPACE}"
"""Holds a line that an update no longer needs: a blank one at the end would be cut off."""


@dataclass(frozen=True, slots=True)
class Showing:
    """Where and to whom an answer is shown, and what has happened to it since.

    `channel` and `ts` name the message that was explained, empty where there was none. A private answer is seen by
    one person and can be shared. `languages` are the other ones it can be had in, id -> own name. `repeats` counts
    how often the same error was pasted, the first time included. `late_minutes` is the age of a paste that is
    answered only now. `held_lines` is how many lines the message showed before this update (see `count_lines`), so
    that no button moves under a thumb; 0 for a new one. `check_now` and `disputable` say whether there is something
    to ask, and something to withdraw; `shareable` whether there is a channel to share it in. `incident` is the raw
    line about the open incident that it is part of, and the address of that.
    """

    channel: str = ""
    ts: str = ""
    private: bool = False
    check_now: bool = False
    disputable: bool = True
    shareable: bool = True
    languages: Mapping[str, str] = field(default_factory=dict)
    repeats: int = 1
    late_minutes: int = 0
    held_lines: int = 0
    incident: str = ""
    incident_url: str = ""


def render(answer: Answer, phrases: Phrases, showing: Showing | None = None) -> Message:
    """The message for one answer."""
    return render_several((answer,), phrases, showing)


def render_several(answers: Sequence[Answer], phrases: Phrases, showing: Showing | None = None) -> Message:
    """One message for all errors of a paste, given most severe first: the first whole, the others by their verdict.

    Five at most are shown, the rest is counted. The lines of all together are twelve at most.
    """
    showing = showing or Showing()
    first, others = answers[0], answers[1:SHOWN]
    more = phrases.say("more-errors", count=len(answers) - SHOWN) if len(answers) > SHOWN else ""
    room = showing.held_lines + 1 if showing.held_lines else ROOM - len(others) - bool(more) - bool(showing.incident)
    lines = [line.text for line in fold(first, phrases, room)]
    last = _last_line(first, phrases, showing)
    verdicts = [write_verdict(other, phrases) for other in others]
    shown = [*_lines_of(first, phrases, room)]
    blocks = [page.section([*shown, *[EMPTY_LINE] * (showing.held_lines - len(shown))])]
    blocks += [
        page.section(
            escape.mrkdwn(verdict, LONGEST_LINE),
            page.button(
                ids.numbered(ids.ANSWER_RUNBOOK, number),
                phrases.say("slack-runbook"),
                refer(other, showing).pack(),
            ),
        )
        for number, (other, verdict) in enumerate(zip(others, verdicts, strict=True), start=2)
    ]
    if showing.incident:
        blocks.append(page.context(escape.link(showing.incident_url, showing.incident)))
    blocks.append(page.context(escape.mrkdwn(more), *(escape.mrkdwn(part, LONGEST_LINE) for part in last)))
    blocks += _buttons(first, phrases, showing)
    return Message(page.write_text([*lines, *verdicts, showing.incident, more, " · ".join(last)]), tuple(blocks))


def count_lines(blocks: Sequence[Mapping[str, object]]) -> int:
    """How many lines the first block of an answer shows, as its update needs to know; 0 where it is no answer's."""
    text = blocks[0].get("text") if blocks else None
    words = text.get("text") if isinstance(text, Mapping) else None
    return words.count("\n") + 1 if isinstance(words, str) else 0


def render_withdrawn(user: str, reference: Reference, phrases: Phrases) -> Message:
    """What is left of an answer that was no SKMS error: who withdrew it, and a way back."""
    undo = page.button(ids.ANSWER_UNDO, phrases.say("slack-undo"), reference.pack())
    line = phrases.say("slack-withdrawn", user="\0")
    shown = escape.mention(user).join(escape.mrkdwn(part) for part in line.split("\0"))
    return Message(page.write_text([phrases.say("slack-withdrawn-text")]), (page.section(shown, undo),))


def refer(answer: Answer, showing: Showing) -> Reference:
    """What the buttons of an answer stand for."""
    return Reference(answer.code, answer.locale, showing.channel, showing.ts)


def write_since(showing: Showing, phrases: Phrases) -> list[str]:
    """What happened to an answer since its paste: how often the same came again, how late it is."""
    parts = [phrases.say("slack-repeats", count=showing.repeats)] if showing.repeats > 1 else []
    if showing.late_minutes > 0:
        parts.append(phrases.say("slack-late", minutes=showing.late_minutes))
    return parts


def _lines_of(answer: Answer, phrases: Phrases, room: int) -> Iterator[str]:
    for line in fold(answer, phrases, room):
        shown = escape.mrkdwn(escape.one_line(line.text), LONGEST_LINE)
        yield escape.bold(shown) if line.kind in STRONG else shown


def _last_line(answer: Answer, phrases: Phrases, showing: Showing) -> list[str]:
    """The parts of the small last line: what "up" rests on, then what happened to the answer since."""
    return [answer.scope_line, *write_since(showing, phrases)]


def _buttons(answer: Answer, phrases: Phrases, showing: Showing) -> list[Block]:
    """Two buttons and the menu: the runbook, then the check, or the share where a private answer has no check."""
    reference = refer(answer, showing)
    inside = answer.audience != "external"
    second: Block | None = None
    shared_by_menu = showing.shareable
    if showing.check_now and inside:
        second = page.button(ids.ANSWER_CHECK, phrases.say("slack-check"), reference.pack())
    elif showing.private and showing.shareable:
        second = page.button(ids.ANSWER_SHARE, phrases.say("slack-share"), reference.pack())
        shared_by_menu = False
    return page.actions(
        page.button(ids.ANSWER_RUNBOOK, phrases.say("slack-full-runbook"), reference.pack()),
        second,
        page.overflow(
            ids.ANSWER_MENU,
            list(_menu(reference, phrases, showing, disputable=showing.disputable and inside, share=shared_by_menu)),
        ),
    )


def _menu(
    reference: Reference, phrases: Phrases, showing: Showing, *, disputable: bool, share: bool
) -> Iterator[Block]:
    others = [locale for locale in showing.languages if locale != reference.locale]
    for locale in others[: page.OVERFLOW_LIMIT - disputable - share]:
        text = phrases.say("slack-in-language", language=showing.languages[locale])
        yield page.option(text, reference.choosing(ids.CHOICE_LANGUAGE, locale).pack())
    if disputable:
        yield page.option(phrases.say("slack-not-skms"), reference.choosing(ids.CHOICE_NOT_SKMS).pack())
    if share:
        text = phrases.say("slack-share" if showing.private else "slack-share-channel")
        yield page.option(text, reference.choosing(ids.CHOICE_SHARE).pack())
