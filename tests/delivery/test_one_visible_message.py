"""The faults of one attempt, each followed by a normal life: one visible message, in its last state, and no doubt."""

import pytest

from tests.fakes.delivering import QUARTER, World
from tests.fakes.screens import Fault


@pytest.fixture(autouse=True)
async def _begun(world: World) -> None:
    await world.begin()


KILLS: list[Fault] = ["killed-before", "killed-not-accepted", "killed-accepted", "killed-before-commit"]
LOSSES: list[Fault] = ["lost-accepted", "lost-not-accepted", "late", "limited", "unreachable"]


@pytest.mark.parametrize("fault", [None, *KILLS, *LOSSES])
@pytest.mark.parametrize("ends", [False, True])
async def test_there_is_one_message_and_it_is_true(world: World, fault: Fault | None, ends: bool) -> None:
    if fault == "killed-before-commit":
        world.life.rows.kills = True
    elif fault is not None:
        world.screen.script = [fault]
    alive = await world.life.turn()
    assert alive != (fault in KILLS)
    if not alive:
        await world.restart()
    if ends:
        await world.end()
    await world.run(30)
    world.screen.arrive()

    await world.run(QUARTER)

    (message,) = world.screen.visible()
    assert message.says == ("#1 resolved r2" if ends else "#1 firing r1")
    assert await world.quiet()


async def test_a_crash_between_claim_and_request_is_looked_for_and_sent(world: World) -> None:
    world.screen.script = ["killed-before"]
    assert not await world.life.turn()
    await world.restart()

    await world.run(25)

    assert world.screen.looks == 1
    assert len(world.screen.visible()) == 1


@pytest.mark.parametrize("fault", ["killed-accepted", "lost-accepted"])
async def test_what_was_accepted_is_found_and_never_posted_twice(world: World, fault: Fault) -> None:
    world.screen.script = [fault]
    if not await world.life.turn():
        await world.restart()

    await world.run(QUARTER)

    assert [task.row.attempt_op for task in world.screen.shows].count("post") == 1


@pytest.mark.parametrize("fault", ["limited", "unreachable"])
async def test_what_was_certainly_not_sent_is_not_looked_for(world: World, fault: Fault) -> None:
    world.screen.script = [fault]

    await world.run(QUARTER)

    assert world.screen.looks == 0
    assert len(world.screen.visible()) == 1


async def test_where_nobody_can_say_it_is_repeated_in_time_and_says_so(world: World) -> None:
    world.screen.script = ["lost-accepted"]
    world.screen.blind = True

    await world.run(110)
    assert len(world.screen.visible()) == 1
    await world.run(20)

    first, second = world.screen.visible()
    assert (first.says, second.says) == ("#1 firing r1", "#1 firing r1 (possible repeat)")
    assert world.life.desk.meters.repeated == 1


async def test_a_repeat_that_proves_to_be_one_is_taken_back_and_the_mark_goes(world: World) -> None:
    world.screen.script = ["lost-accepted"]
    world.screen.blind = True
    await world.run(130)
    world.screen.blind = False

    await world.run(QUARTER)

    (message,) = world.screen.visible()
    assert message.says == "#1 firing r1"
    assert world.life.desk.meters.swept == 1
    assert await world.quiet()


async def test_a_copy_that_people_answered_points_to_the_other(world: World) -> None:
    world.screen.script = ["late"]
    await world.life.turn()
    await world.run(40)
    (kept,) = world.screen.visible()
    world.screen.held[0].ts = f"{float(kept.ts) + 5:.6f}"
    world.screen.held[0].answered = True
    world.screen.arrive()

    await world.run(QUARTER)

    assert [one.says for one in world.screen.visible()] == ["#1 firing r1", f"see {kept.ts}"]


async def test_an_outcome_is_kept_however_long_the_database_is_away(world: World) -> None:
    world.life.rows.away = 5
    await world.life.lease.renew()
    await world.life.sender.step()

    await world.hours.pass_by(10)
    await world.life.sender.settle()
    await world.run(60)

    assert len(world.screen.shows) == 1
    assert await world.quiet()
