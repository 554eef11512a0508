"""The one lease by which one of several processes probes and sends: a row, and the clock of the database."""

import datetime as dt
from functools import partial

from sqlalchemy import Connection, bindparam, case, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.models.showing import Mandate
from bot.storage.database import Database
from bot.storage.moments import DatabaseNow
from bot.storage.schema import EPOCH, MICROSECOND, lease
from bot.storage.turn import TURN

MAIN = "main"
_NOW = DatabaseNow()
# The form for PostgreSQL compiles for SQLite as well.
_NEW = insert(lease).values(
    name=MAIN, owner=bindparam("me"), term=1, expires_at=_NOW + bindparam("lasts", type_=lease.c.term.type)
)
_TAKE = _NEW.on_conflict_do_update(
    index_elements=["name"],
    set_={
        "owner": _NEW.excluded.owner,
        "term": lease.c.term + case((lease.c.owner != _NEW.excluded.owner, 1), else_=0),
        "expires_at": _NEW.excluded.expires_at,
    },
    where=(lease.c.owner == _NEW.excluded.owner) | (lease.c.expires_at < _NOW),
).returning(lease.c.term)
_MINE = (lease.c.name == MAIN, lease.c.owner == bindparam("me"), lease.c.term == bindparam("held"))
_RELEASE = update(lease).where(*_MINE).values(expires_at=EPOCH)

held = select(lease.c.name).where(*_MINE, lease.c.expires_at > _NOW).exists()
"""Whether a mandate still holds: part of other statements, with the parameters that `of` gives."""


class Lease:
    """Who sends."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, owner: str, lasts: dt.timedelta) -> int | None:
        """Take or renew the lease; returns its term, which grows with every new holder, None where another has it."""
        return await self._database.write(partial(_take, owner=owner, lasts=lasts))

    async def release(self, mandate: Mandate) -> None:
        """Let the next one have it at once."""
        await self._database.write(partial(_release, mandate=mandate))

    async def force(self) -> None:
        """Let the next one have it at once, whoever holds it; for who knows that nobody else lives."""
        await self._database.write(_force)


def of(mandate: Mandate) -> dict[str, str | int]:
    """A mandate as the parameters of statements."""
    return {"me": mandate.owner, "held": mandate.term}


def _take(connection: Connection, owner: str, lasts: dt.timedelta) -> int | None:
    connection.execute(TURN)
    row = connection.execute(_TAKE, {"me": owner, "lasts": lasts // MICROSECOND}).first()
    return None if row is None else int(row.term)


def _release(connection: Connection, mandate: Mandate) -> None:
    connection.execute(TURN)
    connection.execute(_RELEASE, of(mandate))


def _force(connection: Connection) -> None:
    connection.execute(TURN)
    connection.execute(update(lease).values(expires_at=EPOCH))
