"""Takes an answer back that is about no SKMS error, for those who may, and puts it there again; judges no error."""

import structlog

from bot.errors import SkmsBotError
from bot.explain.templates import Phrases
from bot.models.conversation import Limits, PostedAnswer
from bot.models.feedback import LONGEST_CASE, Case
from bot.models.setup import DIRECT
from bot.recognition.redact import redact
from bot.slack.blocks.answer import Showing, render_withdrawn
from bot.slack.blocks.ids import Reference
from bot.slack.blocks.notices import Notice
from bot.slack.blocks.page import Message
from bot.slack.clicks import Click
from bot.slack.desk import Desk
from bot.slack.groups import Groups
from bot.slack.messenger import Body, Sent, Spot
from bot.slack.pastes import Paste
from bot.slack.private import notify_press
from bot.slack.recall import Recall
from bot.slack.replying import languages_of

log = structlog.get_logger("skms_bot.withdrawing")

LABEL = "not-skms"


class NotReplaced(SkmsBotError):  # noqa: N818 - named for the fact
    """Slack did not take the other version of a message."""


class Withdrawals:
    """One for the whole process."""

    def __init__(self, desk: Desk, recall: Recall) -> None:
        self._desk = desk
        self._recall = recall
        self._groups = Groups(desk.surface.clients, desk.surface.clock)

    async def withdraw(self, click: Click, reference: Reference) -> None:
        """Shrink the answer to who withdrew it; keep the case where the site wants cases. Raises SkmsBotError."""
        store, paste = self._desk.surface.store, await self._recall.paste(click, reference)
        if not await self._may(click, reference, paste):
            await notify_press(self._desk, click, reference.locale, Notice.NOT_YOURS)
            return
        answer = await store.answers.at_message(click.team, click.channel, click.message_ts)
        if answer is not None:
            await store.answers.change(answer.id, state="withdrawn")
        message = render_withdrawn(click.user, reference.choosing(""), self._phrases(reference))
        try:
            await self._replace(click, message)
        except NotReplaced:
            if answer is not None:
                await store.answers.change(answer.id, state=answer.state)
            raise
        if paste is not None and self._desk.surface.settings.feedback.keep_cases:
            await store.feedback.keep_case(self._case(click, reference, paste, answer))

    async def undo(self, click: Click, reference: Reference) -> None:
        """Put the answer there again, as it is by the paste and the knowledge of now. Raises SkmsBotError."""
        store, paste = self._desk.surface.store, await self._recall.paste(click, reference)
        if not await self._may(click, reference, paste):
            await notify_press(self._desk, click, reference.locale, Notice.NOT_YOURS)
            return
        answer = await store.answers.at_message(click.team, click.channel, click.message_ts)
        await self._replace(click, await self._restored(click, reference, answer))
        if answer is not None:
            await store.answers.change(answer.id, state="sent")
        if paste is not None:
            case = self._case(click, reference, paste, answer)
            await store.feedback.forget_case(case.team, case.label, case.text)

    async def _restored(self, click: Click, reference: Reference, answer: PostedAnswer | None) -> Message:
        recalled = await self._recall.for_channel(click, reference)
        showing = Showing(
            channel=reference.channel,
            ts=reference.ts,
            languages=languages_of(self._desk.surface.catalog()),
            repeats=answer.count if answer else 1,
            shareable=not click.channel.startswith(DIRECT),
            check_now=recalled.explained.worth_checking,
        )
        return recalled.explained.show(self._phrases(reference), showing)

    async def _may(self, click: Click, reference: Reference, paste: Paste | None) -> bool:
        """The poster, and the groups of the settings."""
        surface = self._desk.surface
        poster = await surface.store.events.author_of(click.team, reference.channel, reference.ts)
        if click.user == (poster or (paste.user if paste else None)):
            return True
        return await self._groups.has(click.user, surface.settings.answers.withdraw_groups)

    async def _replace(self, click: Click, message: Message) -> None:
        spot = Spot(click.team, click.channel, click.thread)
        body = Body(message.text, message.blocks)
        outcome = await self._desk.surface.messenger.update(spot, click.message_ts, body)
        if not isinstance(outcome, Sent):
            raise NotReplaced(f"the answer could not be changed: {outcome.reason}")

    def _case(self, click: Click, reference: Reference, paste: Paste, answer: PostedAnswer | None) -> Case:
        now = self._desk.surface.clock.now()
        codes = answer.codes if answer and answer.codes else (reference.code,)
        keep = Limits().feedback_case.age
        return Case(
            team=click.team,
            text=redact(paste.text).text[:LONGEST_CASE],
            label=" ".join([LABEL, *map(str, codes)]),
            by=click.user,
            at=now,
            expires_at=now if keep is None else now + keep,
        )

    def _phrases(self, reference: Reference) -> Phrases:
        return Phrases(self._desk.surface.catalog().phrases, reference.locale)
