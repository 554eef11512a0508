"""Looks at a SQLite database every hour, and copies it where the site wants copies; mends nothing."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.delivery.ports import Time
from bot.delivery.self_alarm import SelfAlarm
from bot.errors import BadSettings, StorageError
from bot.storage import upkeep
from bot.storage.address import Address

log = structlog.get_logger("skms_bot.upkeep")

EVERY = 3600.0
KEPT = 24
NAME = "skms-bot-%Y%m%dT%H%M%SZ.db"
COPIES = "skms-bot-*Z.db"
ALARM = "database-check"


def find_copies(folder: Path | None) -> list[Path]:
    """The copies that there are, the newest first."""
    return [] if folder is None else sorted(folder.glob(COPIES), reverse=True)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """`copies` is the folder that the copies go to, None where there are none; `alarm` tells people of trouble."""

    address: Address
    clock: Time
    copies: Path | None = None
    alarm: SelfAlarm | None = None

    async def run(self) -> None:
        """Look until cancelled, the first time after an hour: opening the database was a look."""
        while True:
            await self.clock.sleep(EVERY)
            await self.step()

    async def step(self) -> bool:
        """Look once; whether all is well."""
        try:
            await asyncio.to_thread(self._look)
        except (StorageError, OSError) as error:
            log.error("database_ails", reason=str(error))  # noqa: TRY400 - told in its own words
            if self.alarm is not None:
                await self.alarm.sound(ALARM, {"reason": type(error).__name__})
            return False
        if self.alarm is not None:
            await self.alarm.over(ALARM)
        return True

    def _look(self) -> None:
        upkeep.check(self.address)
        if self.copies is None:
            return
        size = upkeep.backup(self.address, self.copies / self.clock.now().strftime(NAME))
        log.info("database_copied", bytes=size)
        for old in find_copies(self.copies)[KEPT:]:
            old.unlink(missing_ok=True)


def demand_copies(address: Address, copies: Path | None) -> None:
    """Raise BadSettings where copies are wanted and could not be made: better at the start than an hour later."""
    if copies is None:
        return
    if address.path is None:
        raise BadSettings("backups: PostgreSQL makes its own", hint="remove it; copy the database by pg_dump")
    if not copies.is_dir():
        raise BadSettings(f"backups: no such folder: {copies}", hint="create it, or name another")
