"""A clock whose hours pass when a test says so, and whose sleepers wake in their order."""

import asyncio
import datetime as dt
import heapq
from itertools import count

START = dt.datetime(2026, 11, 21, 17, 51, tzinfo=dt.UTC)
SETTLE = 20
"""Turns of the event loop after each waking: more than any chain of awaits in what is tested."""


class Hours:
    """The time of day and the monotonic clock, moved by `pass_by`; `shift` moves the time of day alone."""

    def __init__(self) -> None:
        self.shift = dt.timedelta(0)
        self._seconds = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._number = count()

    def now(self) -> dt.datetime:
        return START + dt.timedelta(seconds=self._seconds - 1000.0) + self.shift

    def monotonic(self) -> float:
        return self._seconds

    async def sleep(self, seconds: float) -> None:
        """Until so much time was let pass."""
        waking: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._seconds + seconds, next(self._number), waking))
        await waking

    async def pass_by(self, seconds: float) -> None:
        """Let time pass; whoever sleeps wakes at its own moment, one after the other."""
        until = self._seconds + seconds
        await self.settle()
        while self._sleepers and self._sleepers[0][0] <= until:
            at, _, waking = heapq.heappop(self._sleepers)
            self._seconds = max(self._seconds, at)
            if not waking.done():
                waking.set_result(None)
            await self.settle()
        self._seconds = until

    async def jump(self, seconds: float) -> None:
        """Let time pass while this process is stopped: all wake late, at once."""
        self._seconds += seconds
        await self.pass_by(0)

    async def settle(self) -> None:
        """Let everything run that can."""
        for _ in range(SETTLE):
            await asyncio.sleep(0)
