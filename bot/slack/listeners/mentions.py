"""Takes direct questions: a mention anywhere in a message, a direct message; every verb works in them."""

from dataclasses import replace
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp

from bot.errors import InboxFull
from bot.explain.templates import Phrases
from bot.models.answer import Reader
from bot.slack.asking import question_of
from bot.slack.blocks import notices
from bot.slack.blocks.answer import Showing
from bot.slack.blocks.notices import Notice
from bot.slack.blocks.page import Message
from bot.slack.desk import Desk
from bot.slack.lookup import Lookup
from bot.slack.messenger import METADATA, Body, Outcome, Sent
from bot.slack.question import Question
from bot.slack.reply import Later
from bot.slack.replying import Asker, Replies
from bot.slack.surface import Arrival, Job
from bot.slack.verbs import Code, Paste, Request, read_mention

log = structlog.get_logger("skms_bot.mentions")


def register(app: AsyncApp, desk: Desk) -> None:
    """Let Bolt know the listener; `app_mention` and `message` tell of the same message, and one of them is let in."""
    listener = _Mentions(desk)

    async def asked(context: dict[str, Any]) -> bool:
        return bool(context["arrival"].direct)

    app.event("app_mention", matchers=[asked])(listener.on_question)
    app.event("message", matchers=[asked])(listener.on_question)


class _Mentions:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._replies = Replies(desk)
        self._lookup = Lookup(desk.surface.clients, METADATA)

    async def on_question(self, body: dict[str, Any], context: dict[str, Any]) -> None:
        """Queue the answer to a direct question."""
        arrival: Arrival = context["arrival"]
        question = question_of(body, arrival, direct=True)
        match read_mention(question.text, self._desk.surface.identity.bot_user):
            case Code(code):
                # Named, so that a bare number is no guess: whoever asks this bot for it means SKMS.
                self._desk.intake.take(replace(question, text=f"SKMS {code}"), arrival)
            case Paste(text):
                self._desk.intake.take(replace(question, text=text), arrival)
            case request:
                self._reply_soon(request, question, arrival)

    def _reply_soon(self, request: Request, question: Question, arrival: Arrival) -> None:
        async def work() -> None:
            if arrival.recovered and await self._was_said(question, arrival):
                return
            try:
                await self._reply(request, question)
            except Exception:
                # Supervision point: the inbox logs it by its kind; here the person is told, and not left waiting.
                phrases = Phrases(self._desk.surface.catalog().phrases, (await self._reader(question)).locale)
                await self._say(question, notices.render(Notice.FAILED, phrases), "-failed")
                raise

        self._desk.surface.inbox.submit(Job("reply", work, question.channel, question.lane, arrival.event_id))

    async def _reply(self, request: Request, question: Question) -> None:
        reader = await self._reader(question)
        showing = Showing(question.channel, question.ts, disputable=False)
        thread_ts = question.thread_ts or ""
        asker = Asker(question.team, question.user, reader, showing, question.channel, thread_ts)
        reply = await self._replies.reply(request, asker)
        outcome = await self._say(question, reply.message)
        if not isinstance(outcome, Sent):
            log.error("reply_lost", channel=question.channel, reason=outcome.reason)
        elif reply.later is not None:
            self._follow(question, outcome.id, reply.later)

    def _follow(self, question: Question, ts: str, later: Later) -> None:
        """See to it that the reply is changed in place as soon as more is known."""

        async def work() -> None:
            message = await later()
            spot = replace(question.thread, thread_ts=None)
            body = Body(message.text, message.blocks, message.plainer)
            outcome = await self._desk.surface.messenger.update(spot, ts, body)
            if not isinstance(outcome, Sent):
                log.warning("reply_not_updated", channel=question.channel, reason=outcome.reason)

        try:
            job = Job("reply-later", work, event_id=question.own_id, aside=True, follows=True)
            self._desk.surface.inbox.submit(job)
        except InboxFull:
            log.warning("asked_only_once", channel=question.channel)

    async def _say(self, question: Question, message: Message, ending: str = "") -> Outcome:
        body = Body(message.text, message.blocks, message.plainer)
        return await self._desk.surface.messenger.post(question.thread, body, own_id=f"{question.own_id}{ending}")

    async def _was_said(self, question: Question, arrival: Arrival) -> bool:
        """Whether an earlier life of the process replied, and ended before it could note so."""
        since = arrival.sent_at.timestamp()
        return bool(await self._lookup.find(question.channel, question.thread.thread_ts, question.own_id, since))

    async def _reader(self, question: Question) -> Reader:
        readers = self._desk.readers
        return await readers.for_channel(question.team, question.channel, question.user, shared=question.shared)
