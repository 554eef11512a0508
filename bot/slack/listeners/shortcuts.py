"""Takes the shortcuts: one on any message, one that opens a form to paste into, and the form; answers privately."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog
from slack_bolt.app.async_app import AsyncApp

from bot.errors import InboxFull, SlackRefused
from bot.explain.sizes import name_size
from bot.explain.templates import Phrases
from bot.models.answer import Reader
from bot.slack.attachments import Attachments
from bot.slack.blocks import ids, notices, page, paste_modal
from bot.slack.blocks.answer import Showing
from bot.slack.blocks.notices import Notice
from bot.slack.blocks.page import Message, View
from bot.slack.desk import Desk
from bot.slack.envelope import Json
from bot.slack.listeners.files import SAID
from bot.slack.messenger import NotSent, Outcome, Unknown
from bot.slack.private import Line, promise, site_phrases
from bot.slack.reply import Reply
from bot.slack.replying import Asker, Replies, languages_of
from bot.slack.surface import Job
from bot.slack.verbs import Code, Paste, read_request
from bot.slack.words import words_of

log = structlog.get_logger("skms_bot.shortcuts")

READER_WITHIN = 0.7
"""Seconds for the language of the form: its trigger lives for three."""
CHECKED_WITHIN = 2.0
"""Seconds that the answer in the form waits for its checks; `Check now` has them, else."""
ANSWER_WITHIN = 1.5
"""Seconds within which an ack shows what came of it; after them it says that more is to come."""

Ack = Callable[..., Awaitable[Any]]
Result = TypeVar("Result")


def register(app: AsyncApp, desk: Desk) -> None:
    """Let Bolt know the listeners."""
    listener = _Shortcuts(desk)
    app.message_shortcut(ids.MESSAGE_SHORTCUT)(listener.on_message)
    app.global_shortcut(ids.GLOBAL_SHORTCUT)(listener.on_form_wanted)
    app.view_submission(ids.PASTE_VIEW)(listener.on_form_sent)


class _Shortcuts:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._replies = Replies(desk)
        self._attachments = Attachments(desk.surface)
        self._opening: set[asyncio.Future[Outcome]] = set()

    async def on_message(self, ack: Ack, shortcut: dict[str, Any]) -> None:
        """Explain a message to whoever asked, wherever it stands."""
        team, user, channel = shortcut["team"]["id"], shortcut["user"]["id"], shortcut["channel"]["id"]
        message = shortcut["message"]
        thread_ts = message.get("thread_ts") if message.get("thread_ts") != message["ts"] else None
        line = Line(team, user, channel, shortcut["response_url"], str(thread_ts or ""))

        async def compose(reader: Reader) -> Reply:
            languages = languages_of(self._desk.surface.catalog())
            showing = Showing(channel, message["ts"], private=True, disputable=False, languages=languages)
            return await self._explain(message, Asker(team, user, reader, showing, channel))

        busy = promise(self._desk, line, "message-shortcut", compose)
        if busy is not None:
            # Slack takes no words with the ack of a shortcut: without an ack it says itself that something failed.
            raise InboxFull("too much work is waiting")
        await ack()

    async def on_form_wanted(self, ack: Ack, shortcut: dict[str, Any]) -> None:
        """Open the form while its trigger lives; where Slack refuses, there is no ack, and the person is told so."""
        opening = asyncio.ensure_future(self._open_form(shortcut))
        self._opening.add(opening)
        opening.add_done_callback(self._opening.discard)
        opened = await _soon(opening, ANSWER_WITHIN)
        if isinstance(opened, (NotSent, Unknown)):
            raise SlackRefused(f"the form was not opened: {opened.reason}")
        await ack()

    async def on_form_sent(self, ack: Ack, body: dict[str, Any]) -> None:
        """Turn the form into its answer."""
        view = body["view"]
        team, user, locale = body["team"]["id"], body["user"]["id"], view.get("private_metadata") or ""
        words = paste_modal.find_paste(view.get("state"))
        phrases = Phrases(self._desk.surface.catalog().phrases, locale or self._desk.surface.locale)
        if not words.strip():
            await ack(response_action="errors", errors=_error(Notice.NOTHING_WRITTEN, phrases))
            return
        answering = asyncio.ensure_future(self._answer_form(words, team, user))
        answer = await _soon(answering, ANSWER_WITHIN)
        if answer is None:
            self._finish_later(answering, team, view["id"], phrases)
            answer = _as_view(notices.render(Notice.WORKING, phrases), phrases)
        await ack(response_action="update", view=answer)

    async def _explain(self, message: Json, asker: Asker) -> Reply:
        """What a message and its files hold, and why a file was not read."""
        phrases = Phrases(self._desk.surface.catalog().phrases, asker.reader.locale)
        attached = await self._attachments.read(message)
        words = "\n".join(part for part in (words_of(message), attached.text) if part.strip())
        limit = name_size(self._desk.surface.settings.files.max_bytes)
        unread = [notices.render(SAID[why], phrases, limit=limit) for why in attached.unread[:1]]
        if not words and attached.log is None:
            return Reply(unread[0] if unread else notices.render(Notice.NOTHING_WRITTEN, phrases))
        reply = await self._replies.explain(words, attached.log, asker)
        return reply.followed_by(unread)

    async def _open_form(self, shortcut: dict[str, Any]) -> Outcome:
        team, user = shortcut["team"]["id"], shortcut["user"]["id"]
        surface = self._desk.surface
        locale, phrases = surface.locale, site_phrases(self._desk)
        try:
            async with asyncio.timeout(READER_WITHIN):
                locale = (await self._desk.readers.for_person(team, user)).locale
                phrases = Phrases(surface.catalog().phrases, locale)
        except TimeoutError:
            log.info("form_in_the_language_of_the_site")
        return await surface.messenger.open_view(team, shortcut["trigger_id"], paste_modal.render(phrases, locale))

    async def _answer_form(self, words: str, team: str, user: str) -> View:
        reader = await self._desk.readers.for_person(team, user)
        request = read_request(words)
        showing = Showing(disputable=False, shareable=False)
        asked = request if isinstance(request, Code) else Paste(words)
        reply = await self._replies.reply(asked, Asker(team, user, reader, showing))
        return _as_view(
            await reply.within(CHECKED_WITHIN), Phrases(self._desk.surface.catalog().phrases, reader.locale)
        )

    def _finish_later(self, answering: asyncio.Future[View], team: str, view_id: str, phrases: Phrases) -> None:
        """Queue what replaces the words that it takes a moment."""

        async def work() -> None:
            view = _as_view(notices.render(Notice.FAILED, phrases), phrases)
            try:
                view = await answering
            finally:
                await self._desk.surface.messenger.update_view(team, view_id, view)

        self._desk.surface.inbox.submit(Job("form", work, prompt=True))


async def _soon(work: asyncio.Future[Result], seconds: float) -> Result | None:
    """What came of it within these seconds, None where it goes on; raises what it raised."""
    done, _ = await asyncio.wait({work}, timeout=seconds)
    return work.result() if done else None


def _error(notice: Notice, phrases: Phrases) -> dict[str, str]:
    return {ids.PASTE_BLOCK: notices.render(notice, phrases).text}


def _as_view(message: Message, phrases: Phrases) -> View:
    return page.as_modal(message, phrases.say("slack-paste-title"), phrases.say("slack-close"))
