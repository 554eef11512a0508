"""What targets answered: what is held of each, every reading for a while, and counts per hour; asks nobody."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import BigInteger, Connection, case, func, select, type_coerce

from bot.models.history import HOUR, HOURS, MINUTE, Past, Tally, begin_of
from bot.models.target import Reading, Standing
from bot.storage.database import Database
from bot.storage.kept import read_back
from bot.storage.schema import EPOCH, MICROSECOND, reading, reading_hour, standing
from bot.storage.statements import insert_or_update, insert_unless_known

_INSERT = insert_unless_known(reading)
_HOLD = insert_or_update(standing)
_FRESH = insert_or_update(reading_hour).excluded
_COUNT = insert_or_update(
    reading_hour,
    {
        **{name: reading_hour.c[name] + _FRESH[name] for name in ("up", "down", "blind", "measured", "latency")},
        "slowest": case((_FRESH.slowest > reading_hour.c.slowest, _FRESH.slowest), else_=reading_hour.c.slowest),
    },
)
_SUMS = ("up", "down", "blind", "measured", "latency", "slowest")


class Readings:
    """The readings of all targets; of a body that was answered, the code and the message are kept, not its detail."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, held: Standing) -> None:
        """Keep what is held of a target, in place of what was, and count its last reading; raises StorageError."""
        await self._database.write_each(keep_standings, held)

    async def standings(self) -> list[Standing]:
        """What was held of every target last, by name; raises StorageError."""
        return await self._database.read(read_standings)

    async def pasts(self, now: dt.datetime) -> Mapping[str, Past]:
        """The last hour and week of every target that was asked in it; raises StorageError."""
        return await self._database.read(partial(read_pasts, now=now))


def keep_standings(connection: Connection, held: Sequence[Standing]) -> list[None]:
    """As `Readings.keep`, for many at once."""
    last = {one.target: one for one in held}
    connection.execute(_HOLD, [_standing_row(one) for one in last.values()])
    found = [one.reading for one in held if one.reading is not None]
    if found:
        connection.execute(_INSERT, [_reading_row(one) for one in found])
        connection.execute(_COUNT, [_hour_row(one) for one in found])
    return [None] * len(held)


def read_standings(connection: Connection) -> list[Standing]:
    """As `Readings.standings`, on any connection that reads."""
    bodies = connection.execute(select(standing.c.body).order_by(standing.c.target)).scalars()
    # Of what another release wrote nothing is held until its target is asked again, which is soon.
    return [found for body in bodies if (found := read_back(Standing, body)) is not None]


def read_pasts(connection: Connection, now: dt.datetime) -> dict[str, Past]:
    """As `Readings.pasts`, on any connection that reads."""
    minutes = _read_minutes(connection, begin_of(now, MINUTE) - HOUR)
    hours: dict[str, list[Tally]] = {}
    wanted = select(reading_hour).where(reading_hour.c.hour > begin_of(now, HOUR) - HOURS * HOUR)
    for row in connection.execute(wanted.order_by(reading_hour.c.hour)).mappings():
        hours.setdefault(row["target"], []).append(_tally(row["hour"], row))
    return {
        name: Past(tuple(minutes.get(name, ())), tuple(hours.get(name, ()))) for name in minutes.keys() | hours.keys()
    }


def _read_minutes(connection: Connection, since: dt.datetime) -> dict[str, list[Tally]]:
    at = type_coerce(reading.c.at, BigInteger)
    minute = (at - at % (MINUTE // MICROSECOND)).label("minute")
    answered = case((reading.c.verdict == "up", reading.c.latency))
    counted = select(
        reading.c.target,
        minute,
        *(func.sum(case((reading.c.verdict == verdict, 1), else_=0)).label(verdict) for verdict in _SUMS[:3]),
        func.count(answered).label("measured"),
        func.coalesce(func.sum(answered), 0).label("latency"),
        func.coalesce(func.max(answered), 0).label("slowest"),
    )
    rows = connection.execute(counted.where(reading.c.at >= since).group_by(reading.c.target, minute).order_by(minute))
    found: dict[str, list[Tally]] = {}
    for row in rows.mappings():
        found.setdefault(row["target"], []).append(_tally(EPOCH + int(row["minute"]) * MICROSECOND, row))
    return found


def _tally(at: dt.datetime, row: Mapping[Any, Any]) -> Tally:
    up, down, blind, measured, latency, slowest = (int(row[name]) for name in _SUMS)
    return Tally(at, up, down, blind, measured, _seconds(latency), _seconds(slowest))


def _seconds(microseconds: int) -> float:
    return microseconds / 1_000_000


def _standing_row(held: Standing) -> dict[str, Any]:
    kept = held.model_copy(update={"reading": _without_detail(held.reading), "proof": _without_detail(held.proof)})
    at = held.reading.at if held.reading is not None else held.since or EPOCH
    return {"target": held.target, "body": kept.model_dump_json(exclude_defaults=True), "at": at}


def _without_detail(found: Reading | None) -> Reading | None:
    if found is None or found.error is None:
        return found
    return found.model_copy(update={"error": found.error.model_copy(update={"detail": None})})


def _reading_row(found: Reading) -> dict[str, Any]:
    return {
        "target": found.target,
        "at": found.at,
        "verdict": found.verdict,
        "reason": found.reason,
        "latency": _microseconds(found.latency),
    }


def _hour_row(found: Reading) -> dict[str, Any]:
    # The same counting as in memory, so that a restart changes no figure.
    tally = Tally(begin_of(found.at, HOUR)).count(found)
    return {
        "target": found.target,
        "hour": tally.at,
        "up": tally.up,
        "down": tally.down,
        "blind": tally.blind,
        "measured": tally.measured,
        "latency": _microseconds(tally.latency),
        "slowest": _microseconds(tally.slowest),
    }


def _microseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1_000_000)
