import asyncio
import datetime as dt

from sqlalchemy import Connection, text

from bot.clock import SystemClock
from bot.storage.store import Store


async def test_who_arrives_learns_how_long_nobody_lived_and_of_several_only_one_does(store: Store) -> None:
    assert await store.pulse.arrive() is None

    await store.write(age_by_an_hour)
    found = await asyncio.gather(*(store.pulse.arrive() for _ in range(3)))

    spans = sorted(span for span in found if span is not None)
    assert len(spans) == 3
    assert spans[1] < dt.timedelta(minutes=1)
    assert dt.timedelta(minutes=59) < spans[2] < dt.timedelta(minutes=61)


async def test_who_lives_is_not_away(store: Store) -> None:
    living = asyncio.ensure_future(store.pulse.keep(SystemClock()))
    await store.pulse.arrive()

    away = await store.pulse.arrive()

    living.cancel()
    assert away is not None
    assert away < dt.timedelta(seconds=30)


def age_by_an_hour(connection: Connection) -> None:
    hour = dt.timedelta(hours=1) // dt.timedelta(microseconds=1)
    connection.execute(text("UPDATE source SET last_at = last_at - :hour"), {"hour": hour})
