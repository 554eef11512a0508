"""Socket Mode: two connections kept open through refreshes, outages and silence; hands envelopes on, sends acks.

Not slack_sdk's own client: of 3.47 it was measured that it tries a spent ticket for ever after an outage, never
gives up a revoked token, closes the old connection before the new one is open, and logs tickets and payloads.
"""

import asyncio
import contextlib
import json
from collections import OrderedDict
from typing import Any

import aiohttp
import structlog
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from bot.errors import SlackRefused
from bot.slack.backoff import Backoff
from bot.slack.clients import REFUSED, Clients, error_of, retry_after
from bot.slack.envelope import Json, Reason
from bot.slack.front import OK, Front
from bot.slack.ports import Time
from bot.slack.socket_health import Line, SocketHealth, watch_lines

log = structlog.get_logger("skms_bot.socket")

LINES = 2
PING_EVERY = 5.0
"""Seconds between pings; a peer that does not answer within half of it is taken for dead."""
HELLO_WITHIN = 10.0
TRY_REFUSED_EVERY = 60.0
OUTLIVE = 15.0
"""Seconds that a connection which Slack asked us to leave is still listened to, once the next one is open."""
STEADY = 30.0
CLOSE_WITHIN = 2.0
MOST_REMEMBERED = 1000
ALWAYS_REFUSED = REFUSED | {"forbidden_team", "link_disabled", "not_allowed", "access_denied"}


class Ended(Exception):  # noqa: N818 - named for the fact
    """A connection is over; `refresh`: at Slack's wish, so that another one is due at once."""

    def __init__(self, reason: str, *, refresh: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.refresh = refresh


class Link:
    """One open web socket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, text: str) -> bool:
        """Send, if it is still open; whether it went out."""
        if self.socket.closed:
            return False
        try:
            await self.socket.send_str(text)
        except (ConnectionError, aiohttp.ClientError):
            return False
        return True


class SocketLines:
    """Keeps connections to Slack; `health` says how they are."""

    def __init__(
        self, clients: Clients, front: Front, clock: Time, *, lines: int = LINES, alarm_after: float = 30.0
    ) -> None:
        self._clients = clients
        self._front = front
        self._clock = clock
        self._alarm_after = alarm_after
        self.lines = [Line(number) for number in range(1, lines + 1)]
        self._links: list[Link] = []
        self._interactions = OrderedDict[str, asyncio.Task[BoltResponse]]()
        self._closing = asyncio.Event()
        self._connected = asyncio.Event()

    async def run(self) -> None:
        """Keep all lines open until `close`."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._keep(line), name=f"slack-line-{line.number}") for line in self.lines]
            tasks.append(group.create_task(watch_lines(self.lines, self._clock, self._alarm_after)))
            await self._closing.wait()
            for task in tasks:
                task.cancel()

    async def close(self) -> None:
        """Take nothing new: Slack sends it to others, or again. Acks that are under way were sent."""
        self._closing.set()
        for link in list(self._links):
            await self._drop(link)

    async def connected(self) -> None:
        """Wait until the first line is open."""
        await self._connected.wait()

    @property
    def health(self) -> SocketHealth:
        """How the connections are now."""
        return SocketHealth.of(self.lines, self._clock.monotonic())

    async def _keep(self, line: Line) -> None:
        """Connect, listen, connect again, for ever."""
        backoff = Backoff()
        line.down_since = self._clock.monotonic()
        while not self._closing.is_set():
            opened = self._clock.monotonic()
            wait = TRY_REFUSED_EVERY
            try:
                await self._hold(line)
            except Ended as ended:
                if self._clock.monotonic() - opened >= STEADY:
                    backoff.reset()
                wait = TRY_REFUSED_EVERY if ended.reason in ALWAYS_REFUSED else backoff.next()
                self._tell(line, ended, wait)
            except SlackApiError as error:
                told = retry_after(error)
                refused = error_of(error) in ALWAYS_REFUSED
                wait = float(told) if told is not None else TRY_REFUSED_EVERY if refused else backoff.next()
                self._tell(line, Ended(error_of(error) or "slack_error"), wait)
            except SlackRefused as error:
                self._tell(line, Ended(error.message), wait)
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError, AttributeError) as error:
                # The message may hold the address with its ticket: only the kind is told.
                wait = backoff.next()
                self._tell(line, Ended(type(error).__name__), wait)
            await asyncio.sleep(wait)

    def _tell(self, line: Line, ended: Ended, wait: float) -> None:
        line.lost(ended.reason, self._clock.monotonic(), refused=ended.reason in ALWAYS_REFUSED)
        log.warning("connection_ended", line=line.number, reason=ended.reason, next_try_in=round(wait, 1))

    async def _hold(self, line: Line) -> None:
        """One connection from its ticket to its end; raises Ended, or what prevented it."""
        while True:
            link = await self._open()
            try:
                async with asyncio.timeout(HELLO_WITHIN):
                    await self._greeted(link)
                line.opened(self._clock.monotonic())
                self._connected.set()
                log.info("connection_open", line=line.number)
                await self._listen(link)
            except Ended as ended:
                if not ended.refresh:
                    await self._drop(link)
                    raise
                # Make before break: it is listened to until Slack closes it, while the next one is opened.
                self._front.spawn(self._outlive(link))
                log.info("connection_refreshes", line=line.number, reason=ended.reason)
            except BaseException:
                await self._drop(link)
                raise

    async def _open(self) -> Link:
        """A new ticket for each attempt: it is good once, and not for long."""
        web = self._clients.app
        answer: Any = await web.apps_connections_open(app_token=str(web.token))
        # Not wait_for anywhere here: that of Python 3.11 swallows a cancellation which comes with the result.
        async with asyncio.timeout(HELLO_WITHIN):
            socket = await self._clients.session.ws_connect(
                str(answer["url"]), heartbeat=PING_EVERY, proxy=web.proxy, ssl=web.ssl if web.ssl is not None else True
            )
        link = Link(socket)
        self._links.append(link)
        return link

    async def _drop(self, link: Link) -> None:
        if link in self._links:
            self._links.remove(link)
        with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
            async with asyncio.timeout(CLOSE_WITHIN):
                await link.socket.close()

    async def _outlive(self, link: Link) -> None:
        try:
            async with asyncio.timeout(OUTLIVE):
                await self._listen(link, leaving=True)
        except (Ended, TimeoutError):
            pass
        finally:
            await self._drop(link)

    async def _greeted(self, link: Link) -> None:
        """Wait for hello; whatever comes with it is for the next listener."""
        first = await self._next(link)
        if first.get("type") == "disconnect":
            raise Ended(str(first.get("reason")))
        if first.get("type") != "hello":
            await self._take(link, first)

    async def _listen(self, link: Link, *, leaving: bool = False) -> None:
        while True:
            message = await self._next(link)
            if message.get("type") == "disconnect" and not leaving:
                reason = str(message.get("reason"))
                # "warning" comes some seconds before the refresh: by then the next connection is open.
                raise Ended(reason, refresh=reason in {"warning", "refresh_requested"})
            await self._take(link, message)

    async def _next(self, link: Link) -> Json:
        """The next JSON object; raises Ended when the connection is closed, lost or silent."""
        while True:
            frame = await link.socket.receive()
            if frame.type is aiohttp.WSMsgType.TEXT:
                message = await self._read(link, frame.data)
                if message is not None:
                    return message
            elif frame.type is aiohttp.WSMsgType.ERROR:
                raise Ended("silent" if isinstance(frame.data, TimeoutError) else "lost")
            elif frame.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED}:
                raise Ended("closed")

    async def _read(self, link: Link, raw: str) -> Json | None:
        """The object in a frame; None for one that was acked at a glance, or is none."""
        unwanted = self._front.glance(raw)
        if unwanted is not None:
            await self._ack(link, unwanted)
            return None
        try:
            message = json.loads(raw)
        except (ValueError, RecursionError):
            log.warning("frame_is_no_json", size=len(raw))
            return None
        return message if isinstance(message, dict) else None

    async def _take(self, link: Link, envelope: Json) -> None:
        """Hand an envelope on; waits for nothing but the ack of what nobody wants."""
        payload, envelope_id = envelope.get("payload"), envelope.get("envelope_id")
        if not isinstance(payload, dict) or not isinstance(envelope_id, str):
            return
        if envelope.get("type") != "events_api":
            self._front.spawn(self._interaction(link, envelope_id, payload))
            return
        reason = self._front.look(payload)
        if reason is None:
            await self._ack(link, envelope_id)
        else:
            self._front.spawn(self._event(link, envelope_id, payload, reason))

    async def _event(self, link: Link, envelope_id: str, payload: Json, reason: Reason) -> None:
        if await self._front.event(payload, reason):
            await self._ack(link, envelope_id)

    async def _interaction(self, link: Link, envelope_id: str, payload: Json) -> None:
        response = await self._once(envelope_id, payload)
        if response.status == OK:
            await self._ack(link, envelope_id, answer_of(response))

    async def _once(self, envelope_id: str, payload: Json) -> BoltResponse:
        """What Bolt says to an interaction, asked once: stand-ins for Slack send an envelope down every connection."""
        asked = self._interactions.get(envelope_id)
        if asked is None:
            request = AsyncBoltRequest(mode="socket_mode", body=payload)
            asked = self._interactions[envelope_id] = asyncio.ensure_future(self._front.interaction(request))
            while len(self._interactions) > MOST_REMEMBERED:
                self._interactions.popitem(last=False)
        return await asyncio.shield(asked)

    async def _ack(self, link: Link, envelope_id: str, answer: Json | None = None) -> None:
        """On the connection that brought it, or on another: Slack knows the envelope, not the way."""
        name = f'"{envelope_id}"' if envelope_id.replace("-", "").isalnum() else json.dumps(envelope_id)
        rest = "" if answer is None else f',"payload":{json.dumps(answer)}'
        text = f'{{"envelope_id":{name}{rest}}}'
        if await link.send(text):
            return
        for other in reversed(self._links):
            if other is not link and await other.send(text):
                return
        log.warning("ack_not_sent")


def answer_of(response: BoltResponse) -> Json | None:
    """What an ack carries: nothing, a JSON object, or a text."""
    if not response.body:
        return None
    content_type = str(response.headers.get("content-type", [""])[0])
    if content_type.startswith("application/json"):
        answer = json.loads(response.body)
        return answer if isinstance(answer, dict) else None
    return {"text": response.body}
