"""Runs all of delivery together: the lease, the senders, who looks again, the auditor; and ends it in its order."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

import structlog

from bot.delivery.breaker import Breaker
from bot.delivery.lease import Lease
from bot.delivery.ports import Time
from bot.delivery.sender import Sender

log = structlog.get_logger("skms_bot.delivery")


class Part(Protocol):
    """Something that goes on until it is cancelled."""

    async def run(self) -> None:
        """Go on."""
        ...


class PostOffice:
    """One part that fails is begun anew after a rest, and the others go on; `parts` are those that send nothing."""

    def __init__(self, lease: Lease, clock: Time, senders: Sequence[Sender], parts: Sequence[Part]) -> None:
        self._lease = lease
        self._clock = clock
        self._senders = senders
        self._parts = parts
        self._running: list[asyncio.Task[None]] = []
        self.restarts = 0

    async def run(self) -> None:
        """Deliver until cancelled or closed."""
        parts: list[Part] = [self._lease, *self._senders, *self._parts]
        self._running = [asyncio.create_task(self._watch_over(part), name=type(part).__name__) for part in parts]
        try:
            await asyncio.wait(self._running)
        finally:
            self._stop()

    def hurry(self) -> None:
        """There is something new to send."""
        for sender in self._senders:
            sender.hurry()

    async def close(self, seconds: float) -> int:
        """Begin nothing more, wait for what is under way, let the next one have the lease.

        Returns how many attempts were left; the next holder finds them as unknown.
        """
        self._stop()
        left = await asyncio.gather(*(sender.drain(seconds) for sender in self._senders))
        await self._lease.release()
        return sum(left)

    def _stop(self) -> None:
        for task in self._running:
            task.cancel()

    async def _watch_over(self, part: Part) -> None:
        breaker = Breaker()
        while True:
            try:
                await part.run()
            except Exception:
                # A fault of ours, logged with its place; what it was about is still in the database.
                log.exception("part_failed", part=type(part).__name__)
                self.restarts += 1
            breaker.fail(self._clock.monotonic())
            await self._clock.sleep(breaker.rests(self._clock.monotonic()))
