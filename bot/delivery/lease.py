"""Holds the lease by which one process of several sends: renews it, and knows when not to trust it; sends nothing.

It is trusted until a while before it lapses, counted from the moment at which its renewal was asked for, on a clock
that goes on while the process is stopped: on doubt it is laid down before anybody else can hold it.
"""

import datetime as dt
import uuid

import structlog

from bot.delivery.ports import LeaseRows, Time
from bot.errors import StorageError
from bot.models.showing import Mandate

log = structlog.get_logger("skms_bot.lease")

LASTS = dt.timedelta(seconds=15)
RENEW_EVERY = 5.0
DOUBT = 3.0
RETRY_AFTER = 1.0
"""Who does not hold it asks so often: a take-over comes within 16 s of a kill, and a second of a farewell."""


class Lease:
    """One life of one process: a new one never takes over what an earlier one began without noticing."""

    def __init__(self, rows: LeaseRows, clock: Time) -> None:
        self._rows = rows
        self._clock = clock
        self._owner = uuid.uuid4().hex
        self._mandate: Mandate | None = None
        self._trusted_until = float("-inf")
        self.elsewhere = False
        """Whether another process was found to hold it when the database was last asked, and answered."""
        self.away = ""
        """Why the database did not answer when it was last asked, empty where it did."""

    @property
    def mandate(self) -> Mandate | None:
        """The right to send, None where it is not ours or not certainly."""
        return self._mandate if self._clock.monotonic() < self._trusted_until else None

    def holds(self, mandate: Mandate) -> bool:
        """Whether this very mandate may still be used."""
        return self.mandate == mandate

    @property
    def lost(self) -> bool:
        """Whether it was ours, is no longer certainly so, and nobody can be asked: the database does not answer."""
        return bool(self.away) and self._mandate is not None and self.mandate is None

    async def renew(self) -> bool:
        """Take or renew it; False where another has it, or the database could not be asked in time."""
        began = self._clock.monotonic()
        try:
            term = await self._rows.take(self._owner, LASTS)
        except StorageError as error:
            log.warning("lease_not_renewed", reason=type(error).__name__)
            self.elsewhere, self.away = False, type(error).__name__
            return False
        self.away = ""
        self.elsewhere = term is None
        before = self._mandate
        self._mandate = None if term is None else Mandate(owner=self._owner, term=term)
        self._trusted_until = began + LASTS.total_seconds() - DOUBT
        if before != self._mandate:
            log.info("lease", held=term is not None, term=term)
        return term is not None

    async def run(self) -> None:
        """Keep it for as long as this is not cancelled."""
        while True:
            renewed = await self.renew()
            await self._clock.sleep(RENEW_EVERY if renewed else RETRY_AFTER)

    async def lay_down(self) -> None:
        """Give it up under this name, as when it is not known what was begun: it is taken over like a stranger's."""
        mandate, self._mandate = self._mandate, None
        self._owner = uuid.uuid4().hex
        if mandate is not None:
            await self._release(mandate)

    async def release(self) -> None:
        """Let the next process have it at once; for the end of this one."""
        mandate, self._mandate = self._mandate, None
        if mandate is not None:
            await self._release(mandate)

    async def _release(self, mandate: Mandate) -> None:
        try:
            await self._rows.release(mandate)
        except StorageError as error:
            log.warning("lease_not_released", reason=type(error).__name__)
