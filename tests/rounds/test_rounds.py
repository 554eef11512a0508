"""The rounds that keep incidents current, with the real engine on a real database."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from typing_extensions import override

from bot.clock import SystemClock
from bot.errors import DatabaseUnavailable
from bot.incidents.engine import Engine
from bot.models.alerting import Observed
from bot.models.incident import Incident
from bot.rounds import LOOK_AGAIN_AFTER, Rounds
from bot.storage.store import Store, open_store
from tests.fakes.incident_scenes import CATALOG
from tests.fakes.incidents import a_target, alerting, observed


class Clock(SystemClock):
    """The real one, set forward by hand."""

    def __init__(self) -> None:
        self.forward = dt.timedelta()

    @override
    def now(self) -> dt.datetime:
        return super().now() + self.forward

    @override
    def monotonic(self) -> float:
        return super().monotonic() + self.forward.total_seconds()


class Board:
    def __init__(self, *seen: Observed) -> None:
        self.targets = {one.target.name: one.target for one in seen}
        self.standings = {one.target.name: one.standing for one in seen}

    def hold(self, seen: Observed) -> None:
        self.standings[seen.target.name] = seen.standing


class Counting(Engine):
    """The real engine, which counts how often it is asked, and can be without a database."""

    observations = 0
    away = False

    @override
    async def observe(self, observed: Sequence[Observed], now: dt.datetime) -> list[Incident]:
        self.observations += 1
        if self.away:
            raise DatabaseUnavailable("the database is away")
        return await super().observe(observed, now)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(f"sqlite:///{tmp_path / 'bot.db'}", SystemClock())
    yield opened
    await opened.close()


@pytest.fixture
def engine(store: Store) -> Counting:
    return Counting(store.incidents, alerting, lambda: CATALOG)


class Steps:
    """Lets the rounds go on as often as a test says, without any time going by."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(0)
        self._resting = asyncio.Semaphore(0)

    async def sleep(self, _seconds: float) -> None:
        self._resting.release()
        await self._turn.acquire()

    async def both_rest(self) -> None:
        for _ in range(2):
            await asyncio.wait_for(self._resting.acquire(), 5)

    async def go_on(self) -> None:
        for _ in range(2):
            self._turn.release()
        await self.both_rest()


@asynccontextmanager
async def going(rounds: Rounds, steps: Steps) -> AsyncIterator[None]:
    task = asyncio.create_task(rounds.run())
    await steps.both_rest()
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_target_that_fails_is_an_incident_and_over_when_it_works(engine: Counting) -> None:
    clock, vault = Clock(), a_target()
    board = Board(observed(vault, "up", clock.now()))
    rounds = Rounds(engine, clock, board)

    await rounds.look()
    nothing = await engine.open()
    board.hold(observed(vault, "down", clock.now()))
    await rounds.look()
    failing = await engine.open()
    board.hold(observed(vault, "up", clock.now()))
    await rounds.look()

    assert nothing == []
    assert [one.subject.component for one in failing] == ["key-vault"]
    assert await engine.open() == []


async def test_what_did_not_change_is_applied_again_only_after_a_while(engine: Counting) -> None:
    clock = Clock()
    rounds = Rounds(engine, clock, Board(observed(a_target(), "down", clock.now())))

    for _ in range(5):
        await rounds.look()
    first = engine.observations
    clock.forward += dt.timedelta(seconds=LOOK_AGAIN_AFTER + 1)
    await rounds.look()

    assert (first, engine.observations) == (1, 2)


async def test_time_alone_calls_somebody(engine: Counting) -> None:
    clock = Clock()
    rounds = Rounds(engine, clock, Board(observed(a_target(), "down", clock.now())))

    await rounds.look()
    await rounds.pass_time()
    clock.forward += dt.timedelta(minutes=11)
    await rounds.pass_time()

    assert [one.escalations for one in await engine.open()] == [1]


async def test_a_database_that_is_away_is_told_of_once_and_ends_no_round(engine: Counting) -> None:
    clock, steps = Clock(), Steps()
    engine.away = True
    rounds = Rounds(engine, clock, Board(observed(a_target(), "down", clock.now())), sleep=steps.sleep)
    with capture_logs() as logs:
        async with going(rounds, steps):
            await steps.go_on()
            await steps.go_on()
            engine.away = False
            await steps.go_on()

    assert [one["event"] for one in logs if one.get("round") == "observe"] == ["round_waits", "round_goes_on"]
    assert len(await engine.open()) == 1


async def test_who_does_not_hold_the_lease_changes_nothing_and_is_alive(engine: Counting) -> None:
    clock, steps, held = Clock(), Steps(), False
    rounds = Rounds(engine, clock, Board(observed(a_target(), "down", clock.now())), lambda: held, steps.sleep)
    async with going(rounds, steps):
        await steps.go_on()
        without = engine.observations
        ages = rounds.ages()
        held = True
        await steps.go_on()

    assert (without, engine.observations) == (0, 1)
    assert set(ages) == {"observe", "tick"}
    assert max(ages.values()) < 1
