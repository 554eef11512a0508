"""Shows that the database takes writes, by writing one small row; keeps nothing that matters."""

import asyncio
import contextlib
import datetime as dt
from typing import Protocol

from sqlalchemy import Connection, select

from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.moments import DatabaseNow
from bot.storage.schema import source
from bot.storage.statements import insert_or_update
from bot.storage.turn import TURN

SELF = "(skms-bot)"
"""The name under which the process itself is heard, which no source can have; one row is touched for ever."""
LIFE = "(skms-bot-life)"
"""The same by the clock of the database, so that processes whose own clocks differ agree on when one lived."""
EVERY = 10.0

_HEAR = insert_or_update(source)


class Time(Protocol):
    """What is asked of a clock."""

    def now(self) -> dt.datetime:
        """The current time, aware."""
        ...


class Pulse:
    """The heartbeat of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def beat(self, now: dt.datetime) -> None:
        """Write, and return after the commit; raises StorageError."""
        await self._database.write(lambda connection: connection.execute(_HEAR, {"name": SELF, "last_at": now}))

    async def arrive(self) -> dt.timedelta | None:
        """The first beat of a life; returns how long nobody lived before it, None where nobody ever did."""
        return await self._database.write(_arrive)

    async def keep(self, clock: Time) -> None:
        """Beat until cancelled, so that `skms-bot health` hears it; a beat that cannot be written is left out."""
        while True:
            with contextlib.suppress(StorageError):
                await self._database.write(_live)
                await self.beat(clock.now())
            await asyncio.sleep(EVERY)


def _arrive(connection: Connection) -> dt.timedelta | None:
    # Of several processes that start at once only the first finds that nobody was there.
    connection.execute(TURN)
    before: dt.datetime | None = connection.execute(select(source.c.last_at).where(source.c.name == LIFE)).scalar()
    now = _live(connection)
    return None if before is None else now - before


def _live(connection: Connection) -> dt.datetime:
    now: dt.datetime = connection.execute(select(DatabaseNow())).scalar_one()
    connection.execute(_HEAR, {"name": LIFE, "last_at": now})
    return now


def read_beat(connection: Connection) -> dt.datetime | None:
    """When the process was heard last, None where it never was."""
    beat: dt.datetime | None = connection.execute(select(source.c.last_at).where(source.c.name == SELF)).scalar()
    return beat
