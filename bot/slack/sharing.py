"""Shows everybody in a channel what one person was told, or what stands in a thread; explains it anew for them."""

import datetime as dt

import structlog

from bot.explain.templates import Phrases
from bot.slack.blocks.answer import Showing
from bot.slack.blocks.ids import Reference
from bot.slack.blocks.notices import Notice
from bot.slack.blocks.page import Message
from bot.slack.clicks import Click
from bot.slack.desk import Desk
from bot.slack.messenger import Body, NotSent, Outcome, Sent, Spot
from bot.slack.private import notify_press
from bot.slack.recall import Recall, Recalled
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
        place = (click.channel, f"{click.message_ts} {reference.code} {reference.locale}")
        if place in self._shared:
            await self._say_shared(click, reference)
            return
        recalled = await self._recall.for_channel(click, reference)
        if recalled.answer_to(reference.code) is None:
            await notify_press(self._desk, click, reference.locale, Notice.OUTDATED)
            return
        outcome = await self._post(click, self._message(reference, recalled), _thread_of(click, reference, recalled))
        if not isinstance(outcome, Sent):
            log.warning("not_shared", channel=click.channel, reason=outcome.reason)
            await notify_press(self._desk, click, reference.locale, Notice.CANNOT_SHARE)
            return
        self._shared.add(*place)
        await self._say_shared(click, reference)

    def _message(self, reference: Reference, recalled: Recalled) -> Message:
        """What one person shares of their own accord is not for others to withdraw."""
        catalog, read = self._desk.surface.catalog(), recalled.paste is not None
        showing = Showing(
            channel=reference.channel if read else "",
            ts=reference.ts if read else "",
            disputable=False,
            shareable=False,
            languages=languages_of(catalog),
            check_now=recalled.explained.worth_checking,
        )
        return recalled.explained.show(Phrases(catalog.phrases, reference.locale), showing)

    async def _post(self, click: Click, message: Message, thread_ts: str | None) -> Outcome:
        """Where the bot is no member, as Slack lets it: by the way back to whoever pressed."""
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

    async def _say_shared(self, click: Click, reference: Reference) -> None:
        """What was private is everybody's now: the word about it takes its place."""
        await notify_press(self._desk, click, reference.locale, Notice.SHARED, replaces=click.private)


def _thread_of(click: Click, reference: Reference, recalled: Recalled) -> str | None:
    """The thread that was pressed in; else that of the message which was explained, where it stands here."""
    if click.thread or recalled.paste is None or reference.channel != click.channel:
        return click.thread
    return recalled.paste.thread_ts or reference.ts
