"""Reads a paste again, for what is asked about its answer later: its text is never kept; explains nothing."""

from dataclasses import dataclass

import structlog

from bot.errors import SlackRefused
from bot.models.summary import LogSummary
from bot.slack.attachments import Attachments
from bot.slack.envelope import LONG, Json
from bot.slack.front import CONTINUED_WITHIN
from bot.slack.intake import join_parts
from bot.slack.lookup import Lookup, NotNow, NotReadable
from bot.slack.surface import Surface
from bot.slack.words import words_of

log = structlog.get_logger("skms_bot.pastes")


@dataclass(frozen=True, slots=True)
class Paste:
    """A message as it is now: who wrote it, and all it says; of its files the logs are summed up."""

    user: str
    text: str
    log: LogSummary | None = None


class Pastes:
    """Reads messages by their place."""

    def __init__(self, surface: Surface) -> None:
        self._lookup = Lookup(surface.clients)
        self._attachments = Attachments(surface)

    async def read(self, channel: str, ts: str, thread_ts: str | None = None) -> Paste | None:
        """The message at a place, with the parts that Slack split from it; None where it is gone or not ours to read.

        `thread_ts` is that of its thread where it is known; it costs a call more where it is not.
        """
        try:
            message = await self._lookup.anywhere(channel, ts, thread_ts)
            if message is None or message.get("subtype") == "tombstone":
                return None
            words = words_of(message)
            if len(words) >= LONG:
                words = join_parts([words, *await self._continuation(channel, message)])
            attached = await self._attachments.read(message)
        except (NotNow, NotReadable, SlackRefused) as error:
            log.info("paste_not_readable", channel=channel, reason=str(error))
            return None
        text = f"{words}\n{attached.text}" if attached.text else words
        return Paste(str(message.get("user") or ""), text, attached.log)

    async def _continuation(self, channel: str, first: Json) -> list[str]:
        """What the same person said at once after it: the parts of a paste that was too long for one message."""
        ts, user = str(first["ts"]), first.get("user")
        until = f"{float(ts) + CONTINUED_WITHIN.total_seconds():.6f}"
        after = await self._lookup.between(channel, ts, until, first.get("thread_ts"))
        return [words_of(message) for message in after if message.get("user") == user]
