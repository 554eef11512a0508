"""Shows that the database takes writes, by writing one small row; keeps nothing that matters."""

import datetime as dt

from bot.storage.database import Database
from bot.storage.schema import source
from bot.storage.statements import insert_or_update

SELF = "skms-bot"
"""The name under which the process itself is heard; the statement touches one row for ever."""

_HEAR = insert_or_update(source)


class Pulse:
    """The heartbeat of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def beat(self, now: dt.datetime) -> None:
        """Write, and return after the commit; raises StorageError."""
        await self._database.write(lambda connection: connection.execute(_HEAR, {"name": SELF, "last_at": now}))
