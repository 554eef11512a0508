"""Looks at a SQLite database every hour, and copies it where the site wants copies; mends nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.clock import SystemClock
from bot.errors import StorageError
from bot.storage import upkeep
from bot.storage.address import Address

log = structlog.get_logger("skms_bot.upkeep")

EVERY = 3600.0
KEPT = 24
NAME = "skms-bot-%Y%m%dT%H%M%SZ.db"
COPIES = "skms-bot-*Z.db"

Hear = Callable[[str, Mapping[str, str]], Awaitable[None]]


def find_copies(folder: Path | None) -> list[Path]:
    """The copies that there are, the newest first."""
    return [] if folder is None else sorted(folder.glob(COPIES), reverse=True)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """`copies` is the folder that the copies go to, None where there are none; `hear` is told of trouble."""

    address: Address
    clock: SystemClock
    copies: Path | None = None
    hear: Hear | None = None

    async def run(self) -> None:
        """Look until cancelled, the first time after an hour: opening the database was a look."""
        while True:
            await asyncio.sleep(EVERY)
            await self.step()

    async def step(self) -> bool:
        """Look once; whether all is well."""
        try:
            await asyncio.to_thread(self._look)
        except StorageError as error:
            log.error("database_ails", reason=str(error))  # noqa: TRY400 - ours, and told in its own words
            if self.hear is not None:
                await self.hear("database", {"reason": type(error).__name__})
            return False
        return True

    def _look(self) -> None:
        upkeep.check(self.address)
        if self.copies is None:
            return
        size = upkeep.backup(self.address, self.copies / self.clock.now().strftime(NAME))
        log.info("database_copied", bytes=size)
        for old in find_copies(self.copies)[KEPT:]:
            old.unlink(missing_ok=True)
