"""Answers one person through a response_url: what was promised with the ack is told, or its failure is."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from bot.errors import InboxFull
from bot.explain.templates import Phrases
from bot.models.answer import Reader
from bot.slack.blocks import notices, page
from bot.slack.blocks.notices import Notice
from bot.slack.blocks.page import Block, Message
from bot.slack.clicks import Click
from bot.slack.desk import Desk
from bot.slack.envelope import Json
from bot.slack.messenger import Body, NotSent, Outcome, Sent, Spot, Unknown
from bot.slack.reply import Reply
from bot.slack.surface import Job

log = structlog.get_logger("skms_bot.private")

RESTS = (0.5, 1.0, 2.0)
"""Between attempts that did not reach Slack; a response_url lives for half an hour."""
LAST_WORD_WITHIN = 1.0
"""Seconds: it may be said at the end of a shutdown, whose time is measured (bot.app)."""

KNOWN_WITHIN = 2.5
"""Seconds that a person who asked alone waits for what is still to be known: the answer cannot be changed after."""

Compose = Callable[[Reader], Awaitable[Reply]]
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
            reply = await compose(reader)
            await tell(desk, line, await reply.within(KNOWN_WITHIN))
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
    """Show a message to the person alone; what Slack refuses goes out plainer, at last as its text alone."""
    where = {"thread_ts": line.thread_ts} if line.thread_ts else {}
    payload = {**_ephemeral(message), "replace_original": line.replaces, **where}
    outcome = await desk.surface.messenger.respond(line.url, payload)
    plainer = [list(message.plainer)] if message.plainer else []
    for rest in RESTS:
        match outcome:
            case Sent():
                return outcome
            case NotSent(final=True):
                if not _make_plainer(payload, plainer):
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


def _make_plainer(payload: Json, plainer: list[list[Block]]) -> bool:
    """Whether there was anything to take out of a message that Slack refused."""
    had = payload.pop("blocks", None) is not None
    if plainer:
        payload["blocks"] = plainer.pop()
    return had


async def answer_press(desk: Desk, click: Click, message: Message, *, replaces: bool = False) -> None:
    """Tell whoever pressed a button on a message; on a view there is no way to."""
    if click.response_url:
        line = Line(click.team, click.user, click.channel, click.response_url, click.thread_ts, replaces)
        await tell(desk, line, message)


async def show_in_place(desk: Desk, click: Click, message: Message) -> Outcome | None:
    """Let a message, a private one or a window that somebody pressed a button in show this instead."""
    messenger = desk.surface.messenger
    if click.view is not None:
        phrases = site_phrases(desk)
        view = page.as_modal(message, phrases.say("slack-paste-title"), phrases.say("slack-close"))
        return await messenger.update_view(click.team, click.view.id, view, click.view.hash)
    if click.private:
        await answer_press(desk, click, message, replaces=True)
        return None
    spot = Spot(click.team, click.channel, click.thread)
    return await messenger.update(spot, click.message_ts, Body(message.text, message.blocks, message.plainer))


async def notify_press(desk: Desk, click: Click, locale: str, notice: Notice, *, replaces: bool = False) -> None:
    """The same with a notice, in the language of what was pressed."""
    message = notices.render(notice, Phrases(desk.surface.catalog().phrases, locale))
    await answer_press(desk, click, message, replaces=replaces)


def site_phrases(desk: Desk) -> Phrases:
    """The site's words, for somebody whose language is not known yet."""
    return Phrases(desk.surface.catalog().phrases, desk.surface.locale)


def _ephemeral(message: Message) -> Json:
    return {"response_type": "ephemeral", **message.as_arguments()}
