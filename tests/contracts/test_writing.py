import asyncio
import datetime as dt
from collections.abc import Sequence
from functools import partial

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.errors import StorageError
from bot.storage.events import record_events
from bot.storage.schema import event, gate
from bot.storage.store import Store
from tests.fakes.memories import NOW, an_event

INSERT = text("INSERT INTO gate (team, channel, not_before) VALUES ('T1', :channel, 0)")


def put(connection: Connection, channel: str) -> str:
    connection.execute(INSERT, {"channel": channel})
    return channel


def note(order: list[int], number: int, _: Connection) -> None:
    order.append(number)


def channels(connection: Connection) -> list[str]:
    return list(connection.execute(select(gate.c.channel).order_by(gate.c.channel)).scalars())


async def test_a_unit_of_work_returns_its_result_after_the_commit(store: Store) -> None:
    assert await store.write(lambda connection: put(connection, "C1")) == "C1"
    assert await store.read(channels) == ["C1"]


async def test_units_run_in_the_order_of_their_calls(store: Store) -> None:
    order: list[int] = []
    await asyncio.gather(*(store.write(partial(note, order, number)) for number in range(200)))

    assert order == list(range(200))


async def test_a_failing_unit_is_undone_alone_and_raises_its_own_error(store: Store) -> None:
    def half_then_fail(connection: Connection) -> None:
        put(connection, "half")
        raise ZeroDivisionError("the unit's own")

    outcomes = await asyncio.gather(
        store.write(lambda connection: put(connection, "A")),
        store.write(half_then_fail),
        store.write(lambda connection: put(connection, "B")),
        store.write(lambda connection: put(connection, "A")),
        store.write(lambda connection: put(connection, "C")),
        return_exceptions=True,
    )

    assert [type(outcome) for outcome in outcomes] == [str, ZeroDivisionError, str, IntegrityError, str]
    assert await store.read(channels) == ["A", "B", "C"]


async def test_a_statement_that_is_wrong_raises_what_the_database_says(store: Store) -> None:
    with pytest.raises(DBAPIError, match="no_such_table"):
        await store.write(lambda connection: connection.execute(text("SELECT * FROM no_such_table")))

    assert await store.write(lambda connection: put(connection, "after")) == "after"


async def test_a_unit_that_hides_its_database_error_takes_no_other_with_it(store: Store) -> None:
    def hide(connection: Connection) -> str:
        try:
            connection.execute(text("SELECT * FROM no_such_table"))
        except DBAPIError:
            return "hidden"
        return "no error"

    outcomes = await asyncio.gather(
        store.write(lambda connection: put(connection, "A")),
        store.write(lambda connection: put(connection, "B")),
        store.write(hide),
        return_exceptions=True,
    )

    assert list(outcomes[:2]) == ["A", "B"]
    assert await store.read(channels) == ["A", "B"]


async def test_what_is_acknowledged_beside_a_failure_at_the_end_is_kept(store: Store) -> None:
    def hide(connection: Connection) -> None:
        try:
            connection.execute(text("SELECT * FROM no_such_table"))
        except DBAPIError:
            return

    outcomes = await asyncio.gather(*(store.write(hide) for _ in range(3)), return_exceptions=True)

    assert len(outcomes) == 3
    assert await store.write(lambda connection: put(connection, "A")) == "A"
    assert await store.read(channels) == ["A"]


async def test_a_hundred_increments_at_once_are_all_counted(store: Store) -> None:
    await store.gates.close("T1", "C1", NOW)
    later = dt.timedelta(seconds=1)

    def increment(connection: Connection) -> None:
        before = connection.execute(select(gate.c.not_before)).scalar_one()
        connection.execute(gate.update().values(not_before=before + later))

    await asyncio.gather(*(store.write(increment) for _ in range(100)))

    assert await store.gates.closed(NOW) == {("T1", "C1"): NOW + 100 * later}


async def test_a_cancelled_waiter_leaves_its_unit_whole_or_undone(store: Store) -> None:
    def pair(connection: Connection, number: int) -> None:
        put(connection, f"{number}-left")
        put(connection, f"{number}-right")

    tasks = [asyncio.create_task(store.write(partial(pair, number=number))) for number in range(300)]
    for index, task in enumerate(tasks):
        if index % 3 == 0:
            await asyncio.sleep(0)
        if index % 2:
            task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    kept = await store.read(channels)
    assert {name.split("-")[0] for name in kept if name.endswith("left")} == {
        name.split("-")[0] for name in kept if name.endswith("right")
    }
    assert {f"{number}-left" for number in range(0, 300, 2)} <= set(kept)


async def test_after_a_cancellation_the_next_unit_is_in_a_transaction_of_its_own(store: Store) -> None:
    task = asyncio.create_task(store.write(lambda connection: put(connection, "cancelled")))
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(ZeroDivisionError):
        await store.write(lambda _: 1 // 0)

    assert await store.write(lambda connection: put(connection, "next")) == "next"
    assert "next" in await store.read(channels)


async def test_equal_units_share_their_statements(store: Store) -> None:
    sizes: list[int] = []

    def many(connection: Connection, items: Sequence[str]) -> list[str]:
        sizes.append(len(items))
        return [put(connection, item) for item in items]

    results = await asyncio.gather(*(store.database.write_each(many, f"C{number:03}") for number in range(300)))

    assert results == [f"C{number:03}" for number in range(300)]
    assert len(sizes) < 100
    assert sum(sizes) == 300


async def test_one_bad_item_among_equal_units_fails_alone(store: Store) -> None:
    def many(connection: Connection, items: Sequence[str]) -> list[str]:
        connection.execute(INSERT, [{"channel": item} for item in items])
        return list(items)

    await store.write(lambda connection: put(connection, "taken"))
    items = ["A", "B", "taken", "C", "D"]
    outcomes = await asyncio.gather(*(store.database.write_each(many, item) for item in items), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [str, str, IntegrityError, str, str]
    assert await store.read(channels) == ["A", "B", "C", "D", "taken"]


async def test_reading_cannot_write(store: Store) -> None:
    with pytest.raises((DBAPIError, StorageError)):
        await store.read(lambda connection: put(connection, "sneaked"))

    assert await store.read(channels) == []


async def test_readers_go_on_while_a_unit_is_under_way(store: Store) -> None:
    seen: list[int] = []
    loop = asyncio.get_running_loop()

    def slow(connection: Connection) -> None:
        record_events(connection, [an_event()])
        counted = asyncio.run_coroutine_threadsafe(
            store.read(lambda reading: reading.execute(select(func.count()).select_from(event)).scalar_one()), loop
        )
        seen.append(counted.result(5))

    await store.write(slow)

    assert seen == [0]


async def test_a_closed_store_refuses_work_and_keeps_what_was_queued(store: Store) -> None:
    queued = [asyncio.create_task(store.write(partial(put, channel=f"{number}"))) for number in range(50)]
    await asyncio.sleep(0)
    await store.close()

    assert await asyncio.gather(*queued) == [f"{number}" for number in range(50)]
    with pytest.raises(StorageError, match="closed"):
        await store.write(lambda connection: put(connection, "late"))
    with pytest.raises(StorageError, match="closed"):
        await store.read(channels)
    await store.close()
