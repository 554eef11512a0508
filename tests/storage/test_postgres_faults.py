import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.clock import SystemClock
from bot.errors import DatabaseBusy, DatabaseRefused, DatabaseUnavailable
from bot.storage.store import Store, open_store
from tests.fakes.cutting_proxy import Cut, CuttingProxy
from tests.fakes.memories import NOW, an_answer, an_event
from tests.fakes.postgres import Postgres

COUNT = text("UPDATE answer SET count = count + 1 RETURNING count")


@pytest.fixture
def setting(postgres: Postgres) -> str:
    return postgres.new_database()


@pytest.fixture
async def store(setting: str) -> AsyncIterator[Store]:
    opened = await open_store(setting, SystemClock())
    yield opened
    await opened.close()


def name_of(setting: str) -> str:
    return setting.partition("@/")[2].partition("?")[0]


def count_up(connection: Connection) -> int:
    return int(connection.execute(COUNT).scalar_one())


def show(connection: Connection, name: str) -> str:
    return str(connection.exec_driver_sql(f"SHOW {name}").scalar_one())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lock_timeout", "2s"),
        ("statement_timeout", "5s"),
        ("idle_in_transaction_session_timeout", "10s"),
        ("synchronous_commit", "on"),
        ("application_name", "skms-bot"),
    ],
)
async def test_each_connection_has_its_limits(store: Store, name: str, value: str) -> None:
    assert await store.write(lambda connection: show(connection, name)) == value
    assert await store.read(lambda connection: show(connection, name)) == value


async def test_a_connection_that_was_cut_is_made_anew_without_anybody_noticing(
    store: Store, postgres: Postgres, setting: str
) -> None:
    await store.events.record(an_event(1))
    postgres.cut_connections(name_of(setting))

    assert (await store.events.record(an_event(2))).new
    assert store.database.writer.reconnects == 1
    assert len(await store.events.unanswered(NOW.replace(year=2027))) == 2


async def test_work_in_a_storm_of_cuts_is_done_exactly_once(store: Store, postgres: Postgres, setting: str) -> None:
    await store.answers.open(an_answer(), None)

    async def cut() -> None:
        for _ in range(5):
            await asyncio.to_thread(postgres.cut_connections, name_of(setting))
            await asyncio.sleep(0.05)

    cutting = asyncio.create_task(cut())
    counted = []
    while not cutting.done():
        counted += await asyncio.gather(*(store.write(count_up) for _ in range(20)))

    assert counted == list(range(2, len(counted) + 2))


@pytest.fixture
def proxy(postgres: Postgres) -> Iterator[tuple[CuttingProxy, str]]:
    with tempfile.TemporaryDirectory(prefix="skms-px-", dir="/tmp") as folder:
        cutting = CuttingProxy(postgres.folder, Path(folder))
        yield cutting, postgres.new_database().replace(str(postgres.folder).replace("/", "%2F"), folder)
        cutting.close()


@pytest.mark.parametrize("where", ["before", "after"])
async def test_a_commit_whose_answer_was_lost_is_neither_lost_nor_done_twice(
    proxy: tuple[CuttingProxy, str], where: Cut
) -> None:
    cutting, setting = proxy
    store = await open_store(setting, SystemClock())
    await store.answers.open(an_answer(), None)
    cutting.cut_next = where

    counted = await asyncio.gather(*(store.write(count_up) for _ in range(10)))

    assert cutting.cuts == 1
    assert counted == list(range(2, 12))
    kept = await store.answers.by_id("answer-1")
    assert kept is not None
    assert kept.count == 11
    await store.close()


async def test_while_the_server_is_gone_work_fails_soon_and_afterwards_it_is_done(postgres: Postgres) -> None:
    store = await open_store(postgres.new_database(), SystemClock())
    await store.events.record(an_event(1))
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(postgres.stop)
    try:
        begun = loop.time()
        with pytest.raises(DatabaseUnavailable) as caught:
            await store.events.record(an_event(2))
        assert loop.time() - begun < 2.9
        assert "connects again by itself" in caught.value.hint

        begun = loop.time()
        with pytest.raises(DatabaseUnavailable):
            await store.events.record(an_event(3))
        assert loop.time() - begun < 0.4

        with pytest.raises(DatabaseUnavailable):
            await store.languages.of("T1", "U1")
    finally:
        await asyncio.to_thread(postgres.start)
    await asyncio.sleep(0.6)

    assert (await store.events.record(an_event(2))).new
    assert [kept.event_id for kept in await store.events.unanswered(NOW.replace(year=2027))] == ["Ev000001", "Ev000002"]
    await store.close()


async def test_a_lock_that_another_holds_makes_one_unit_fail_and_no_other(store: Store, setting: str) -> None:
    other = await open_store(setting, SystemClock())
    release = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold(connection: Connection) -> None:
        connection.execute(text("LOCK TABLE gate"))
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result(10)

    holding = asyncio.create_task(other.write(hold))
    await asyncio.sleep(0.2)
    blocked, free = await asyncio.gather(
        store.gates.close("T1", "C1", NOW), store.events.record(an_event()), return_exceptions=True
    )
    release.set()
    await holding

    assert isinstance(blocked, DatabaseBusy)
    assert not isinstance(free, BaseException)
    await store.gates.close("T1", "C1", NOW)
    await other.close()


async def test_two_processes_answer_one_error_once(store: Store, setting: str) -> None:
    other = await open_store(setting, SystemClock())
    window = NOW - NOW.replace(minute=0, hour=0)

    openings = await asyncio.gather(
        *(each.answers.open(an_answer(2 * n + k), window) for n in range(50) for k, each in enumerate((store, other)))
    )

    assert sorted(opening.outcome for opening in openings) == ["first"] + ["repeat"] * 99
    await other.close()


async def test_two_processes_take_one_event_once(store: Store, setting: str) -> None:
    other = await open_store(setting, SystemClock())

    seen = await asyncio.gather(*(each.events.record(an_event(n)) for n in range(200) for each in (store, other)))

    assert sum(novelty.new for novelty in seen) == 200
    await other.close()


async def test_a_database_that_became_read_only_is_unavailable_until_it_is_not(
    store: Store, postgres: Postgres, setting: str
) -> None:
    name = name_of(setting)
    postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    postgres.cut_connections(name)
    with pytest.raises(DatabaseUnavailable):
        await store.events.record(an_event())

    postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = off")
    await asyncio.sleep(0.6)
    assert (await store.events.record(an_event())).new


async def test_a_database_that_is_not_there_is_refused_without_showing_a_password(postgres: Postgres) -> None:
    setting = postgres.setting("nowhere").replace("postgres@", "postgres:not-to-be-shown@")

    with pytest.raises(DatabaseRefused) as caught:
        await open_store(setting, SystemClock())

    assert "nowhere" in caught.value.message
    assert "not-to-be-shown" not in f"{caught.value} {caught.value.hint} {caught.value.__cause__!r}"
    assert caught.value.exit_code == os.EX_CONFIG


async def test_what_the_operator_writes_into_the_url_wins(postgres: Postgres) -> None:
    setting = f"{postgres.new_database()}&application_name=night-shift&options=-c%20statement_timeout%3D1234"
    store = await open_store(setting, SystemClock())

    assert await store.write(lambda connection: show(connection, "application_name")) == "night-shift"
    assert await store.write(lambda connection: show(connection, "statement_timeout")) == "1234ms"
    assert await store.write(lambda connection: show(connection, "lock_timeout")) == "2s"
    await store.close()
