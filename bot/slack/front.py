"""Stands before Bolt: drops what nobody wants, records and acks the rest, and hands it on; answers nothing."""

import asyncio
import datetime as dt
import json
from collections import deque
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Protocol

import structlog
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack.admission import Admission
from bot.slack.envelope import DIRECT, LONG, Json, Known, Reason, event_of, sent_at, wanted
from bot.slack.glance import Glance
from bot.slack.inbox import Inbox
from bot.slack.ports import Time
from bot.slack.watch import Places, Watch

log = structlog.get_logger("skms_bot.front")

CONTINUED_WITHIN = dt.timedelta(seconds=20)
"""The parts of a paste that Slack split come one after the other."""
LATE = dt.timedelta(seconds=60)
OVERTAKEN_WITHIN = 2.0
"""So much earlier, in seconds, the end of a paste may come than its beginning, over another connection."""
MOST_PASSED_BY = 64
ACK_WITHIN = 2.5
MOST_AT_ONCE = 100
OK = 200
FAILED = 500
BUSY = 503


class Dispatches(Protocol):
    """Bolt's AsyncApp, as far as it is needed here."""

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Run the listener that fits."""
        ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """How an event came, for its listener: `context["arrival"]`. `recovered`: read again after a crash."""

    event_id: str
    reason: Reason
    sent_at: dt.datetime
    received_at: dt.datetime
    recovered: bool = False

    @property
    def direct(self) -> bool:
        """Somebody spoke to the bot itself: also doubtful sightings get an answer."""
        return self.reason in DIRECT

    @property
    def late(self) -> bool:
        """So much time has passed that the answer should say so."""
        return self.recovered or self.received_at - self.sent_at >= LATE


class Front:
    """One for all connections; `look` is cheap and waits for nothing."""

    def __init__(
        self, app: Dispatches, known: Known, watch: Watch, admission: Admission, inbox: Inbox, *, clock: Time
    ) -> None:
        self._app = app
        self._known = known
        self._watch = watch
        self._admission = admission
        self._inbox = inbox
        self._clock = clock
        self._long = Places(clock, CONTINUED_WITHIN)
        self._passed_by: deque[tuple[float, Json | str]] = deque(maxlen=MOST_PASSED_BY)
        self._glance = Glance(known.bot_user)
        self._reading_all_until = 0.0
        self._tasks: set[asyncio.Task[object]] = set()
        self._slots = asyncio.Semaphore(MOST_AT_ONCE)
        self.dropped = 0

    def look(self, payload: Json) -> Reason | None:
        """Why an event is to be handed on; None: it is to be acked and forgotten."""
        try:
            reason = wanted(payload, self._known)
            if reason is not None:
                self._remember(payload["event"], reason)
                self._note_length(payload["event"])
                return reason
            if self._continues(payload):
                self._remember(payload["event"], "continued")
                return "continued"
        except (TypeError, AttributeError):
            # A list where a name should be: not Slack's, and nothing that anybody waits for.
            log.warning("event_without_shape")
            return None
        self.dropped += 1
        if _may_continue(payload):
            self._passed_by.append((self._clock.monotonic(), payload))
        return None

    def glance(self, raw: str) -> str | None:
        """The envelope id of a frame that is to be acked and forgotten without reading it; None: read it."""
        if self._clock.monotonic() < self._reading_all_until:
            return None
        envelope_id = self._glance.unwanted(raw)
        if envelope_id is not None:
            self.dropped += 1
            self._passed_by.append((self._clock.monotonic(), raw))
        return envelope_id

    async def event(self, payload: Json, reason: Reason) -> bool:
        """Take an event in; returns whether it may be acked: its row is stored, or it was answered already."""
        received = self._clock.now()
        try:
            event = event_of(payload, received)
        except (ValueError, KeyError, TypeError):
            log.warning("event_without_identity", kind=str(payload.get("event", {}).get("type"))[:50])
            return True
        started = self._clock.monotonic()
        verdict = await self._admission.admit(event)
        if verdict == "known":
            return True
        if verdict != "again":
            arrival = Arrival(event.event_id, reason, sent_at(payload, received), received)
            self.spawn(self.dispatch(payload, arrival))
            if verdict == "new":
                return True
        return await self._answered(event.event_id, started + ACK_WITHIN)

    async def dispatch(self, payload: Json, arrival: Arrival) -> None:
        """Let the listener have it, and close its row unless a job was made of it."""
        request = AsyncBoltRequest(mode="socket_mode", body=payload, context={"arrival": arrival})
        async with self._slots:
            response = await self._app.async_dispatch(request)
        if self._inbox.has(arrival.event_id) or not self._admission.is_open(arrival.event_id):
            return
        if response.status == OK:
            await self._inbox.finish(arrival.event_id, "answered")
        elif arrival.recovered and response.status != BUSY:
            await self._inbox.finish(arrival.event_id, "failed")
        else:
            # The row stays as received: the sweep reads the message again.
            log.warning("event_put_off", event_id=arrival.event_id, status=response.status)

    async def interaction(self, request: AsyncBoltRequest) -> BoltResponse:
        """A command, shortcut, button or view: Bolt's answer is the ack; without one the person sees a failure."""
        try:
            async with asyncio.timeout(ACK_WITHIN):
                return await self._app.async_dispatch(request)
        except TimeoutError:
            log.error("interaction_not_acked", seconds=ACK_WITHIN)  # noqa: TRY400 - a trace may quote a message
            return BoltResponse(status=FAILED, body="")

    def spawn(self, work: Awaitable[object]) -> asyncio.Task[object]:
        """Run something beside, held until it ends."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def drain(self, seconds: float) -> None:
        """Wait for what is on its way to the inbox."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)

    def _ended(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Nothing is lost: what was not acked comes again, what was is in the table.
            log.error("front_broke", reason=type(error).__name__)

    def _continues(self, payload: Json) -> bool:
        """Whether it follows a long message of the same person at once."""
        if not self._long or not _may_continue(payload):
            return False
        event = payload["event"]
        return (event.get("channel"), event.get("user")) in self._long

    def _remember(self, event: Json, reason: Reason) -> None:
        """At once, not after recording: its edit may be the next frame."""
        channel, ts = event.get("channel"), event.get("ts")
        if type(channel) is str and type(ts) is str and reason not in {"changed", "deleted", "other"}:
            self._watch.pastes.add(channel, ts)

    def _note_length(self, event: Json) -> None:
        """At once, not after recording: the next part may be the next frame."""
        text, channel, user = event.get("text"), event.get("channel"), event.get("user")
        if type(text) is str and len(text) >= LONG and type(channel) is str and type(user) is str:
            self._long.add(channel, user)
            self._reading_all_until = self._clock.monotonic() + CONTINUED_WITHIN.total_seconds()
            self._call_back(channel, user)

    def _call_back(self, channel: str, user: str) -> None:
        """Take in what this person said just before: it overtook the part that it belongs to."""
        since = self._clock.monotonic() - OVERTAKEN_WITHIN
        waiting = [(at, frame) for at, frame in self._passed_by if at >= since]
        self._passed_by.clear()
        for at, frame in waiting:
            payload: Json = json.loads(frame)["payload"] if isinstance(frame, str) else frame
            event = payload["event"]
            if (event.get("channel"), event.get("user")) == (channel, user):
                self.spawn(self.event(payload, "continued"))
            else:
                self._passed_by.append((at, payload))

    async def _answered(self, event_id: str, until: float) -> bool:
        """Whether an event that storage does not hold was answered in time for its ack."""
        while self._admission.is_open(event_id):
            if self._clock.monotonic() >= until:
                return False
            await asyncio.sleep(0.02)
        return True


def _may_continue(payload: Json) -> bool:
    """Whether it is a plain message of a person."""
    event = payload.get("event")
    return (
        type(event) is dict
        and event.get("type") == "message"
        and event.get("subtype") is None
        and event.get("bot_id") is None
    )
