"""Reads single messages again: ours by its own id where an answer was lost, somebody's by its ts after a crash."""

from typing import Any, cast

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.slack.clients import TOKEN_GONE, Clients, error_of, retry_after, status_of
from bot.slack.envelope import Json

log = structlog.get_logger("skms_bot.lookup")

MARGIN = 60.0
"""Seconds that our clock and Slack's may differ."""
FAULTY = 500
HOLDS = "holds"
"""In the metadata: a second name under which a message is found, for as long as what it says goes on."""
MOST_PAGES = 10


class NotNow(Exception):  # noqa: N818 - named for the fact
    """Slack could not be asked; another time it may."""


class NotReadable(Exception):  # noqa: N818 - named for the fact
    """Slack does not let us read there."""


class Lookup:
    """Reads conversations.history and conversations.replies."""

    def __init__(self, clients: Clients, metadata: str = "") -> None:
        self._clients = clients
        self._metadata = metadata

    async def find(self, channel: str, thread_ts: str | None, own_id: str, since: float) -> str | None:
        """The ts of our message with this id, "" where there is none, None where nobody can say."""
        limits: Json = {"oldest": f"{since - MARGIN:.6f}", "limit": 200, "include_all_metadata": True}
        try:
            messages = await self._read(channel, thread_ts, limits)
        except (NotNow, NotReadable) as error:
            log.warning("lookup_failed", channel=channel, reason=str(error))
            return None
        for message in messages:
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == self._metadata and metadata.get("event_payload", {}).get("id") == own_id:
                return str(message["ts"])
        return ""

    async def copies(
        self, channel: str, thread_ts: str | None, since: float, bot_user: str
    ) -> dict[str, list[Json]] | None:
        """Our messages since then by the ids that they carry, the earliest first; None where nobody can say.

        Only those that our own bot user posted count: anybody can read an id and put it into a message.
        """
        limits: Json = {"oldest": f"{since - MARGIN:.6f}", "limit": 200, "include_all_metadata": True}
        found: dict[str, list[Json]] = {}
        try:
            for _ in range(MOST_PAGES):
                answer = await self._ask(channel, thread_ts, limits)
                for message in answer.get("messages") or []:
                    metadata = message.get("metadata") or {}
                    if metadata.get("event_type") == self._metadata and message.get("user") == bot_user:
                        payload = metadata.get("event_payload", {})
                        for own in {str(payload[name]) for name in ("id", HOLDS) if payload.get(name)}:
                            found.setdefault(own, []).append(message)
                cursor = (answer.get("response_metadata") or {}).get("next_cursor")
                if not cursor:
                    return {own: sorted(mine, key=lambda one: float(one["ts"])) for own, mine in found.items()}
                limits = {**limits, "cursor": cursor}
        except (NotNow, NotReadable) as error:
            log.warning("lookup_failed", channel=channel, reason=str(error))
        return None

    async def message(self, channel: str, ts: str, thread_ts: str | None) -> Json | None:
        """The message at this ts, None where it is gone; raises NotNow and NotReadable."""
        limits: Json = {"oldest": ts, "latest": ts, "inclusive": True, "limit": 10}
        messages = await self._read(channel, thread_ts if thread_ts != ts else None, limits)
        return next((message for message in messages if message.get("ts") == ts), None)

    async def anywhere(self, channel: str, ts: str, thread_ts: str | None = None) -> Json | None:
        """The message at this ts, also where nobody knows in which thread it stands; raises NotNow and NotReadable."""
        message = await self.message(channel, ts, thread_ts)
        if message is not None or thread_ts not in (None, ts):
            return message
        limits: Json = {"oldest": ts, "latest": ts, "inclusive": True, "limit": 10}
        # Asked with the ts of a reply, Slack tells that reply.
        replies = await self._read(channel, ts, limits)
        return next((reply for reply in replies if reply.get("ts") == ts), None)

    async def between(self, channel: str, ts: str, until: str, thread_ts: str | None) -> list[Json]:
        """What stands after one message and until another moment, oldest first; raises NotNow and NotReadable."""
        limits: Json = {"oldest": ts, "latest": until, "inclusive": True, "limit": 50}
        messages = await self._read(channel, thread_ts if thread_ts != ts else None, limits)
        return sorted((one for one in messages if ts < str(one.get("ts")) <= until), key=lambda one: str(one["ts"]))

    async def _read(self, channel: str, thread_ts: str | None, limits: Json) -> list[Json]:
        return cast("list[Json]", (await self._ask(channel, thread_ts, limits)).get("messages") or [])

    async def _ask(self, channel: str, thread_ts: str | None, limits: Json) -> Json:
        method = "conversations.replies" if thread_ts else "conversations.history"
        params = {"channel": channel, **limits, **({"ts": thread_ts} if thread_ts else {})}
        words = {name: str(value).lower() if isinstance(value, bool) else value for name, value in params.items()}
        try:
            answer: Any = await self._clients.bot.api_call(method, http_verb="GET", params=words)
        except SlackApiError as error:
            word = error_of(error) or f"status {status_of(error)}"
            if word == "thread_not_found":
                return {}
            if retry_after(error) is not None or status_of(error) >= FAULTY or word in TOKEN_GONE:
                raise NotNow(word) from None
            raise NotReadable(word) from None
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, AttributeError) as error:
            raise NotNow(type(error).__name__) from None
        return cast("Json", answer.data)
