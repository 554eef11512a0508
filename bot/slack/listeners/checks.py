"""Takes `Check now` on answers and on statuses; asks and shows nothing itself."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from slack_bolt.app.async_app import AsyncApp

from bot.slack.blocks import ids
from bot.slack.blocks.notices import Notice
from bot.slack.clicks import Click, read_click
from bot.slack.desk import Desk
from bot.slack.private import LAST_WORD_WITHIN, notify_press
from bot.slack.recall import Recall
from bot.slack.rechecking import Rechecks
from bot.slack.surface import Job

Ack = Callable[..., Awaitable[Any]]


def register(app: AsyncApp, desk: Desk) -> None:
    """Let Bolt know the listeners."""
    listener = _Checks(desk)
    app.action(ids.ANSWER_CHECK)(listener.on_check)
    app.action(ids.STATUS_CHECK)(listener.on_status_check)


class _Checks:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rechecks = Rechecks(desk, Recall(desk))

    async def on_check(self, ack: Ack, body: dict[str, Any]) -> None:
        """Queue the checks of an answer; where there is no room there is no ack, and Slack says that it failed."""
        click = read_click(body, self._desk.surface.identity.team)
        reference = click.reference
        locale = reference.locale if reference else self._desk.surface.locale
        work = partial(self._rechecks.check, click, reference) if reference else None
        self._submit(click, locale, work)
        await ack()

    async def on_status_check(self, ack: Ack, body: dict[str, Any]) -> None:
        """Queue the asking of a status."""
        click = read_click(body, self._desk.surface.identity.team)
        reference = ids.unpack_status(click.value)
        locale = reference.locale if reference else self._desk.surface.locale
        work = partial(self._rechecks.ask, click, reference) if reference else None
        self._submit(click, locale, work)
        await ack()

    def _submit(self, click: Click, locale: str, work: Callable[[], Awaitable[None]] | None) -> None:
        # Whoever presses again while it is being asked waits for the same answer.
        lane = f"check:{click.channel}:{click.message_ts}:{click.user if click.private else ''}"
        self._desk.surface.inbox.submit(
            Job("check", partial(self._visibly, click, locale, work), lane=lane, aside=True)
        )

    async def _visibly(self, click: Click, locale: str, work: Callable[[], Awaitable[None]] | None) -> None:
        """Do it, or say that it failed: nobody else knows of the press."""
        if work is None:
            await notify_press(self._desk, click, locale, Notice.OUTDATED)
            return
        done = False
        try:
            await work()
            done = True
        finally:
            if not done:
                async with asyncio.timeout(LAST_WORD_WITHIN):
                    await notify_press(self._desk, click, locale, Notice.FAILED)
