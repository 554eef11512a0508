import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine

from bot.errors import DatabaseBusy, StorageError
from bot.storage.work import Unit, WorkQueue, run_together, runs, settle


def first(_: Connection, items: Sequence[Any]) -> list[Any]:
    return [("first", item, len(items)) for item in items]


def second(_: Connection, items: Sequence[Any]) -> list[Any]:
    return [("second", item, len(items)) for item in items]


def a_unit(**values: Any) -> Unit:
    loop = asyncio.get_running_loop()
    return Unit(loop, loop.create_future(), **values)


async def test_only_neighbours_of_one_kind_run_together_and_the_order_stays() -> None:
    kinds: list[Any] = [first, first, None, first, second, second, None, None, first]
    units = [a_unit(many=kind, item=index) for index, kind in enumerate(kinds)]

    assert [[unit.item for unit in run] for run in runs(units)] == [[0, 1], [2], [3], [4, 5], [6], [7], [8]]
    assert list(runs([])) == []


async def test_each_unit_of_a_run_has_its_own_result() -> None:
    with create_engine("sqlite://").connect() as connection:
        together = [a_unit(many=first, item=item) for item in "ab"]
        run_together(together, connection)
        alone = a_unit(many=first, item="c")
        alone.run(connection)
        connection.engine.dispose()

    assert [unit.result for unit in together] == [("first", "a", 2), ("first", "b", 2)]
    assert alone.result == ("first", "c", 1)


async def test_a_kind_that_returns_too_few_results_is_an_error_and_nobody_gets_anothers() -> None:
    def too_few(_: Connection, items: Sequence[Any]) -> list[Any]:
        return list(items)[1:]

    with create_engine("sqlite://").connect() as connection, pytest.raises(ValueError, match="shorter"):
        run_together([a_unit(many=too_few, item=item) for item in "ab"], connection)
    connection.engine.dispose()


async def test_the_queue_hands_out_portions_in_order() -> None:
    queue = WorkQueue(longest=10)
    units = [a_unit(item=index) for index in range(7)]
    for unit in units:
        queue.put(unit)

    assert [unit.item for unit in queue.take(5)] == [0, 1, 2, 3, 4]
    assert len(queue) == 2
    assert [unit.item for unit in queue.take(5)] == [5, 6]


async def test_a_full_queue_refuses_and_a_closed_one_too() -> None:
    queue = WorkQueue(longest=1)
    queue.put(a_unit())
    with pytest.raises(DatabaseBusy):
        queue.put(a_unit())
    queue.close()
    with pytest.raises(StorageError, match="closed"):
        queue.put(a_unit())

    assert (queue.drained, len(queue.take(5))) == (False, 1)
    assert (queue.drained, len(queue.take(5))) == (True, 0)


async def test_a_unit_whose_waiter_left_before_it_began_is_not_done() -> None:
    queue = WorkQueue(longest=10)
    left, stays = a_unit(item="left"), a_unit(item="stays")
    queue.put(left)
    queue.put(stays)
    left.future.cancel()

    assert [unit.item for unit in queue.take(5)] == ["stays"]


async def test_waiters_are_told_on_their_loop_and_those_who_left_are_not() -> None:
    done, failed, left = a_unit(), a_unit(), a_unit()
    done.result = 7
    failed.error = ZeroDivisionError("own")
    left.future.cancel()

    await asyncio.to_thread(settle, [done, failed, left])

    assert await done.future == 7
    with pytest.raises(ZeroDivisionError):
        await failed.future


async def test_a_closed_loop_harms_nobody_else() -> None:
    loop = asyncio.new_event_loop()
    orphan = Unit(loop, loop.create_future())
    loop.close()
    waits = a_unit()

    settle([orphan, waits])

    assert await waits.future is None
