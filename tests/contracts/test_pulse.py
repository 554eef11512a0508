import asyncio

import pytest

from bot.clock import SystemClock
from bot.errors import StorageError
from bot.storage.store import Store


async def test_a_beat_is_a_write_and_leaves_one_row_however_often(store: Store) -> None:
    before = (await store.counts())["source"]
    units = store.database.writer.counters.units

    await asyncio.gather(*(store.pulse.beat(SystemClock().now()) for _ in range(5)))

    assert (await store.counts())["source"] == before + 1
    assert store.database.writer.counters.units == units + 5


async def test_a_closed_database_has_no_pulse(store: Store) -> None:
    await store.close()

    with pytest.raises(StorageError):
        await store.pulse.beat(SystemClock().now())
