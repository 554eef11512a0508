"""When something may be sent to a channel: one message a second, and not before Slack's Retry-After; sends nothing."""

import asyncio
import contextlib
import datetime as dt
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import structlog

from bot.errors import StorageError
from bot.slack.ports import GateRows, Time

log = structlog.get_logger("skms_bot.gates")

BETWEEN_MESSAGES = 1.05
"""Slack allows one a second; the rest is for what the network does to the distance between two."""
BETWEEN_EDITS = 0.2
MOST = 10_000

Place = tuple[str, str]


class NotYet(Exception):  # noqa: N818 - named for the fact
    """The channel is closed for longer than the caller waits."""


@dataclass(slots=True, eq=False)
class Lane:
    """Calls of one kind to one channel, one after the other."""

    between: float
    last: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class ChannelGates:
    """All channels. What Slack closed stays closed over a restart."""

    def __init__(self, rows: GateRows, clock: Time) -> None:
        self._rows = rows
        self._clock = clock
        self._until: dict[Place, float] = {}
        self._lanes: OrderedDict[tuple[Place, bool], Lane] = OrderedDict()
        self.refusals = 0
        """How often Slack said that it is too much, since the start."""

    async def load(self) -> None:
        """Take over what an earlier life was told; raises StorageError."""
        now = self._clock.now()
        for place, until in (await self._rows.closed(now)).items():
            self._until[place] = self._clock.monotonic() + (until - now).total_seconds()

    async def close(self, place: Place, seconds: float) -> None:
        """Slack said Retry-After: memory first, so that nobody slips through while it is written down."""
        now = self._clock.monotonic()
        self.refusals += 1
        if len(self._until) > MOST:
            self._until = {closed: until for closed, until in self._until.items() if until > now}
        self._until[place] = max(self._until.get(place, 0.0), now + seconds)
        try:
            await self._rows.close(*place, self._clock.now() + dt.timedelta(seconds=seconds))
        except StorageError as error:
            log.warning("gate_not_kept", channel=place[1], reason=type(error).__name__)

    def closed_for(self, place: Place) -> float:
        """Seconds until the channel opens; 0 where it is open."""
        return max(0.0, self._until.get(place, 0.0) - self._clock.monotonic())

    @contextlib.asynccontextmanager
    async def turn(self, place: Place, *, message: bool, until: float) -> AsyncIterator[None]:
        """Wait for one's turn, and hold it while sending; raises NotYet where it does not come before `until`."""
        lane = self._lane(place, message=message)
        left = until - self._clock.monotonic()
        try:
            async with asyncio.timeout(max(0.0, left)):
                await lane.lock.acquire()
        except TimeoutError:
            raise NotYet from None
        try:
            while (rest := self._rest(place, lane)) > 0:
                if self._clock.monotonic() + rest > until:
                    raise NotYet
                await asyncio.sleep(rest)
            lane.last = self._clock.monotonic()
            yield
        finally:
            lane.lock.release()

    def _rest(self, place: Place, lane: Lane) -> float:
        return max(self.closed_for(place), lane.last + lane.between - self._clock.monotonic())

    def _lane(self, place: Place, *, message: bool) -> Lane:
        key = (place, message)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = Lane(BETWEEN_MESSAGES if message else BETWEEN_EDITS)
            oldest = next(iter(self._lanes.values()))
            if len(self._lanes) > MOST and not oldest.lock.locked():
                self._lanes.popitem(last=False)
        self._lanes.move_to_end(key)
        return lane
