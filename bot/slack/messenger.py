"""Every write to Slack: in its turn, with an outcome that is sent, not sent or unknown; composes no message."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.errors import SlackRefused
from bot.slack.clients import TOKEN_GONE, Clients, error_of, retry_after, status_of
from bot.slack.envelope import Json
from bot.slack.gates import ChannelGates, NotYet, Place
from bot.slack.lookup import Lookup
from bot.slack.ports import Time

log = structlog.get_logger("skms_bot.messenger")

METADATA = "skms_answer"
PATIENCE = 600.0
SOON = 2.0
RESTS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
LOOK_AFTER = (1.0, 3.0)
SENDS = 2
TOO_MUCH = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "block_mismatch"}
)
DONE_ALREADY = frozenset({"already_reacted", "no_reaction", "message_not_found"})
USED_UP = frozenset({"exchanged_trigger_id", "trigger_exchanged"})
RESPONSE_HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
FAULTY = 500
LONGEST_PLACE = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack has it. `id` is the ts of the message, or the id of the view; empty where there is none.

    `hash` is the state of a view, by which a later update refuses to replace what the person has changed since.
    """

    id: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class NotSent:
    """Slack does not have it; `reason` is Slack's word, or ours. `final`: trying again would not help."""

    reason: str
    final: bool = True


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether Slack has it."""

    reason: str


Outcome = Sent | NotSent | Unknown


@dataclass(frozen=True, slots=True)
class Body:
    """What a message shows; `text` is for notifications and for clients without blocks.

    `plainer` are blocks for where Slack refuses the others; none: the text alone goes out then.
    """

    text: str
    blocks: Sequence[Json] = ()
    plainer: Sequence[Json] = ()

    def arguments(self) -> Json:
        """As arguments of chat.*: names and links in it stay what they are."""
        return {"text": self.text, **({"blocks": list(self.blocks)} if self.blocks else {})}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a message goes."""

    team: str
    channel: str
    thread_ts: str | None = None

    @property
    def place(self) -> Place:
        """What the gate is named by."""
        return self.team, self.channel


class Messenger:
    """The one way to write. No method raises what Slack or the network did; SlackRefused alone, for want of a token."""

    def __init__(self, clients: Clients, gates: ChannelGates, clock: Time) -> None:
        self._clients = clients
        self._gates = gates
        self._clock = clock
        self._lookup = Lookup(clients, METADATA)

    async def post(self, spot: Spot, body: Body, *, own_id: str, broadcast: bool = False) -> Outcome:
        """Post a message. `own_id` is ours and unique: by it a message whose answer was lost is found again.

        A message that Slack finds too large or malformed goes out once more with its plainer blocks, then as its
        text alone.
        """
        arguments = {
            "channel": spot.channel,
            **body.arguments(),
            "unfurl_links": False,
            "unfurl_media": False,
            "metadata": {"event_type": METADATA, "event_payload": {"id": own_id}},
        }
        if spot.thread_ts:
            arguments |= {"thread_ts": spot.thread_ts, **({"reply_broadcast": True} if broadcast else {})}
        since = self._clock.now().timestamp()
        until = self._clock.monotonic() + PATIENCE
        for _ in range(SENDS):
            outcome = await self._call("chat.postMessage", arguments, spot.place, until, message=True)
            for blocks in (body.plainer, ()):
                if isinstance(outcome, NotSent) and outcome.reason in TOO_MUCH and arguments.pop("blocks", None):
                    log.error("blocks_refused", reason=outcome.reason)
                    arguments |= {"blocks": list(blocks)} if blocks else {}
                    outcome = await self._call("chat.postMessage", arguments, spot.place, until, message=True)
            if not isinstance(outcome, Unknown):
                return outcome
            found = await self._look(spot, own_id, since)
            if found is None:
                return outcome
            if found:
                return Sent(found)
        return NotSent("lost on its way", final=False)

    async def update(self, spot: Spot, ts: str, body: Body) -> Outcome:
        """Replace a message of ours; safe to repeat, so a lost answer is tried again."""
        # Without `blocks` Slack would remove them as well, but says so nowhere: an empty list says it.
        arguments = {"channel": spot.channel, "ts": ts, **body.arguments(), "blocks": list(body.blocks)}
        outcome = await self._again("chat.update", arguments, spot.place)
        if isinstance(outcome, NotSent) and outcome.reason in TOO_MUCH and body.plainer:
            log.error("blocks_refused", reason=outcome.reason)
            arguments["blocks"] = list(body.plainer)
            outcome = await self._again("chat.update", arguments, spot.place)
        return outcome

    async def delete(self, spot: Spot, ts: str) -> Outcome:
        """Delete a message of ours; one that is gone already is deleted."""
        return await self._again("chat.delete", {"channel": spot.channel, "ts": ts}, spot.place)

    async def whisper(self, spot: Spot, user: str, body: Body) -> Outcome:
        """Show something to one person in a channel; it cannot be looked up, so it is tried once."""
        arguments = {"channel": spot.channel, "user": user, **body.arguments()}
        if spot.thread_ts:
            arguments["thread_ts"] = spot.thread_ts
        until = self._clock.monotonic() + PATIENCE
        return await self._call("chat.postEphemeral", arguments, spot.place, until)

    async def react(self, spot: Spot, ts: str, name: str) -> Outcome:
        """Add a reaction; one that is there already counts as added."""
        return await self._again("reactions.add", {"channel": spot.channel, "timestamp": ts, "name": name}, spot.place)

    async def unreact(self, spot: Spot, ts: str, name: str) -> Outcome:
        """Take a reaction of ours back."""
        arguments = {"channel": spot.channel, "timestamp": ts, "name": name}
        return await self._again("reactions.remove", arguments, spot.place)

    async def open_view(self, team: str, trigger_id: str, view: Json, *, push: bool = False) -> Outcome:
        """Show a modal, or put one on top of it, while the trigger lives (three seconds).

        The trigger is used up by the first call that arrives: so a second one tells whether the first did.
        """
        method, arguments = "views.push" if push else "views.open", {"trigger_id": trigger_id, "view": view}
        until = self._clock.monotonic() + 2.0
        # A turn of its own: nobody's window may wait for anybody else's slow one.
        place = (team, f"{method} {trigger_id}"[:LONGEST_PLACE])
        outcome = await self._call(method, arguments, place, until)
        if not isinstance(outcome, Unknown) or self._clock.monotonic() >= until:
            return outcome
        again = await self._call(method, arguments, place, until)
        return Sent() if isinstance(again, NotSent) and again.reason in USED_UP else again

    async def update_view(self, team: str, view_id: str, view: Json, view_hash: str | None = None) -> Outcome:
        """Replace a modal, where it is still the one that `view_hash` names."""
        arguments = {"view_id": view_id, "view": view, **({"hash": view_hash} if view_hash else {})}
        return await self._again("views.update", arguments, (team, "views.update"))

    async def publish_home(self, team: str, user: str, view: Json, view_hash: str | None = None) -> Outcome:
        """Show somebody's Home tab, where it is still the one that `view_hash` names."""
        arguments = {"user_id": user, "view": view, **({"hash": view_hash} if view_hash else {})}
        return await self._again("views.publish", arguments, (team, "views.publish"))

    async def respond(self, response_url: str, payload: Json) -> Outcome:
        """Answer a command or a button where the bot need not be a member; five times within 30 minutes, says Slack."""
        host = urlsplit(response_url).hostname
        if host not in RESPONSE_HOSTS and host != urlsplit(self._clients.api_url).hostname:
            return NotSent("response_url of a foreign host")
        try:
            async with self._clients.session.post(response_url, json=payload, allow_redirects=False) as answer:
                if answer.status < 300:  # noqa: PLR2004 - any success
                    return Sent()
                return (
                    Unknown(f"status {answer.status}")
                    if answer.status >= FAULTY
                    else NotSent(f"status {answer.status}")
                )
        except aiohttp.ClientConnectorError:
            return NotSent("no connection", final=False)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return Unknown(type(error).__name__)

    async def once(
        self, method: str, arguments: Json, place: Place, *, message: bool, allowed: Callable[[], bool]
    ) -> Outcome:
        """One attempt in its turn, for who keeps outcomes and repeats by rules of its own.

        `allowed` is asked right before the request; where it says no, or the turn does not come soon, nothing is sent.
        """
        until = self._clock.monotonic() + SOON
        try:
            async with self._gates.turn(place, message=message, until=until):
                if not allowed():
                    return NotSent("no longer allowed", final=False)
                outcome, _ = await self._try(method, arguments, place)
                return outcome
        except NotYet:
            return NotSent("ratelimited", final=False)

    async def _look(self, spot: Spot, own_id: str, since: float) -> str | None:
        """The ts of the message with our id, "" where it is not there, None where nobody can say."""
        found: str | None = None
        for rest in LOOK_AFTER:
            await asyncio.sleep(rest)
            found = await self._lookup.find(spot.channel, spot.thread_ts, own_id, since)
            if found:
                return found
        return found

    async def _again(self, method: str, arguments: Json, place: Place) -> Outcome:
        """A call that may be repeated without harm."""
        until = self._clock.monotonic() + PATIENCE
        outcome: Outcome = Unknown("")
        for rest in (*RESTS[:4], 0.0):
            outcome = await self._call(method, arguments, place, until)
            if not isinstance(outcome, Unknown):
                break
            await asyncio.sleep(rest)
        if isinstance(outcome, NotSent) and outcome.reason in DONE_ALREADY and method != "chat.update":
            return Sent()
        return outcome

    async def _call(
        self, method: str, arguments: Json, place: Place, until: float, *, message: bool = False
    ) -> Outcome:
        """One call in its turn; what Slack proved not to have taken is repeated until `until`."""
        rests = iter(RESTS)
        outcome: Outcome = NotSent("the channel stays closed for too long", final=False)
        while True:
            try:
                async with self._gates.turn(place, message=message, until=until):
                    outcome, wait = await self._try(method, arguments, place)
            except NotYet:
                return outcome
            if wait is None:
                return outcome
            rest = next(rests, RESTS[-1]) if wait < 0 else 0.0
            if self._clock.monotonic() + rest > until:
                return outcome
            await asyncio.sleep(rest)

    async def _try(self, method: str, arguments: Json, place: Place) -> tuple[Outcome, float | None]:
        """One attempt. The second value is None where it is final, -1 where to rest a little, else the Retry-After."""
        try:
            answer: Any = await self._clients.bot.api_call(method, json=arguments)
        except SlackApiError as error:
            if (wait := retry_after(error)) is not None:
                log.warning("rate_limited", method=method, channel=place[1], seconds=wait)
                await self._gates.close(place, wait)
                return NotSent("ratelimited", final=False), float(wait)
            return _judged(error, method), None
        except aiohttp.ClientConnectorError as error:
            log.warning("slack_unreachable", method=method, reason=type(error).__name__)
            return NotSent("no connection", final=False), -1.0
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, AttributeError) as error:
            # The last two: what slack_sdk raises for a success that is no JSON object.
            return Unknown(type(error).__name__), None
        view = answer.get("view")
        if isinstance(view, dict):
            return Sent(str(view.get("id") or ""), str(view.get("hash") or "")), None
        return Sent(str(answer.get("ts") or "")), None


def _judged(error: SlackApiError, method: str) -> Outcome:
    word = error_of(error)
    if status_of(error) >= FAULTY or word in {"", "internal_error", "fatal_error", "request_timeout"}:
        return Unknown(word or f"status {status_of(error)}")
    log.warning("slack_refused", method=method, reason=word)
    return NotSent(word, final=word not in TOKEN_GONE)


__all__ = ["Body", "Messenger", "NotSent", "Outcome", "Sent", "SlackRefused", "Spot", "Unknown"]
