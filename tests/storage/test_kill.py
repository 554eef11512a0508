import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.storage.store import open_store
from tests.fakes.memories import NOW, an_event
from tests.fakes.programs import start

PROGRAM = """
import asyncio, os, sys
from bot.clock import SystemClock
from bot.storage.store import open_store
from tests.fakes.memories import an_event

async def main():
    store = await open_store(f"sqlite:///{sys.argv[1]}", SystemClock())
    ledger = os.open(sys.argv[3], os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def one(number):
        await store.events.record(an_event(number))
        os.write(ledger, f"Ev{number:06}\\n".encode())

    start = int(sys.argv[2])
    for number in range(start, start + 1_000_000, 50):
        await asyncio.gather(*(one(each) for each in range(number, number + 50)))

asyncio.run(main())
"""
ROUNDS = 5


async def work_and_die(path: Path, ledger: Path, number: int, lines: int) -> None:
    """Let a process acknowledge at least `lines` events into the ledger, then kill it in the middle of its work."""
    process = await asyncio.to_thread(start, PROGRAM, str(path), str(number), str(ledger))
    before = len(acknowledged(ledger))
    while len(acknowledged(ledger)) < before + lines:
        assert process.poll() is None
        await asyncio.sleep(0.01)
    process.kill()
    _, err = await asyncio.to_thread(process.communicate)
    assert err == ""


def acknowledged(ledger: Path) -> list[str]:
    return ledger.read_text().split() if ledger.exists() else []


@pytest.mark.parametrize("lines", [1, 137, 500])
async def test_what_was_acknowledged_outlives_kill_9(path: Path, tmp_path: Path, lines: int) -> None:
    ledger = tmp_path / "ledger"
    for each in range(ROUNDS):
        await work_and_die(path, ledger, each * 100_000, lines)

    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kept = {row[0] for row in database.execute("SELECT event_id FROM event")}
    database.close()

    assert len(acknowledged(ledger)) >= ROUNDS * lines
    assert set(acknowledged(ledger)) <= kept


async def test_the_lock_of_a_killed_process_is_free_and_its_work_is_found(path: Path, tmp_path: Path) -> None:
    await work_and_die(path, tmp_path / "ledger", 0, 1)

    store = await open_store(f"sqlite:///{path}", SystemClock())

    assert await store.events.unanswered(NOW.replace(year=2027))
    assert not (await store.events.record(an_event(0))).new
    await store.close()
