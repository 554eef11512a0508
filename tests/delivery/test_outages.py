import datetime as dt

import pytest
from sqlalchemy import text

from bot.delivery.breaker import LONGEST
from bot.incidents.engine import Actor
from tests.fakes.delivering import MINUTE, QUARTER, World
from tests.fakes.incidents import OPERATORS, an_alert
from tests.fakes.screens import Fault

ANA = Actor("U1", "T1")


async def outage(world: World, seconds: float, every: float = 5) -> None:
    """The messenger cannot be reached for a while."""
    world.screen.script = ["unreachable"] * 1_000
    await world.life.live(seconds, every)
    world.screen.script = []


async def test_what_ended_during_an_outage_is_one_message_in_its_final_state(world: World) -> None:
    await world.begin()
    await outage(world, 360)
    await world.end()
    await outage(world, 240)

    await world.run(QUARTER)

    (message,) = world.screen.visible()
    assert (message.says, message.edits) == ("#1 resolved r2", 0)
    assert world.screen.notes() == []
    assert await world.quiet()


async def test_many_flaps_during_an_outage_are_one_message_each_and_no_edit(world: World) -> None:
    alerts = [an_alert(fingerprint=f"{number}", starts_at=world.hours.now()) for number in range(5)]
    world.screen.script = ["unreachable"] * 1_000
    for _ in range(4):
        for status in ("firing", "resolved"):
            now = world.hours.now()
            await world.engine.alerts(
                [one.model_copy(update={"status": status, "starts_at": now}) for one in alerts], now
            )
            await world.life.live(20, every=5)
    calls = len(world.screen.shows)
    world.screen.script = []

    await world.run(QUARTER)

    assert calls <= 4 + 160 / LONGEST
    assert len(world.screen.visible()) == 5
    assert sum(one.edits for one in world.screen.visible()) == 0


async def test_an_outage_is_tried_once_per_rest_however_much_waits(world: World) -> None:
    await world.engine.alerts([an_alert(fingerprint=str(number)) for number in range(9)], world.hours.now())

    await outage(world, 5 * MINUTE)

    assert len(world.screen.shows) <= 4 + 5 * MINUTE / LONGEST


async def test_the_first_message_comes_within_15_seconds_of_the_end_of_an_outage(world: World) -> None:
    await world.begin()
    await outage(world, 10 * MINUTE)

    await world.run(15)

    assert len(world.screen.visible()) == 1


async def test_only_the_last_call_for_people_is_a_note_after_an_outage(world: World) -> None:
    await world.begin()
    for _ in range(4):
        await outage(world, 20 * MINUTE, every=60)
        await world.engine.tick(world.hours.now())

    await world.run(QUARTER)

    wanted = [one for one in await world.rows() if one.kind == "note"]
    assert [one.state for one in wanted] == ["dead", "idle"]
    assert [one.id for one in world.screen.notes()] == [wanted[-1].id]


async def test_later_transitions_are_notes_in_their_order(world: World) -> None:
    await world.begin()
    await world.run(5)
    await world.engine.acknowledge(1, ANA, world.hours.now())
    await world.run(5)
    await world.end()
    await world.run(10)

    (parent,) = world.screen.visible()
    notes = sorted((one for one in await world.rows() if one.kind == "note"), key=lambda one: one.seq)
    assert [(one.id, one.thread) for one in world.screen.notes()] == [(one.id, parent.ts) for one in notes]
    assert len(notes) == 2


async def test_what_a_channel_refuses_goes_to_the_fallback_and_is_told_of(world: World) -> None:
    await world.restart(fallback="C0FALLBACK")
    world.screen.script = ["channel"]
    await world.begin()

    await world.run(5)

    assert [one.channel for one in world.screen.visible()] == ["C0FALLBACK"]
    assert world.life.heard.alarms == [("refused", {"reason": "channel", "channel": OPERATORS})]


@pytest.mark.parametrize("fault", ["channel", "refused"])
async def test_without_a_fallback_it_is_tried_again_later_and_others_go_on(world: World, fault: Fault) -> None:
    world.screen.script = [fault]
    await world.begin()
    await world.run(5)
    await world.engine.alerts([an_alert()], world.hours.now())
    await world.run(5)
    assert [one.says for one in world.screen.visible()] == ["#2 firing r1"]

    await world.run(6 * MINUTE)

    assert len(world.screen.visible()) == 2


async def test_a_refused_token_rests_everything_and_is_told_of(world: World) -> None:
    world.screen.script = ["token"] * 100
    await world.engine.alerts([an_alert(fingerprint=str(number)) for number in range(5)], world.hours.now())

    await world.run(5 * MINUTE)
    assert len(world.screen.shows) <= 6
    assert set(world.life.heard.kinds) == {"slack-token"}
    world.screen.script = []
    await world.run(2 * MINUTE)

    assert len(world.screen.visible()) == 5


async def test_a_message_that_somebody_deleted_is_posted_once_more_and_not_for_ever(world: World) -> None:
    await world.begin()
    await world.run(5)
    for _ in range(3):
        world.screen.messages.clear()
        await world.engine.acknowledge(1, ANA, world.hours.now(), over=True)
        await world.engine.not_ours(1, ANA, world.hours.now())
        await world.run(MINUTE)

    posts = [task for task in world.screen.shows if task.row.kind == "parent" and task.row.ts is None]
    assert len(posts) == 2
    await world.run(QUARTER)
    assert len(world.screen.visible()) == 1


async def test_a_deleted_message_of_an_incident_that_is_over_stays_away(world: World) -> None:
    await world.begin()
    await world.run(5)
    world.screen.messages.clear()
    await world.end()

    await world.run(QUARTER)

    assert world.screen.visible() == []
    assert {one.state for one in await world.rows() if one.kind == "parent"} == {"dead"}


async def test_an_urgent_one_overtakes_what_waits(world: World) -> None:
    await world.engine.alerts([an_alert(fingerprint=str(number)) for number in range(9)], world.hours.now())
    await world.begin()

    await world.life.turn()

    assert [one.says for one in world.screen.visible()] == ["#10 firing r1"]


async def test_one_that_fails_again_and_again_lets_others_pass(world: World) -> None:
    await world.begin()
    await world.engine.alerts([an_alert()], world.hours.now())
    world.screen.script = ["lost-not-accepted"] * 5

    await world.life.live(10 * MINUTE, every=5)

    assert len(world.screen.visible()) == 2


async def test_it_is_late_only_by_what_it_should_not_have_waited(world: World) -> None:
    await world.begin()
    await outage(world, 7 * MINUTE)
    await world.run(MINUTE)

    (row,) = await world.rows()
    assert row.shown_at is not None
    assert dt.timedelta(minutes=7) <= row.shown_at - row.at <= dt.timedelta(minutes=8)


async def test_a_note_that_nobody_can_read_holds_nothing_up(world: World) -> None:
    await world.begin()
    await world.run(5)
    await world.engine.acknowledge(1, ANA, world.hours.now())
    await world.store.write(lambda connection: connection.execute(text("UPDATE delivery SET note = '{' WHERE seq = 1")))
    await world.end()

    await world.run(10)

    assert {one.seq: one.state for one in await world.rows() if one.kind == "note"} == {1: "dead", 2: "idle"}
    assert len(world.screen.notes()) == 1
