"""Answers one person through a response_url: what was promised with the ack is told, or its failure is."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from bot.errors import InboxFull
from bot.explain.templates import Phrases
from bot.models.answer import Reader
from bot.slack.blocks import notices
from bot.slack.blocks.notices import Notice
from bot.slack.blocks.page import Message
from bot.slack.desk import Desk
from bot.slack.envelope import Json
from bot.slack.messenger import NotSent, Outcome, Sent, Unknown
from bot.slack.surface import Job

log = structlog.get_logger("skms_bot.private")

RESTS = (0.5, 1.0, 2.0)
"""Between attempts that did not reach Slack; a response_url lives for half an hour."""
LAST_WORD_WITHIN = 1.0
"""Seconds: it may be said at the end of a shutdown, whose time is measured (bot.app)."""

Compose = Callable[[Reader], Awaitable[Message]]
"""Makes the answer for its reader."""


@dataclass(frozen=True, slots=True)
class Line:
    """The way back to one person: who and where they are, and the response_url.

    `thread_ts` is the thread that they look at; `replaces`: what is said takes the place of what they pressed on.
    """

    team: str
    user: str
    channel: str
    url: str
    thread_ts: str = ""
    replaces: bool = False


def promise(desk: Desk, line: Line, name: str, compose: Compose) -> Json | None:
    """Queue the answer; returns what to ack with: None, or the words that there is too much to do just now.

    A command cannot be read again, so that it is answered, or fails visibly.
    """

    async def work() -> None:
        phrases = site_phrases(desk)
        told = False
        try:
            reader = await desk.readers.for_person(line.team, line.user, line.channel)
            phrases = Phrases(desk.surface.catalog().phrases, reader.locale)
            await tell(desk, line, await compose(reader))
            told = True
        finally:
            # Also where the job is cut short, at the end of the process: nobody else knows of the question.
            if not told:
                async with asyncio.timeout(LAST_WORD_WITHIN):
                    await tell(desk, line, notices.render(Notice.FAILED, phrases))

    try:
        desk.surface.inbox.submit(Job(name, work, lane=f"{line.team}:{line.user}", prompt=True))
    except InboxFull:
        log.warning("too_much_work", job=name)
        return _ephemeral(notices.render(Notice.BUSY, site_phrases(desk)))
    return None


async def tell(desk: Desk, line: Line, message: Message) -> Outcome:
    """Show a message to the person alone; a message that Slack refuses goes out once more as its text alone."""
    where = {"thread_ts": line.thread_ts} if line.thread_ts else {}
    payload = {**_ephemeral(message), "replace_original": line.replaces, **where}
    outcome = await desk.surface.messenger.respond(line.url, payload)
    for rest in RESTS:
        match outcome:
            case Sent():
                return outcome
            case NotSent(final=True):
                if payload.pop("blocks", None) is None:
                    break
            case NotSent():
                await asyncio.sleep(rest)
            case Unknown():
                await asyncio.sleep(rest)
                # Where the first attempt did arrive, this one takes its place.
                payload["replace_original"] = True
        outcome = await desk.surface.messenger.respond(line.url, payload)
    if not isinstance(outcome, Sent):
        log.error("private_answer_lost", reason=outcome.reason)
    return outcome


def site_phrases(desk: Desk) -> Phrases:
    """The site's words, for somebody whose language is not known yet."""
    return Phrases(desk.surface.catalog().phrases, desk.surface.locale)


def _ephemeral(message: Message) -> Json:
    return {"response_type": "ephemeral", **message.as_arguments()}
