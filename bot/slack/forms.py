"""Answers a submitted form in its own place: within the ack where that is soon, else as soon as it is known."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from bot.errors import SkmsBotError
from bot.explain.templates import Phrases
from bot.slack.blocks import notices, page
from bot.slack.blocks.notices import Notice
from bot.slack.blocks.page import Message, View
from bot.slack.desk import Desk
from bot.slack.surface import Job

log = structlog.get_logger("skms_bot.forms")

ANSWER_WITHIN = 1.5
"""Seconds within which an ack shows what came of it; after them it says that more is to come."""

Ack = Callable[..., Awaitable[Any]]


async def answer_form(
    desk: Desk, ack: Ack, body: dict[str, Any], phrases: Phrases, work: Callable[[], Awaitable[Message]]
) -> None:
    """Put what came of a form where it stood; a form cannot be read again, so its failure is told there, too."""
    title = str(body["view"]["title"]["text"])

    def as_view(message: Message) -> View:
        return page.as_modal(message, title, phrases.say("slack-close"))

    answering = asyncio.ensure_future(_surely(work, phrases))
    done, _ = await asyncio.wait({answering}, timeout=ANSWER_WITHIN)
    if done:
        await ack(response_action="update", view=as_view(answering.result()))
        return

    async def finish() -> None:
        message = await answering
        await desk.surface.messenger.update_view(body["team"]["id"], body["view"]["id"], as_view(message))

    desk.surface.inbox.submit(Job("form", finish, prompt=True))
    await ack(response_action="update", view=as_view(notices.render(Notice.WORKING, phrases)))


async def _surely(work: Callable[[], Awaitable[Message]], phrases: Phrases) -> Message:
    try:
        return await work()
    except SkmsBotError as error:
        log.error("form_failed", reason=type(error).__name__)  # noqa: TRY400 - ours, known by its kind
        return notices.render(Notice.FAILED, phrases)
