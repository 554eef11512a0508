"""Looks at what a bot kept of its targets, beside that bot and without its lock; writes nothing."""

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy import Connection

from bot.models.history import Past
from bot.models.target import Standing
from bot.storage import migrations
from bot.storage.address import Address
from bot.storage.readings import read_pasts, read_standings
from bot.storage.upkeep import must_exist, with_connection

Result = TypeVar("Result")


class Glimpse:
    """The readings in a database that belongs to somebody else, as `bot.status` wants them kept: they are not."""

    def __init__(self, address: Address) -> None:
        self._address = address

    async def keep(self, standing: Standing) -> None:
        """Leave it: whoever has the database keeps readings of its own."""

    async def standings(self) -> list[Standing]:
        """What was held of every target last; raises StorageError where there is no database to look at."""
        return await asyncio.to_thread(self._read, read_standings)

    async def pasts(self, now: dt.datetime) -> Mapping[str, Past]:
        """The last hour and week of every target; raises StorageError where there is no database to look at."""
        return await asyncio.to_thread(self._read, lambda connection: read_pasts(connection, now))

    def _read(self, function: Callable[[Connection], Result]) -> Result:
        must_exist(self._address)

        def read(connection: Connection) -> Result:
            migrations.check_schema(migrations.current(connection), self._address)
            return function(connection)

        return with_connection(self._address, read)
