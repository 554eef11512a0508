import asyncio
import os
import sqlite3
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.clock import SystemClock
from bot.errors import (
    DatabaseBusy,
    DatabaseCorrupt,
    DatabaseFull,
    DatabaseInUse,
    DatabaseRefused,
    SchemaMismatch,
    StorageError,
)
from bot.storage.address import read_address
from bot.storage.database import Database
from bot.storage.store import Store, open_store
from tests.fakes.memories import NOW, an_event
from tests.fakes.programs import finish
from tests.fakes.terminal import run

FAR = NOW.replace(year=2027)


def pragma(store: Store, statement: str) -> Awaitable[object]:
    return store.write(lambda connection: connection.exec_driver_sql(f"PRAGMA {statement}").scalar())


async def reopen(path: Path) -> Store:
    return await open_store(f"sqlite:///{path}", SystemClock())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("busy_timeout", 2000),
    ],
)
async def test_the_writer_is_set_for_safety(sqlite_store: Store, name: str, value: object) -> None:
    assert await pragma(sqlite_store, name) == value


async def test_the_write_lock_is_taken_at_the_beginning_of_a_unit(sqlite_store: Store, path: Path) -> None:
    def try_to_write_elsewhere(_: Connection) -> str:
        other = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            return str(error)
        finally:
            other.close()
        return "taken"

    assert await sqlite_store.write(try_to_write_elsewhere) == "database is locked"


async def test_only_the_owner_reads_the_files(sqlite_store: Store, path: Path) -> None:
    await sqlite_store.events.record(an_event())

    assert {stat.S_IMODE(found.stat().st_mode) for found in path.parent.iterdir()} == {0o600}


async def test_a_second_process_refuses_to_start_and_the_first_goes_on(sqlite_store: Store, path: Path) -> None:
    done = await asyncio.to_thread(run, "db", "upgrade", env={"SKMS_BOT_DATABASE": f"sqlite:///{path}"})

    assert done.code == os.EX_TEMPFAIL
    assert f"in use by process {os.getpid()}" in done.err
    assert "Traceback" not in done.err
    assert (await sqlite_store.events.record(an_event())).new


async def test_a_closed_database_is_free_for_the_next(sqlite_store: Store, path: Path) -> None:
    with pytest.raises(DatabaseInUse):
        await reopen(path)
    await sqlite_store.close()

    again = await reopen(path)
    await again.close()


async def test_a_database_that_cannot_be_opened_leaves_its_lock_free(path: Path) -> None:
    path.write_bytes(b"this is no database, and long enough to be seen as none" * 40)
    for _ in range(2):
        with pytest.raises(DatabaseCorrupt):
            await reopen(path)


async def test_a_full_disk_fails_clearly_and_work_goes_on_once_there_is_space(sqlite_store: Store) -> None:
    await sqlite_store.events.record(an_event(1))
    pages = await pragma(sqlite_store, "page_count")
    await pragma(sqlite_store, f"max_page_count={pages}")

    outcomes = await asyncio.gather(
        *(sqlite_store.events.record(an_event(number)) for number in range(2, 3000)), return_exceptions=True
    )
    failed = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert failed
    assert {type(error) for error in failed} == {DatabaseFull}
    assert len({id(error) for error in failed}) == len(failed)
    await pragma(sqlite_store, "max_page_count=1000000")

    assert (await sqlite_store.events.record(an_event(5000))).new
    kept = await sqlite_store.read(
        lambda connection: set(connection.exec_driver_sql("SELECT event_id FROM event").scalars())
    )
    told = {f"Ev{number:06}" for number, outcome in enumerate(outcomes, 2) if not isinstance(outcome, BaseException)}
    assert kept == told | {"Ev000001", "Ev005000"}


async def test_a_file_that_may_not_grow_is_a_full_disk(tmp_path: Path) -> None:
    program = """
import asyncio, resource, signal, sys
from bot.clock import SystemClock
from bot.errors import DatabaseFull
from bot.storage.store import open_store
from tests.fakes.memories import an_event

async def main():
    store = await open_store(f"sqlite:///{sys.argv[1]}", SystemClock())
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
    outcomes = await asyncio.gather(*(store.events.record(an_event(n)) for n in range(5000)), return_exceptions=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    told = sum(not isinstance(outcome, BaseException) for outcome in outcomes)
    kinds = {type(outcome).__name__ for outcome in outcomes if isinstance(outcome, BaseException)}
    again = await store.events.record(an_event(9999))
    print(kinds, again.new, (await store.counts())["event"] == told + 1)
    await store.close()

asyncio.run(main())
"""
    done = await asyncio.to_thread(finish, program, str(tmp_path / "bot.db"))

    assert done == "{'DatabaseFull'} True True"


async def test_a_lock_of_another_program_is_waited_for_and_then_told(sqlite_store: Store, path: Path) -> None:
    await pragma(sqlite_store, "busy_timeout=200")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy):
        await sqlite_store.events.record(an_event())
    other.execute("ROLLBACK")
    other.close()

    assert (await sqlite_store.events.record(an_event())).new


async def test_a_database_that_may_not_be_written_is_told(sqlite_store: Store) -> None:
    await sqlite_store.write(lambda connection: connection.exec_driver_sql("PRAGMA query_only=ON").close())

    for number in (1, 2):
        with pytest.raises(DatabaseRefused, match="readonly"):
            await sqlite_store.events.record(an_event(number))
    assert await sqlite_store.events.unanswered(FAR) == []


@pytest.mark.parametrize("move", [Path.unlink, lambda path: path.rename(path.with_suffix(".old"))])
async def test_nothing_is_acknowledged_into_a_file_that_is_gone(
    sqlite_store: Store, path: Path, move: Callable[[Path], object]
) -> None:
    await sqlite_store.events.record(an_event(1))
    move(path)

    with pytest.raises(DatabaseRefused, match="moved, deleted or replaced"):
        await sqlite_store.events.record(an_event(2))


async def test_a_file_that_came_back_is_written_again(sqlite_store: Store, path: Path) -> None:
    path.rename(path.with_suffix(".old"))
    with pytest.raises(DatabaseRefused):
        await sqlite_store.events.record(an_event())
    path.with_suffix(".old").rename(path)

    assert (await sqlite_store.events.record(an_event())).new


async def test_a_queue_that_is_full_refuses_at_once(path: Path) -> None:
    database = await asyncio.to_thread(
        lambda: Database(read_address(f"sqlite:///{path}"), SystemClock(), longest_queue=10)
    )
    store = Store(database)
    outcomes = await asyncio.gather(
        *(store.events.record(an_event(number)) for number in range(2000)), return_exceptions=True
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert {type(error) for error in refused} == {DatabaseBusy}
    assert len(await store.events.unanswered(FAR, 5000)) == 2000 - len(refused)
    await store.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_a_writer_that_was_ended_from_within_leaves_nobody_waiting(path: Path) -> None:
    store = await reopen(path)

    def end(_: Connection) -> None:
        raise SystemExit

    outcomes = await asyncio.wait_for(
        asyncio.gather(store.write(end), *(store.events.record(an_event(n)) for n in range(9)), return_exceptions=True),
        10,
    )

    assert all(isinstance(outcome, StorageError) for outcome in outcomes)
    with pytest.raises(StorageError):
        await store.events.record(an_event(1))
    await store.close()


async def fill_and_close(path: Path) -> None:
    store = await reopen(path)
    await asyncio.gather(*(store.events.record(an_event(number)) for number in range(2000)))
    await store.close()


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"\0" * 100 + whole[100:],
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:40960] + os.urandom(4096) + whole[45056:],
    ],
    ids=["zeroed header", "half of it", "a page of noise"],
)
async def test_a_damaged_file_is_refused_at_the_start(path: Path, damage: Callable[[bytes], bytes]) -> None:
    await fill_and_close(path)
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)

    with pytest.raises(DatabaseCorrupt) as caught:
        await reopen(path)

    assert "keep the file" in caught.value.hint
    assert path.read_bytes() == damaged


async def test_a_torn_end_of_the_log_costs_nothing_that_was_committed_before_it(path: Path, tmp_path: Path) -> None:
    store = await reopen(path)
    await store.events.record(an_event(1))
    crashed = tmp_path / "crashed.db"
    crashed.write_bytes(path.read_bytes())
    log = Path(f"{path}-wal").read_bytes()
    Path(f"{crashed}-wal").write_bytes(log + log[-2000:])
    await store.close()

    again = await reopen(crashed)

    assert [event.event_id for event in await again.events.unanswered(FAR)] == ["Ev000001"]
    await again.close()


@pytest.mark.parametrize("name", ["missing/bot.db", "."])
def test_a_place_that_cannot_hold_a_database_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    done = run("db", "upgrade", env={"SKMS_BOT_DATABASE": f"sqlite:///{tmp_path / name}"})

    assert done.code == os.EX_CONFIG
    assert len(done.err.splitlines()) == 2
    assert "Traceback" not in done.err


async def test_another_programs_database_is_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()

    with pytest.raises(DatabaseRefused, match="another program"):
        await reopen(path)


async def test_a_newer_schema_is_refused(path: Path) -> None:
    await fill_and_close(path)
    with sqlite3.connect(path) as other:
        other.execute("UPDATE skms_bot_schema SET version_num = '9999'")
    other.close()

    with pytest.raises(SchemaMismatch, match="newer than this skms-bot"):
        await reopen(path)
