"""Takes presses on messages and lists: the runbook, the menu behind an answer, share, undo; does the work elsewhere."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from slack_bolt.app.async_app import AsyncApp

from bot.explain.templates import Phrases
from bot.models.setup import DIRECT
from bot.slack.asking import lane_of
from bot.slack.blocks import ids
from bot.slack.blocks.answer import Showing
from bot.slack.blocks.ids import Reference
from bot.slack.blocks.notices import Notice
from bot.slack.clicks import Click, read_click
from bot.slack.desk import Desk
from bot.slack.private import LAST_WORD_WITHIN, answer_press, notify_press
from bot.slack.recall import Recall
from bot.slack.replying import languages_of
from bot.slack.runbooks import Runbooks
from bot.slack.sharing import Sharing
from bot.slack.surface import Job
from bot.slack.withdrawing import Withdrawals

Ack = Callable[..., Awaitable[Any]]
Do = Callable[[Click, Reference], Awaitable[None]]

PRESSED = (ids.ANSWER_RUNBOOK, ids.ROW_RUNBOOK, ids.ANSWER_MENU, ids.ANSWER_SHARE, ids.ANSWER_UNDO)


@dataclass(frozen=True, slots=True)
class Deed:
    """What a press leads to; `prompt` where only the person who pressed is waited for, and no channel."""

    name: str
    do: Do
    prompt: bool = False


def register(app: AsyncApp, desk: Desk) -> None:
    """Let Bolt know the listener."""
    app.action(re.compile(rf"\A(?:{'|'.join(PRESSED)})(?::.*)?\Z"))(_Actions(desk).on_pressed)


class _Actions:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        recall = self._recall = Recall(desk)
        runbooks, sharing, withdrawals = Runbooks(desk, recall), Sharing(desk, recall), Withdrawals(desk, recall)
        runbook, share = Deed("runbook", runbooks.open, prompt=True), Deed("share", sharing.share)
        self._deeds = {
            (ids.ANSWER_RUNBOOK, ""): runbook,
            (ids.ROW_RUNBOOK, ""): runbook,
            (ids.ANSWER_SHARE, ""): share,
            (ids.ANSWER_UNDO, ""): Deed("undo", withdrawals.undo),
            (ids.ANSWER_MENU, ids.CHOICE_SHARE): share,
            (ids.ANSWER_MENU, ids.CHOICE_NOT_SKMS): Deed("withdraw", withdrawals.withdraw),
            (ids.ANSWER_MENU, ids.CHOICE_LANGUAGE): Deed("language", self._say_in_language, prompt=True),
        }

    async def on_pressed(self, ack: Ack, body: dict[str, Any]) -> None:
        """Queue what was asked for; where there is no room there is no ack, and Slack says that it failed."""
        click = read_click(body, self._desk.surface.identity.team)
        reference = click.reference or Reference(0, self._desk.surface.locale)
        deed = self._deeds.get((click.action, reference.choice)) if click.reference else None
        deed = deed or Deed("outdated", self._say_outdated, prompt=True)
        work = partial(self._visibly, deed.do, click, reference.choosing("", reference.extra))
        if deed.prompt:
            self._desk.surface.inbox.submit(Job(deed.name, work, prompt=True))
        else:
            place = (reference.channel, reference.ts) if reference.ts else (click.channel, click.message_ts)
            self._desk.surface.inbox.submit(Job(deed.name, work, click.channel, lane_of(*place)))
        await ack()

    async def _visibly(self, do: Do, click: Click, reference: Reference) -> None:
        """Do it, or say that it failed: nobody else knows of the press."""
        done = False
        try:
            await do(click, reference)
            done = True
        finally:
            # Also where the job is cut short, at the end of the process.
            if not done:
                async with asyncio.timeout(LAST_WORD_WITHIN):
                    await notify_press(self._desk, click, reference.locale, Notice.FAILED)

    async def _say_in_language(self, click: Click, reference: Reference) -> None:
        """The same answer in another language, for this person alone; on a private answer, in its place."""
        catalog = self._desk.surface.catalog()
        if reference.extra in catalog.locales:
            reference = replace(reference, locale=reference.extra)
        recalled = await self._recall.for_person(click, reference)
        if recalled.answer_to(reference.code) is None:
            await self._say_outdated(click, reference)
            return
        showing = Showing(
            channel=reference.channel,
            ts=reference.ts,
            private=True,
            disputable=False,
            shareable=not click.channel.startswith(DIRECT),
            languages=languages_of(catalog),
            check_now=recalled.explained.worth_checking,
        )
        message = recalled.explained.show(Phrases(catalog.phrases, reference.locale), showing)
        await answer_press(self._desk, click, message, replaces=click.private)

    async def _say_outdated(self, click: Click, reference: Reference) -> None:
        await notify_press(self._desk, click, reference.locale, Notice.OUTDATED)
