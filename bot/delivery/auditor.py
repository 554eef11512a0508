"""Compares what should be visible with what is, and tells a dead-man's switch while both are the same; mends nothing.

It trusts neither the sender nor its own silence: where it finds a difference, or cannot look, the heartbeat stays away
and whoever waits for it calls people.
"""

import datetime as dt
from collections.abc import Awaitable, Callable, Iterable

import structlog

from bot.delivery.lease import Lease
from bot.delivery.ports import Alarm, AuditRows, Time
from bot.errors import StorageError
from bot.models.showing import Missing

log = structlog.get_logger("skms_bot.auditor")

EVERY = 30.0
PATIENCE = dt.timedelta(minutes=1)
MOST = 1_000

Heartbeat = Callable[[], Awaitable[bool]]
"""Tells the dead-man's switch that all is well; False where it could not be told."""
Check = Callable[[], Awaitable[Iterable[str]]]
"""What else should be and is not, in words for the log: a target not asked for too long, say."""


class Auditor:
    """One look every 30 seconds, by whoever holds the lease."""

    def __init__(
        self, rows: AuditRows, lease: Lease, clock: Time, hear: Alarm, heartbeat: Heartbeat, check: Check | None = None
    ) -> None:
        self._rows = rows
        self._lease = lease
        self._clock = clock
        self._hear = hear
        self._heartbeat = heartbeat
        self._check = check
        self._behind: dict[tuple[int, str, str, int | None], dt.datetime] = {}
        self.beating: bool | None = None
        self.blind = False
        """Whether the database did not answer when it was last looked at."""

    async def run(self) -> None:
        """Look for as long as this is not cancelled."""
        while True:
            await self._clock.sleep(EVERY)
            await self.step()

    async def step(self) -> bool | None:
        """Look once; returns whether the heartbeat went out, None where another process looks."""
        self.blind = self._lease.lost
        if self.blind:
            return await self._miss(self._lease.away)
        if self._lease.mandate is None:
            self.beating = None
            return None
        try:
            missing = await self._rows.missing(self._clock.now() - PATIENCE, MOST)
        except StorageError as error:
            return await self._miss(type(error).__name__)
        found = self._ripe(missing)
        others = list(await self._check()) if self._check is not None else []
        if found or others:
            await self._tell(found, others)
            self.beating = False
        else:
            self.beating = await self._heartbeat()
        return self.beating

    async def _miss(self, reason: str) -> bool:
        """The database does not answer: what should be visible is not known, and people are told so.

        Where the lease lapsed by that, only who held it tells them: the others know no more.
        """
        self.blind = True
        self.beating = False
        await self._hear("database", {"reason": reason})
        return False

    def _ripe(self, missing: list[Missing]) -> list[Missing]:
        """What is missing for long enough: what is visible in an earlier revision, since we saw that first.

        A message may change often, and still be right a moment later each time.
        """
        now = self._clock.now()
        behind = [one for one in missing if one.shown is not None]
        self._behind = {_name(one): self._behind.get(_name(one), now) for one in behind}
        ripe = [one for one in behind if now - self._behind[_name(one)] >= PATIENCE]
        return [*(one for one in missing if one.shown is None), *ripe]

    async def _tell(self, found: list[Missing], others: list[str]) -> None:
        for one in found[:20]:
            log.error("not_visible", incident=one.incident, channel=one.channel, kind=one.kind, since=str(one.since))
        for word in others[:20]:
            log.error("not_done", what=word)
        if found:
            numbers = sorted({one.incident for one in found})
            shown = " ".join(f"#{number}" for number in numbers[:5])
            await self._hear("not-visible", {"count": str(len(numbers)), "incidents": shown})


def _name(one: Missing) -> tuple[int, str, str, int | None]:
    return one.incident, one.channel, one.kind, one.shown
