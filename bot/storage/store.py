"""All that is kept, in one place: opens the database and hands out one small store per matter."""

import asyncio
import datetime as dt
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from bot.errors import DatabaseCorrupt, StorageError
from bot.models.conversation import Limits
from bot.storage.address import read_address
from bot.storage.answers import Answers
from bot.storage.choices import Channels, Gates, Languages
from bot.storage.database import Database
from bot.storage.deliveries import Deliveries
from bot.storage.events import Events
from bot.storage.feedback import Audit, Feedback
from bot.storage.incidents import Incidents
from bot.storage.lease import Lease
from bot.storage.link import Time
from bot.storage.lock import FileLock
from bot.storage.pulse import Pulse
from bot.storage.readings import Readings
from bot.storage.retention import count_rows, forget_workspace, prune

log = structlog.get_logger("skms_bot.storage")

Result = TypeVar("Result")


class Store:
    """What the bot remembers; every method of its parts is a unit of work of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.events = Events(database)
        self.answers = Answers(database)
        self.languages = Languages(database)
        self.channels = Channels(database)
        self.gates = Gates(database)
        self.feedback = Feedback(database)
        self.audit = Audit(database)
        self.incidents = Incidents(database)
        self.deliveries = Deliveries(database)
        self.lease = Lease(database)
        self.pulse = Pulse(database)
        self.readings = Readings(database)
        self.anew = False
        """Whether a damaged file was put aside for it: of what was said before it may know nothing, or too little."""

    async def write(self, function: Callable[[Connection], Result]) -> Result:
        """One unit of work of several statements; see Database.write."""
        return await self.database.write(function)

    async def read(self, function: Callable[[Connection], Result]) -> Result:
        """What `function` reads, in one transaction; see Database.read."""
        return await self.database.read(function)

    async def prune(self, now: dt.datetime, limits: Limits | None = None) -> dict[str, int]:
        """Delete what is too old or too much; returns how many rows of each table went."""
        return await prune(self.database, now, limits or Limits())

    async def forget_workspace(self, team: str) -> int:
        """Delete all that is kept of a workspace; returns how many rows went."""
        return await forget_workspace(self.database, team)

    async def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return await count_rows(self.database)

    async def close(self) -> None:
        """Do what is queued, refuse what comes, release the file."""
        await self.database.close()


async def open_store(setting: str, clock: Time) -> Store:
    """Open the database that the setting names; raises StorageError, whose hint says what to do.

    An empty database gets its tables. On SQLite the file belongs to this process until the store is closed.
    """
    address = read_address(setting)
    store = Store(await asyncio.to_thread(Database, address, clock))
    if address.path is not None:
        # The file is ours alone: whoever held the lease is gone, and nothing need wait until it lapses.
        await store.lease.force()
    return store


async def open_store_or_anew(
    setting: str, clock: Time, now: dt.datetime, copies: Callable[[], Iterable[Path]] = tuple
) -> Store:
    """As `open_store`, but a damaged SQLite file is put aside under another name, loudly, and begun anew.

    The first of the `copies` that can be opened takes its place, an empty one where none can. For the running bot: its
    answers do not need what it remembers, and a start that fails would fail for ever.
    """
    try:
        return await open_store(setting, clock)
    except DatabaseCorrupt as error:
        path = read_address(setting).path
        if path is None:
            raise
        aside = await asyncio.to_thread(_put_aside, path, now)
        log.error("database_put_aside", reason=error.message, kept=str(aside), next="skms-bot db check")  # noqa: TRY400 - what is wrong is in the reason
    store = await _open_copy(setting, clock, path, copies) or await open_store(setting, clock)
    store.anew = True
    return store


async def _open_copy(setting: str, clock: Time, path: Path, copies: Callable[[], Iterable[Path]]) -> Store | None:
    for copy in await asyncio.to_thread(copies):
        try:
            await asyncio.to_thread(shutil.copyfile, copy, path)
            store = await open_store(setting, clock)
        except (StorageError, OSError) as error:
            log.warning("copy_not_used", copy=copy.name, reason=type(error).__name__)
            await asyncio.to_thread(path.unlink, missing_ok=True)
        else:
            log.warning("database_from_copy", copy=copy.name)
            return store
    return None


def _put_aside(path: Path, now: dt.datetime) -> Path:
    """Rename the file, with what belongs to it, for somebody to look at; nobody else may be working on it."""
    lock = FileLock(path)
    mark = f"damaged-{now:%Y%m%dT%H%M%S}"
    try:
        for suffix in ("-wal", "-shm", ""):
            part = path.with_name(f"{path.name}{suffix}")
            if part.exists():
                part.rename(path.with_name(f"{path.name}.{mark}{suffix}"))
    finally:
        lock.release()
    return path.with_name(f"{path.name}.{mark}")
