"""How many units of work a second the writer keeps, each acknowledged after its commit with synchronous=FULL.

Run: pytest tests/benchmarks/test_storage.py -s
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, bindparam, insert

from bot.clock import SystemClock
from bot.storage.schema import event, unknown_code
from bot.storage.statements import insert_or_update
from bot.storage.store import Store, open_store
from tests.fakes.memories import NOW, an_event

ROUNDS = 5
UNITS = 5_000
IN_FLIGHT = 1_000
LEAST = {"sqlite": 5_000, "postgresql": 350}
FRESH = count()
INSERT = insert(event)
UPSERT = insert_or_update(unknown_code, {"count": unknown_code.c.count + 1, "last_at": bindparam("at")})


def one_after_another(connection: Connection, number: int) -> None:
    """The design's yardstick: insert an event, count a group up; two statements, nothing shared with neighbours."""
    row = {"event_id": f"Ev{number}", "team": "T1", "channel": "C1", "ts": f"{number}", "user": "U1", "kind": "message"}
    connection.execute(INSERT, {**row, "client_msg_id": None, "thread_ts": None, "state": "received", "at": NOW})
    group = {"team": "T1", "code": number % 50, "message_hash": "", "count": 1, "last_at": NOW, "at": NOW}
    connection.execute(UPSERT, group)


async def best_of_five(work: Callable[[int], Awaitable[object]]) -> float:
    """Units a second in the best of five rounds, with a bounded number of waiters."""
    loop = asyncio.get_running_loop()
    best = 0.0
    for _ in range(ROUNDS):
        numbers = iter([next(FRESH) for _ in range(UNITS)])

        async def worker(numbers: Iterator[int] = numbers) -> None:
            for number in numbers:
                await work(number)

        begun = loop.time()
        await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))
        best = max(best, UNITS / (loop.time() - begun))
    return best


@pytest.fixture(params=["sqlite", "postgresql"])
def setting(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bot.db'}"
    return str(request.getfixturevalue("postgres").new_database())


async def test_units_of_work_a_second(setting: str) -> None:
    store = await open_store(setting, SystemClock())
    before = store.database.writer.counters.units
    kind = setting.partition(":")[0]
    alone = await best_of_five(lambda number: store.write(partial(one_after_another, number=number)))
    shared = await best_of_five(lambda number: store.events.record(an_event(number, client_msg_id=None)))
    counters = store.database.writer.counters
    assert (await store.counts())["event"] == counters.units - before == 2 * ROUNDS * UNITS
    await store.close()

    print(f"\n{kind}: {alone:,.0f}/s two statements each, {shared:,.0f}/s events recorded with shared statements")
    assert counters.failed == 0
    assert alone >= LEAST[kind]
    assert shared >= LEAST[kind]


async def test_one_waiter_at_a_time_is_told_within_milliseconds(tmp_path: Path) -> None:
    store: Store = await open_store(f"sqlite:///{tmp_path / 'bot.db'}", SystemClock())
    loop = asyncio.get_running_loop()
    spent = []
    for _ in range(300):
        begun = loop.time()
        await store.events.record(an_event(next(FRESH), client_msg_id=None))
        spent.append(loop.time() - begun)
    await store.close()

    spent.sort()
    print(f"\nsqlite, one at a time: p50 {spent[150] * 1000:.2f} ms, p99 {spent[297] * 1000:.2f} ms")
    assert spent[297] < 0.1
