"""Shows everybody in a channel what one person was told, or what stands in a thread; explains it anew for them."""

import datetime as dt

import structlog

from bot.explain.templates import Phrases
from bot.slack.blocks import notices
from bot.slack.blocks.answer import Showing
from bot.slack.blocks.ids import Reference
from bot.slack.blocks.notices import Notice
from bot.slack.blocks.page import Message
from bot.slack.clicks import Click
from bot.slack.desk import Desk
from bot.slack.messenger import Body, NotSent, Outcome, Sent, Spot
from bot.slack.private import Line, tell
from bot.slack.recall import Recall
from bot.slack.replying import languages_of
from bot.slack.watch import Places

log = structlog.get_logger("skms_bot.sharing")

ONCE_WITHIN = dt.timedelta(minutes=10)
"""A second press, or a second person's, shows nothing twice."""
NO_MEMBER = frozenset({"not_in_channel", "channel_not_found"})


class Sharing:
    """One for the whole process."""

    def __init__(self, desk: Desk, recall: Recall) -> None:
        self._desk = desk
        self._recall = recall
        self._shared = Places(desk.surface.clock, ONCE_WITHIN)

    async def share(self, click: Click, reference: Reference) -> None:
        """Post what is private to its channel, and what stands in a thread to the channel around it; say so."""
        surface = self._desk.surface
        place = (click.channel, f"{click.message_ts} {reference.code} {reference.locale}")
        if place not in self._shared:
            message = await self._message(click, reference)
            if message is None:
                await self._tell(click, reference, Notice.OUTDATED)
                return
            outcome = await self._post(click, reference, message)
            if not isinstance(outcome, Sent):
                log.warning("not_shared", channel=click.channel, reason=outcome.reason)
                await self._tell(click, reference, Notice.CANNOT_SHARE)
                return
            self._shared.add(*place)
        await self._tell(click, reference, Notice.SHARED)
        surface.watch.threads.add(click.channel, click.thread_ts or click.message_ts)

    async def _message(self, click: Click, reference: Reference) -> Message | None:
        """For the readers of the channel, in the language of what was pressed; None where the code is unknown by now.

        What one person shares of their own accord is not for others to withdraw.
        """
        surface = self._desk.surface
        reader = await self._desk.readers.for_channel(click.team, click.channel, click.user)
        reader = reader.model_copy(update={"locale": reference.locale})
        recalled = await self._recall.recall(reference, reader, self._thread_of(click, reference))
        if recalled.answer_to(reference.code) is None:
            return None
        catalog = surface.catalog()
        showing = Showing(
            channel=reference.channel if recalled.paste else "",
            ts=reference.ts if recalled.paste else "",
            disputable=False,
            shareable=False,
            languages=languages_of(catalog),
        )
        return recalled.explained.show(Phrases(catalog.phrases, reference.locale), showing)

    async def _post(self, click: Click, reference: Reference, message: Message) -> Outcome:
        """Under the message that was explained, where that is known; where the bot is no member, as Slack lets it."""
        thread_ts = self._thread_of(click, reference)
        messenger = self._desk.surface.messenger
        outcome = await messenger.post(
            Spot(click.team, click.channel, thread_ts),
            Body(message.text, message.blocks),
            own_id=f"share:{click.message_ts}:{click.user}",
            broadcast=not click.private,
        )
        if isinstance(outcome, NotSent) and outcome.reason in NO_MEMBER and click.response_url:
            where = {"thread_ts": thread_ts} if thread_ts else {}
            told = {"response_type": "in_channel", "replace_original": False, **where, **message.as_arguments()}
            return await messenger.respond(click.response_url, told)
        return outcome

    def _thread_of(self, click: Click, reference: Reference) -> str | None:
        if click.thread_ts:
            return click.thread_ts
        return reference.ts if reference.ts and reference.channel == click.channel else None

    async def _tell(self, click: Click, reference: Reference, notice: Notice) -> None:
        """What was private has become everybody's: the word about it takes its place."""
        replaces = click.private and notice is Notice.SHARED
        line = Line(click.team, click.user, click.channel, click.response_url, click.thread_ts, replaces)
        phrases = Phrases(self._desk.surface.catalog().phrases, reference.locale)
        await tell(self._desk, line, notices.render(notice, phrases))
