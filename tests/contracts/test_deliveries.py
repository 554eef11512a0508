import asyncio
import datetime as dt
from pathlib import Path

import pytest

from bot.catalog.loader import open_catalog
from bot.clock import SystemClock
from bot.delivery.rules import Pace, conclude
from bot.incidents.engine import Actor, Engine
from bot.models.conversation import Limits
from bot.models.delivery import Delivery
from bot.models.showing import Mandate, NotShown, Shown, Task, Unsure, Wish
from bot.storage.schema import delivery, incident
from bot.storage.store import Store, open_store
from tests.fakes.incidents import MINUTE, NOW, OPERATORS, SECOND, a_target, alerting, an_alert, an_error, observed
from tests.fakes.postgres import Postgres

CATALOG = open_catalog([Path(__file__).parents[2] / "knowledge"])
PACE = Pace()
LASTS = dt.timedelta(seconds=15)
SLACK = ("parent", "note")


@pytest.fixture
def engine(store: Store) -> Engine:
    return Engine(store.incidents, lambda: alerting(policy={"pager": True}), lambda: CATALOG)


@pytest.fixture
async def mandate(store: Store) -> Mandate:
    return await hold(store, "leader")


async def hold(store: Store, owner: str) -> Mandate:
    term = await store.lease.take(owner, LASTS)
    assert term is not None
    return Mandate(owner=owner, term=term)


def wish(now: dt.datetime = NOW, **changes: object) -> Wish:
    return Wish.model_validate({"now": now, "kinds": SLACK, "most": 10, **changes})


async def carry_out(store: Store, mandate: Mandate, task: Task, ts: str = "1790000000.000100") -> None:
    assert await store.deliveries.keep(mandate, conclude(task, Shown(ts=ts), NOW, PACE))


async def row_of(store: Store, number: int = 1, seq: int = 0) -> Delivery:
    return next(one for one in await store.incidents.deliveries(number) if (one.seq, one.kind) != (seq, "page"))


async def test_a_message_whose_incident_cannot_be_read_waits_and_holds_up_no_other(
    store: Store, engine: Engine, mandate: Mandate
) -> None:
    await engine.observe([observed(a_target(), "down"), observed(a_target("azure-1", "azure"), "down")], NOW)
    broken = incident.update().where(incident.c.number == 1).values(data="{}")
    await store.write(lambda connection: connection.execute(broken))

    tasks = [await store.deliveries.claim(mandate, wish(NOW + number * SECOND)) for number in range(3)]

    assert [task.row.incident for found in tasks for task in found] == [2]
    assert (await row_of(store)).state == "idle"
    assert 1 in {one.incident for one in await store.deliveries.missing(NOW + 10 * MINUTE, 10)}


async def test_a_doubt_about_a_message_whose_incident_cannot_be_read_stays(
    store: Store, engine: Engine, mandate: Mandate
) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)
    (task,) = await store.deliveries.claim(mandate, wish())
    await store.deliveries.keep(mandate, conclude(task, Unsure(), NOW, PACE))
    await store.write(lambda connection: connection.execute(incident.update().values(data="{}")))

    assert await store.deliveries.doubtful(mandate, NOW + MINUTE, 10) == []
    waits = await row_of(store)
    assert (waits.state, waits.not_before) == ("unknown", NOW + 2 * MINUTE)


async def test_a_message_to_be_swept_whose_incident_cannot_be_read_is_swept_once_it_can(
    store: Store, engine: Engine, mandate: Mandate
) -> None:
    (kept,) = await engine.observe([observed(a_target(), "down")], NOW)
    (task,) = await store.deliveries.claim(mandate, wish())
    await carry_out(store, mandate, task)
    asked = delivery.update().where(delivery.c.kind == "parent").values(sweep_at=NOW)
    await store.write(lambda connection: connection.execute(asked))
    await store.write(lambda connection: connection.execute(incident.update().values(data="{}")))
    hidden = await store.deliveries.sweepable(mandate, NOW, 10)

    readable = incident.update().values(data=kept.model_dump_json())
    await store.write(lambda connection: connection.execute(readable))

    assert hidden == []
    assert await store.deliveries.sweepable(mandate, NOW + 59 * SECOND, 10) == []
    assert [one.row.incident for one in await store.deliveries.sweepable(mandate, NOW + MINUTE, 10)] == [1]


async def test_one_holds_the_lease_until_it_lapses_or_is_released(store: Store) -> None:
    first = await hold(store, "one")

    assert await store.lease.take("two", LASTS) is None
    assert await store.lease.take("one", LASTS) == first.term
    await store.lease.release(first)
    assert await store.lease.take("two", LASTS) == first.term + 1
    assert await store.lease.take("one", LASTS) is None


async def test_a_lease_that_lapsed_goes_to_the_next_and_does_not_come_back(store: Store) -> None:
    first = await store.lease.take("one", dt.timedelta(microseconds=1))
    second = await hold(store, "two")

    assert second.term == (first or 0) + 1
    assert await store.lease.take("one", LASTS) is None


async def test_of_many_who_want_the_lease_at_once_one_gets_it(store: Store) -> None:
    terms = await asyncio.gather(*(store.lease.take(f"replica {number}", LASTS) for number in range(20)))

    assert [term for term in terms if term is not None] == [1]


async def test_what_is_claimed_comes_with_its_incident_and_is_claimed_once(
    store: Store, engine: Engine, mandate: Mandate
) -> None:
    (kept,) = await engine.observe([observed(a_target(), "down")], NOW)

    (task,) = await store.deliveries.claim(mandate, wish())

    assert task.incident == kept
    assert (task.row.state, task.row.owner, task.row.fence, task.row.attempt_op) == ("sending", "leader", 1, "post")
    assert (task.row.attempts, task.row.attempt_at) == (1, NOW)
    assert await store.deliveries.claim(mandate, wish()) == []
    (page,) = await store.deliveries.claim(mandate, wish(kinds=("page",)))
    assert page.row.kind == "page"


async def test_who_holds_no_lease_begins_nothing(store: Store, engine: Engine, mandate: Mandate) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)
    stranger = Mandate(owner="stranger", term=mandate.term)
    earlier = Mandate(owner=mandate.owner, term=7)

    assert await store.deliveries.claim(stranger, wish()) == []
    assert await store.deliveries.claim(earlier, wish()) == []
    await store.lease.release(mandate)
    assert await store.deliveries.claim(mandate, wish()) == []


async def test_a_late_write_of_an_earlier_holder_changes_nothing(
    store: Store, engine: Engine, mandate: Mandate
) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)
    (task,) = await store.deliveries.claim(mandate, wish())
    await store.lease.release(mandate)
    successor = await hold(store, "successor")
    assert await store.deliveries.recover(successor, NOW + SECOND) == 1

    kept = await store.deliveries.keep(mandate, conclude(task, Shown(ts="1.000001"), NOW, PACE))

    assert not kept
    row = await row_of(store)
    assert (row.state, row.ts, row.first_unknown_at) == ("unknown", None, NOW + SECOND)
    assert await store.deliveries.recover(successor, NOW + MINUTE) == 0


async def test_a_note_waits_for_its_parent_and_knows_its_thread(store: Store, engine: Engine, mandate: Mandate) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)
    await engine.acknowledge(1, Actor("U1", "T1"), NOW + SECOND)
    (parent,) = await store.deliveries.claim(mandate, wish(NOW + SECOND))
    assert parent.row.kind == "parent"
    assert await store.deliveries.claim(mandate, wish(NOW + SECOND)) == []
    await carry_out(store, mandate, parent)

    (note,) = await store.deliveries.claim(mandate, wish(NOW + SECOND))

    assert (note.row.kind, note.row.thread_of, note.thread_shown_at) == ("note", "1790000000.000100", NOW)


async def test_an_unknown_parent_holds_its_notes_back(store: Store, engine: Engine, mandate: Mandate) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)
    await engine.acknowledge(1, Actor("U1", "T1"), NOW)
    (parent,) = await store.deliveries.claim(mandate, wish())
    await store.deliveries.keep(mandate, conclude(parent, Unsure(), NOW, PACE))

    assert await store.deliveries.claim(mandate, wish()) == []
    (doubt,) = await store.deliveries.doubtful(mandate, NOW, 10)
    assert doubt.row.id == parent.row.id
    assert await store.deliveries.doubtful(mandate, NOW - SECOND, 10) == []


async def test_a_closed_channel_and_a_busy_one_are_left_alone(store: Store, engine: Engine, mandate: Mandate) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)
    await store.gates.close("T1", OPERATORS, NOW + MINUTE)

    assert await store.deliveries.claim(mandate, wish(NOW + 59 * SECOND)) == []
    assert await store.deliveries.claim(mandate, wish(NOW + MINUTE, busy=frozenset({OPERATORS}))) == []
    assert len(await store.deliveries.claim(mandate, wish(NOW + MINUTE))) == 1


async def test_the_most_urgent_of_a_channel_goes_first_and_alone(
    store: Store, engine: Engine, mandate: Mandate
) -> None:
    await engine.alerts([an_alert(fingerprint=str(number)) for number in range(3)], NOW)
    await engine.report([an_error(40008)], NOW + MINUTE)

    tasks = await store.deliveries.claim(mandate, wish(NOW + MINUTE))

    assert [(one.row.lane, one.incident.subject.code) for one in tasks] == [(0, 40008)]


async def test_what_is_wished_for_by_a_clock_that_runs_ahead_goes_at_once_and_what_shall_wait_waits(
    store: Store, engine: Engine, mandate: Mandate
) -> None:
    await engine.observe([observed(a_target(), "down")], NOW + 10 * MINUTE)
    (task,) = await store.deliveries.claim(mandate, wish(NOW))

    parked = conclude(task, NotShown(why="refused", reason="invalid_blocks"), NOW, PACE)
    await store.deliveries.keep(mandate, parked)

    assert await store.deliveries.claim(mandate, wish(NOW + PACE.park - SECOND)) == []
    assert len(await store.deliveries.claim(mandate, wish(NOW + PACE.park))) == 1


async def test_a_change_during_the_sending_is_sent_after_it(store: Store, engine: Engine, mandate: Mandate) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)
    (task,) = await store.deliveries.claim(mandate, wish())
    await engine.observe([observed(a_target(), "up")], NOW + SECOND)
    await carry_out(store, mandate, task)

    row = await row_of(store)
    assert (row.sent_rev, row.want_rev) == (1, 2)
    (again,) = await store.deliveries.claim(mandate, wish(NOW + SECOND, most=1))
    assert (again.row.attempt_op, again.incident.state) == ("update", "resolved")


async def test_what_may_be_repeated_without_harm_is_not_unknown_after_a_take_over(
    store: Store, engine: Engine, mandate: Mandate
) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)
    (task,) = await store.deliveries.claim(mandate, wish())
    await carry_out(store, mandate, task)
    await engine.observe([observed(a_target(), "up")], NOW + SECOND)
    begun = await store.deliveries.claim(mandate, wish(NOW + SECOND, kinds=("parent", "page")))
    assert len(begun) == 2
    await store.lease.release(mandate)

    successor = await hold(store, "successor")

    assert await store.deliveries.recover(successor, NOW + SECOND) == 0
    again = await store.deliveries.claim(successor, wish(NOW + SECOND, kinds=("parent", "page")))
    assert {one.row.id for one in again} == {one.row.id for one in begun}


async def test_what_waited_for_long_is_looked_for_first_after_a_take_over(
    store: Store, engine: Engine, mandate: Mandate
) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)
    await engine.alerts([an_alert()], NOW + 2 * MINUTE)

    assert await store.deliveries.recover(mandate, NOW + 2 * MINUTE) == 1

    (doubt,) = await store.deliveries.doubtful(mandate, NOW + 2 * MINUTE, 10)
    assert (doubt.incident.number, doubt.row.attempt_at) == (1, NOW)
    (fresh,) = await store.deliveries.claim(mandate, wish(NOW + 2 * MINUTE))
    assert fresh.incident.number == 2


async def test_what_a_channel_refuses_goes_to_another_once(store: Store, engine: Engine, mandate: Mandate) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)
    await engine.acknowledge(1, Actor("U1", "T1"), NOW)
    (task,) = await store.deliveries.claim(mandate, wish())
    parked = conclude(task, NotShown(why="channel", reason="is_archived"), NOW, PACE)
    await store.deliveries.keep(mandate, parked)

    await store.deliveries.divert(mandate, parked, "C0FALLBACK")

    (again,) = await store.deliveries.claim(mandate, wish())
    assert (again.row.channel, again.row.id) == ("C0FALLBACK", task.row.id)
    await carry_out(store, mandate, again)
    (note,) = await store.deliveries.claim(mandate, wish())
    assert (note.row.channel, note.row.thread_of) == ("C0FALLBACK", "1790000000.000100")


async def test_what_is_not_visible_is_missing_and_what_is_up_to_date_is_not(
    store: Store, engine: Engine, mandate: Mandate
) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)
    assert await store.deliveries.missing(NOW, 10) == []
    found = await store.deliveries.missing(NOW + SECOND, 10)
    assert {(one.incident, one.channel, one.kind, one.shown) for one in found} == {
        (1, OPERATORS, "parent", None),
        (1, "pager", "page", None),
    }
    for kinds in (("page",), ("parent",)):
        (task,) = await store.deliveries.claim(mandate, wish(kinds=kinds))
        await carry_out(store, mandate, task)

    assert await store.deliveries.missing(NOW + MINUTE, 10) == []
    backlog = await store.deliveries.backlog(NOW)
    assert (backlog.waiting, backlog.oldest, backlog.unknown) == ({}, {}, 0)


async def test_an_incident_that_nobody_is_told_of_is_missing(store: Store) -> None:
    nowhere = Engine(store.incidents, lambda: alerting(routes=()), lambda: CATALOG)
    await nowhere.observe([observed(a_target(), "down")], NOW)

    (found,) = await store.deliveries.missing(NOW + SECOND, 10)

    assert (found.incident, found.channel, found.since) == (1, "", NOW)


async def test_the_backlog_tells_lanes_and_ages(store: Store, engine: Engine, mandate: Mandate) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)
    await engine.alerts([an_alert()], NOW + SECOND)
    (task,) = await store.deliveries.claim(mandate, wish(kinds=("page",)))
    await store.deliveries.keep(mandate, conclude(task, NotShown(why="refused"), NOW, PACE))

    backlog = await store.deliveries.backlog(NOW + MINUTE)

    assert backlog.waiting == {0: 1, 1: 1}
    assert backlog.oldest == {0: MINUTE, 1: 59 * SECOND}
    assert (backlog.unknown, backlog.parked) == (0, 1)


async def test_deliveries_of_open_incidents_are_never_pruned(store: Store, engine: Engine) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)

    await store.prune(NOW + dt.timedelta(days=800), Limits())

    assert len(await store.incidents.deliveries(1)) == 2


async def test_two_processes_at_once_never_wait_for_each_other_in_a_circle(postgres: Postgres) -> None:
    setting = postgres.new_database()
    stores = [await open_store(setting, SystemClock()) for _ in range(2)]
    mandate = await hold(stores[0], "leader")

    async def work(store: Store, number: int) -> None:
        engine = Engine(store.incidents, alerting, lambda: CATALOG)
        now = NOW + number * SECOND
        status = "firing" if number % 3 else "resolved"
        await engine.alerts([an_alert(fingerprint=str(one), status=status, starts_at=now) for one in range(5)], now)
        await store.lease.take("other", LASTS)
        for task in await store.deliveries.claim(mandate, wish(now)):
            await carry_out(store, mandate, task, ts=f"{number}.0")
        await store.lease.take("leader", LASTS)

    await asyncio.gather(*(work(store, number) for number in range(60) for store in stores))

    rows = [row for number in range(1, 6) for row in await stores[0].incidents.deliveries(number)]
    assert rows
    assert all(row.state in ("idle", "dead") for row in rows)
    for store in stores:
        await store.close()
