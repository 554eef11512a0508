"""Takes messages with files, said to the bot or to nobody in particular, and their edits; explains nothing itself."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.explain.sizes import name_size
from bot.explain.templates import Phrases
from bot.slack.asking import question_of
from bot.slack.attachments import Attachments
from bot.slack.blocks import notices
from bot.slack.blocks.notices import Notice
from bot.slack.desk import Desk
from bot.slack.downloads import Why
from bot.slack.envelope import Json
from bot.slack.lookup import Lookup
from bot.slack.messenger import METADATA, Body
from bot.slack.question import Question
from bot.slack.surface import Job
from bot.slack.verbs import Code, Paste, read_mention
from bot.slack.words import words_of

log = structlog.get_logger("skms_bot.files")

SAID: Mapping[Why, Notice] = {
    "too-large": Notice.FILE_TOO_LARGE,
    "no-text": Notice.FILE_UNREADABLE,
    "refused": Notice.FILE_UNREADABLE,
    "unreachable": Notice.FAILED,
}


async def has_files(context: AsyncBoltContext, event: Json) -> bool:
    """Whether a new message has files."""
    arrival = context["arrival"]
    return bool(event.get("files")) and (arrival.reason == "file" or arrival.direct)


async def is_edit_with_files(context: AsyncBoltContext, event: Json) -> bool:
    """Whether somebody changed the words beside files."""
    return bool(context["arrival"].reason == "changed" and event["message"].get("files"))


def register(app: AsyncApp, desk: Desk) -> None:
    """Let Bolt know the listeners."""
    listener = _Files(desk)
    app.event("message", matchers=[is_edit_with_files])(listener.on_edited)
    app.event("message", matchers=[has_files])(listener.on_shared)
    app.event("app_mention", matchers=[has_files])(listener.on_shared)


class _Files:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._attachments = Attachments(desk.surface)
        self._lookup = Lookup(desk.surface.clients, METADATA)

    async def on_shared(self, body: Json, context: AsyncBoltContext) -> None:
        """Queue the answer to a message with files."""
        arrival = context["arrival"]
        question = question_of(body, arrival, direct=arrival.direct)
        if arrival.direct:
            question = replace(question, text=self._asked(body["event"]))

        async def work() -> None:
            await self._answer(question, body["event"], recovered=arrival.recovered)

        self._submit("file", work, question)

    async def on_edited(self, body: Json, context: AsyncBoltContext) -> None:
        """Queue what a change of the words beside files changes."""
        event = body["event"]
        direct = event.get("channel_type") == "im" or self._mention in str(event["message"].get("text"))
        question = question_of(body, context["arrival"], direct=direct)
        before = event.get("previous_message")

        async def work() -> None:
            attached = await self._attachments.read(event["message"])
            if not attached.unread:
                read = replace(question, files_text=attached.text, log=attached.log)
                await self._desk.answering.revise(read, words_of(before) if isinstance(before, dict) else None)
            # Else the answer may be about a file that cannot be read just now: it stays as it is.

        self._submit("file-edit", work, question)

    async def _answer(self, question: Question, message: Json, *, recovered: bool) -> None:
        conduct = await self._desk.readers.conduct_in(question.team, question.channel)
        if conduct.mode == "off" and not question.direct:
            return
        attached = await self._attachments.read(message)
        question = replace(question, files_text=attached.text, log=attached.log)
        if question.whole.strip() or question.log or not attached.unread:
            await self._desk.answering.answer(question)
        if question.direct and attached.unread:
            await self._say_unread(question, attached.unread[0], recovered=recovered)

    async def _say_unread(self, question: Question, why: Why, *, recovered: bool) -> None:
        """Say to who asked that a file was not read; in a channel, where nobody asked, nothing is said."""
        surface, own_id = self._desk.surface, f"{question.own_id}-unread"
        if recovered and await self._lookup.find(
            question.channel, question.thread.thread_ts, own_id, float(question.ts)
        ):
            return
        reader = await self._desk.readers.for_channel(
            question.team, question.channel, question.user, shared=question.shared
        )
        limit = name_size(surface.settings.files.max_bytes)
        message = notices.render(SAID[why], Phrases(surface.catalog().phrases, reader.locale), limit=limit)
        await surface.messenger.post(question.thread, Body(message.text, message.blocks), own_id=own_id)

    def _asked(self, event: Json) -> str:
        """What was asked beside the file, without the mention."""
        match read_mention(words_of(event), self._desk.surface.identity.bot_user):
            case Code(code):
                # Named, so that a bare number is no guess: whoever asks this bot for it means SKMS.
                return f"SKMS {code}"
            case Paste(text):
                return text
            case _:
                return ""

    def _submit(self, name: str, work: Callable[[], Awaitable[None]], question: Question) -> None:
        self._desk.surface.inbox.submit(Job(name, work, question.channel, question.lane, question.own_id))

    @property
    def _mention(self) -> str:
        return f"<@{self._desk.surface.identity.bot_user}"
