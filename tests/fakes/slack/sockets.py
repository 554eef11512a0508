"""Socket Mode: tickets, connections, envelopes and acks, and every way in which a connection ends."""

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import WSMsgType, web

from tests.fakes.slack.delivery import Attempt, Delivery
from tests.fakes.slack.ids import Ids
from tests.fakes.slack.ledger import Ledger
from tests.fakes.slack.moments import SlackTime
from tests.fakes.slack.rules import Rules
from tests.fakes.slack.world import Json

Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]


@dataclass(slots=True, eq=False)
class Connection:
    """One open socket and what went over it."""

    id: str
    socket: web.WebSocketResponse
    request: web.Request
    sent: list[Json] = field(default_factory=list)
    acks: list[Json] = field(default_factory=list)
    silent: bool = False
    leaving: bool = False
    pings: int = 0


@dataclass(slots=True)
class _Waiting:
    delivery: Delivery
    connection: Connection
    ack: asyncio.Future[Json]


class Sockets:
    """All connections of the app; each gets its share of the envelopes, in turn."""

    def __init__(self, time: SlackTime, rules: Rules, ids: Ids, ledger: Ledger) -> None:
        self.connections: list[Connection] = []
        self.opened = 0
        self.refused_tickets: list[str] = []
        self.late_acks: list[Json] = []
        self.refusing = False
        self.base = ""
        self.app_id = ""
        self._time = time
        self._rules = rules
        self._ids = ids
        self._ledger = ledger
        self._tickets: dict[str, float] = {}
        self._waiting: dict[str, _Waiting] = {}
        self._turn = 0

    def open_url(self) -> str:
        """A new address with a ticket that opens one connection, once, and soon."""
        ticket = self._ids.secret("ticket")
        self._tickets[ticket] = self._time.now()
        return f"{self.base}?ticket={ticket}&app_id={self.app_id}"

    @property
    def live(self) -> list[Connection]:
        """The connections that get envelopes."""
        return [connection for connection in self.connections if not connection.leaving]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One socket from handshake to end."""
        ticket = request.query.get("ticket", "")
        issued = self._tickets.pop(ticket, None)
        if self.refusing or issued is None or self._time.now() - issued > self._rules.ticket_lifetime:
            self.refused_tickets.append(ticket)
            self._ledger.ring()
            raise web.HTTPForbidden(text="the ticket is unknown, used or expired")
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        connection = Connection(self._ids.next("S"), socket, request)
        if len(self.connections) >= self._rules.most_connections:
            await self._say_goodbye(connection, "too_many_websockets")
            await socket.close()
            return socket
        self.opened += 1
        self.connections.append(connection)
        beat = asyncio.get_running_loop().create_task(self._beat(connection))
        try:
            await self._greet(connection)
            await self._listen(connection)
        finally:
            beat.cancel()
            self.connections.remove(connection)
            self._ledger.ring()
        return socket

    async def attempt(self, delivery: Delivery, number: int, reason: str) -> Attempt:
        """Sends the envelope to the connection whose turn it is and waits for its ack until the deadline."""
        if not self.live:
            return Attempt("no connection", 0.0, "connection_failed")
        self._turn += 1
        connection = self.live[self._turn % len(self.live)]
        envelope_id = self._ids.uuid()
        ack: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = _Waiting(delivery, connection, ack)
        started = self._time.now()
        deadline = asyncio.get_running_loop().create_task(self._time.sleep(self._rules.ack_deadline))
        try:
            await self._send(connection, _envelope(envelope_id, delivery, number, reason))
            waited: set[asyncio.Future[Any]] = {ack, deadline}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        finally:
            deadline.cancel()
            del self._waiting[envelope_id]
        took = self._time.now() - started
        if not ack.done():
            return Attempt(connection.id, took, "timeout")
        return Attempt(connection.id, took, response=ack.result().get("payload"))

    async def copy_to_others(self, connection: Connection) -> None:
        """Sends the last envelope of a connection down all the others, as some stand-ins for Slack do."""
        for other in self.live:
            if other is not connection:
                await self._send(other, connection.sent[-1])

    async def warn(self, connection: Connection) -> None:
        """A warning some seconds before, then the refresh."""
        await self._say_goodbye(connection, "warning")
        await self._time.sleep(self._rules.warning_before)
        await self.refresh(connection)

    async def refresh(self, connection: Connection) -> None:
        """Slack asks for a new connection and closes this one when acks that are under way had time to come."""
        connection.leaving = True
        await self._say_goodbye(connection, "refresh_requested")
        await asyncio.sleep(0.05)
        await connection.socket.close()

    async def disable(self) -> None:
        """Somebody switches Socket Mode off: every connection is told and closed, no new one is opened."""
        for connection in list(self.connections):
            connection.leaving = True
            await self._say_goodbye(connection, "link_disabled")
            await connection.socket.close()

    def reset(self, connection: Connection) -> None:
        """The connection breaks without a word."""
        connection.leaving = True
        transport = connection.request.transport
        if transport is not None:
            transport.abort()

    def silence(self, connection: Connection) -> None:
        """The peer is gone and nobody noticed: pings stay unanswered, acks unread; envelopes still go there."""
        connection.silent = True

    async def close(self) -> None:
        """Ends every connection."""
        for connection in list(self.connections):
            await connection.socket.close()

    async def _greet(self, connection: Connection) -> None:
        await self._send(
            connection,
            {
                "type": "hello",
                "num_connections": len(self.connections),
                "connection_info": {"app_id": self.app_id},
                "debug_info": {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060},
            },
        )
        self._ledger.ring()

    async def _say_goodbye(self, connection: Connection, reason: Reason) -> None:
        await self._send(connection, {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}})

    async def _send(self, connection: Connection, body: Json) -> None:
        connection.sent.append(body)
        with contextlib.suppress(ConnectionError):  # a lost connection shows as a missing ack, as in Slack
            await connection.socket.send_str(json.dumps(body))

    async def _beat(self, connection: Connection) -> None:
        while True:
            await asyncio.sleep(self._rules.ping_every)
            if not connection.silent:
                with contextlib.suppress(ConnectionError):
                    await connection.socket.ping(b"Ping from applink-1")

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if connection.silent:
                continue
            if message.type is WSMsgType.PING:
                connection.pings += 1
                await connection.socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._read(connection, message.data)

    def _read(self, connection: Connection, words: str) -> None:
        try:
            body = json.loads(words)
        except json.JSONDecodeError:
            self._ledger.odd(f"no JSON on a socket: {words[:80]}")
            return
        if not isinstance(body, dict):
            self._ledger.odd(f"no object on a socket: {words[:80]}")
            return
        connection.acks.append(body)
        waiting = self._waiting.get(body.get("envelope_id", ""))
        if waiting is None:
            self.late_acks.append(body)
            return
        if waiting.connection is not connection and not self._rules.ack_on_any_socket:
            self._ledger.odd("an ack came on another connection")
            return
        if body.get("payload") and not waiting.delivery.accepts_response:
            self._ledger.odd("an ack carries a payload that nobody reads")
        if not waiting.ack.done():
            waiting.ack.set_result(body)


def _envelope(envelope_id: str, delivery: Delivery, number: int, reason: str) -> Json:
    body: Json = {
        "envelope_id": envelope_id,
        "type": delivery.kind,
        "accepts_response_payload": delivery.accepts_response,
        "payload": delivery.payload,
    }
    if delivery.kind == "events_api":
        body |= {"retry_attempt": number, "retry_reason": reason}
    return body
