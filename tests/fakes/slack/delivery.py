"""Brings events, commands and interactions to the app: deadline, retries, and a record of each attempt."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from tests.fakes.slack.ledger import Ledger
from tests.fakes.slack.moments import SlackTime
from tests.fakes.slack.rules import Rules
from tests.fakes.slack.world import Json

Carriage = Literal["events_api", "slash_commands", "interactive"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: `problem` is empty when it was acked, otherwise the reason the next try will carry."""

    via: str
    took: float
    problem: str = ""
    response: Json | None = None
    final: bool = False


@dataclass(slots=True, eq=False)
class Delivery:
    """One payload on its way; `state` says how it ended."""

    kind: Carriage
    payload: Json
    accepts_response: bool = False
    attempts: list[Attempt] = field(default_factory=list)
    state: Literal["pending", "acked", "failed"] = "pending"
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def event(self) -> Json:
        """The inner event, for what came as an event."""
        inner: Json = self.payload.get("event", {})
        return inner

    @property
    def response(self) -> Json | None:
        """What came back with the ack."""
        return self.attempts[-1].response if self.attempts else None

    @property
    def took(self) -> float:
        """Seconds from the last attempt's sending to its ack."""
        return self.attempts[-1].took


class Transport(Protocol):
    """A way to the app: sockets or HTTP."""

    async def attempt(self, delivery: Delivery, number: int, reason: str) -> Attempt:
        """Tries once; `number` 0 is the first try, later ones carry the reason of the failure before."""
        ...


class Deliveries:
    """All deliveries, and the tasks that carry them."""

    def __init__(self, time: SlackTime, rules: Rules, ledger: Ledger) -> None:
        self.all: list[Delivery] = []
        self.transport: Transport | None = None
        self._time = time
        self._rules = rules
        self._ledger = ledger
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, delivery: Delivery) -> Delivery:
        """Starts to carry it and returns at once."""
        self.all.append(delivery)
        self.spawn(self._carry(delivery))
        return delivery

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs something beside the test until the workspace closes."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def events(self, kind: str) -> list[Delivery]:
        """The deliveries of one inner event type."""
        return [delivery for delivery in self.all if delivery.event.get("type") == kind]

    @property
    def pending(self) -> list[Delivery]:
        """Those neither acked nor given up."""
        return [delivery for delivery in self.all if delivery.state == "pending"]

    @property
    def failed(self) -> list[Delivery]:
        """Those given up."""
        return [delivery for delivery in self.all if delivery.state == "failed"]

    async def close(self) -> None:
        """Stops carrying."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry(self, delivery: Delivery) -> None:
        waits = (0.0, *self._rules.retry_after) if delivery.kind == "events_api" else (0.0,)
        reason = ""
        for number, wait in enumerate(waits):
            if wait:
                await self._time.sleep(wait)
            attempt = await self._try(delivery, number, reason)
            delivery.attempts.append(attempt)
            self._ledger.ring()
            if not attempt.problem or attempt.final:
                break
            reason = attempt.problem
        delivery.state = "failed" if delivery.attempts[-1].problem else "acked"
        delivery.done.set()
        self._ledger.ring()

    async def _try(self, delivery: Delivery, number: int, reason: str) -> Attempt:
        if self.transport is None:
            return Attempt("nowhere", 0.0, "connection_failed")
        return await self.transport.attempt(delivery, number, reason)
