"""Reports that come while others are being kept."""

import asyncio

import pytest

from bot.clock import SystemClock
from bot.errors import DatabaseBusy
from bot.web.gathering import Gathering
from tests.fakes.incidents import an_error
from tests.fakes.web import Recording


@pytest.fixture
async def engine() -> Recording:
    return Recording()


async def waiting(gathering: Gathering, engine: Recording, count: int) -> list[asyncio.Task[None]]:
    """One report on its way into the engine, which does not go on, and the others behind it."""
    engine.may_go_on.clear()
    first = asyncio.create_task(gathering.keep([an_error(40008)]))
    await engine.asked.wait()
    others = [asyncio.create_task(gathering.keep([an_error(40008)])) for _ in range(count - 1)]
    await asyncio.sleep(0)
    return [first, *others]


async def test_what_comes_while_others_are_kept_is_kept_together(engine: Recording) -> None:
    tasks = await waiting(Gathering(engine, SystemClock(), 5.0), engine, 21)
    assert not any(task.done() for task in tasks)
    engine.may_go_on.set()

    await asyncio.gather(*tasks)

    assert engine.units == 2
    assert engine.rows.incidents[1].count == 21


async def test_whoever_waits_together_is_told_of_a_failure_together(engine: Recording) -> None:
    tasks = await waiting(Gathering(engine, SystemClock(), 5.0), engine, 3)
    engine.failure = DatabaseBusy("locked")
    engine.may_go_on.set()

    found = await asyncio.gather(*tasks, return_exceptions=True)

    assert [type(one) for one in found] == [DatabaseBusy] * 3


async def test_whoever_gave_up_before_its_turn_is_not_counted(engine: Recording) -> None:
    tasks = await waiting(Gathering(engine, SystemClock(), 5.0), engine, 3)
    tasks[1].cancel()
    await asyncio.sleep(0)
    engine.may_go_on.set()

    await asyncio.gather(tasks[0], tasks[2])

    assert len(engine.reports) == 2


async def test_a_unit_that_takes_too_long_is_given_up(engine: Recording) -> None:
    tasks = await waiting(Gathering(engine, SystemClock(), 0.01), engine, 1)

    with pytest.raises(TimeoutError):
        await tasks[0]
