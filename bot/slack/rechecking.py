"""Carries out again what somebody pressed `Check now` for, and shows it in the same place; composes no words."""

import asyncio
from dataclasses import replace
from functools import partial

import structlog

from bot.explain.templates import Phrases
from bot.models.conversation import PostedAnswer
from bot.models.setup import DIRECT
from bot.slack.asking import lane_of
from bot.slack.blocks.answer import Showing, count_lines
from bot.slack.blocks.ids import Reference, StatusReference
from bot.slack.blocks.notices import Notice
from bot.slack.clicks import Click
from bot.slack.desk import Desk
from bot.slack.messenger import NotSent
from bot.slack.private import notify_press, show_in_place
from bot.slack.recall import Recall
from bot.slack.replying import languages_of
from bot.slack.shown import Shown
from bot.slack.standings import Standings
from bot.slack.surface import Job

log = structlog.get_logger("skms_bot.rechecking")

SAY_SO_AFTER = 0.7
"""Seconds of asking after which the message says that it is being asked again."""


class Rechecks:
    """One for the whole process."""

    def __init__(self, desk: Desk, recall: Recall) -> None:
        self._desk = desk
        self._recall = recall
        self._standings = Standings(desk)

    async def check(self, click: Click, reference: Reference) -> None:
        """The checks of an answer once more; its lines and buttons stay where they are. Raises StorageError."""
        alone = click.private or click.view is not None
        answer = None if alone else await self._answer_at(click)
        shown = self._desk.answering.shelf.of(answer.id) if answer else None
        if shown is None or shown.explained.joint is None:
            shown = await self._recalled(click, reference, answer)
        if shown is None or shown.explained.joint is None:
            await notify_press(self._desk, click, reference.locale, Notice.OUTDATED)
            return
        after = shown.explained.as_in(await self._desk.sight.check(shown.explained.joint))
        self._desk.sight.remember((reference.channel, reference.ts), after)
        phrases = Phrases(self._desk.surface.catalog().phrases, after.locale)
        lines = click.lines or count_lines(shown.explained.show(phrases, shown.showing).blocks)
        now = Shown(after, replace(shown.showing, held_lines=lines, check_now=True))
        work = partial(self._show, click, now, answer)
        if alone:
            await work()
            return
        # In the lane of the paste, so that it never overtakes an edit.
        lane = lane_of(reference.channel, reference.ts) if reference.ts else ""
        self._desk.surface.inbox.submit(Job("rechecked", work, click.channel, lane, follows=True))

    async def ask(self, click: Click, reference: StatusReference) -> None:
        """The targets of a status once more."""
        readers = self._desk.readers
        if click.private:
            reader = await readers.for_person(click.team, click.user, click.channel)
        else:
            reader = await readers.for_channel(click.team, click.channel, click.user)
        reader = reader.model_copy(update={"locale": reference.locale})
        reply = self._standings.reply(reference.about, reader)
        if reply.later is None:
            await show_in_place(self._desk, click, reply.message)
            return
        asking = asyncio.ensure_future(reply.later())
        try:
            done, _ = await asyncio.wait({asking}, timeout=SAY_SO_AFTER)
            if not done:
                await show_in_place(self._desk, click, reply.message)
            await show_in_place(self._desk, click, await asking)
        finally:
            asking.cancel()

    async def _recalled(self, click: Click, reference: Reference, answer: PostedAnswer | None) -> Shown | None:
        """What a message shows that this process does not know of, or no more; None where its code is unknown now."""
        alone = click.private or click.view is not None
        recalled = await (self._recall.for_person if alone else self._recall.for_channel)(click, reference)
        if recalled.answer_to(reference.code) is None:
            return None
        direct = click.channel.startswith(DIRECT)
        showing = Showing(
            channel=reference.channel if recalled.paste else "",
            ts=reference.ts if recalled.paste else "",
            private=alone,
            disputable=answer is not None,
            shareable=(alone or answer is not None) and not direct and click.view is None,
            languages=languages_of(self._desk.surface.catalog()),
            repeats=answer.count if answer else 1,
        )
        return Shown(recalled.explained, showing)

    async def _show(self, click: Click, shown: Shown, before: PostedAnswer | None) -> None:
        """Show it, unless the answer was taken away or became one to something else meanwhile."""
        answer = await self._answer_at(click) if before else None
        if before and (answer is None or answer.state != "sent" or answer.fingerprint != before.fingerprint):
            return
        phrases = Phrases(self._desk.surface.catalog().phrases, shown.explained.locale)
        outcome = await show_in_place(self._desk, click, shown.explained.show(phrases, shown.showing))
        if isinstance(outcome, NotSent):
            log.warning("recheck_not_shown", reason=outcome.reason)
        elif answer is not None:
            self._desk.answering.shelf.keep(answer, shown)

    async def _answer_at(self, click: Click) -> PostedAnswer | None:
        return await self._desk.surface.store.answers.at_message(click.team, click.channel, click.message_ts)
