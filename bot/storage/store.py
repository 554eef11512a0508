"""All that is kept, in one place: opens the database and hands out one small store per matter."""

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from bot.models.conversation import Limits
from bot.storage.address import read_address
from bot.storage.answers import Answers
from bot.storage.choices import Channels, Gates, Languages
from bot.storage.database import Database
from bot.storage.events import Events
from bot.storage.feedback import Audit, Feedback
from bot.storage.incidents import Incidents
from bot.storage.link import Time
from bot.storage.pulse import Pulse
from bot.storage.readings import Readings
from bot.storage.retention import count_rows, forget_workspace, prune

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
        self.pulse = Pulse(database)
        self.readings = Readings(database)

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
    return Store(await asyncio.to_thread(Database, address, clock))
