"""Incidents as both databases keep them, driven by the real engine."""

import asyncio
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.catalog.loader import open_catalog
from bot.clock import SystemClock
from bot.errors import StorageError
from bot.incidents.engine import Actor, Engine
from bot.models.alerting import Request, Scope, SilenceDraft
from bot.models.conversation import Limit, Limits
from bot.models.incident import Announcement
from bot.models.ledger import Ledger, Wanted
from bot.storage.schema import delivery, incident, silence, tally
from bot.storage.store import Store, open_store
from tests.fakes.incidents import (
    MINUTE,
    NOW,
    OPERATORS,
    SECOND,
    a_paste,
    a_target,
    alerting,
    an_alert,
    an_error,
    observed,
)
from tests.fakes.postgres import Postgres

CATALOG = open_catalog([Path(__file__).parents[2] / "knowledge"])
DAY = 24 * 60 * MINUTE


def engine_on(store: Store) -> Engine:
    return Engine(store.incidents, lambda: alerting(policy={"pager": True}), lambda: CATALOG)


@pytest.fixture
def engine(store: Store) -> Engine:
    return engine_on(store)


async def test_an_incident_comes_back_as_it_was_kept(store: Store, engine: Engine) -> None:
    (kept,) = await engine.observe([observed(a_target(), "down")], NOW)

    assert await engine.find(kept.number, NOW) == kept
    assert await engine.open() == [kept]
    assert await engine.find(99, NOW) is None
    found = await store.incidents.deliveries(kept.number)
    assert [(one.kind, one.seq, one.want_rev, one.sent_rev, one.state) for one in found] == [
        ("parent", 0, 1, 0, "idle"),
        ("page", 0, 1, 0, "idle"),
    ]


async def rewrite(store: Store, number: int, data: str) -> None:
    change = incident.update().where(incident.c.number == number).values(data=data)
    await store.write(lambda connection: connection.execute(change))


async def test_what_a_later_release_wrote_is_read_without_what_only_that_one_knows(
    store: Store, engine: Engine
) -> None:
    (kept,) = await engine.observe([observed(a_target(), "down")], NOW)
    later = kept.model_dump(mode="json")
    later |= {"weather": "rain", "subject": {**later["subject"], "moon": "full"}}
    await rewrite(store, kept.number, json.dumps(later))

    assert await engine.find(kept.number, NOW) == kept


async def test_an_incident_that_cannot_be_read_stays_as_it_is_and_stops_no_other(store: Store, engine: Engine) -> None:
    vault, azure = a_target(), a_target("azure-1", "azure")
    await engine.observe([observed(vault, "down"), observed(azure, "down")], NOW)
    lost, other = await engine.open()
    await rewrite(store, lost.number, '{"state": "of another age"}')

    held = await engine.observe([observed(vault, "down"), observed(azure, "down")], NOW + MINUTE)
    await engine.observe([observed(vault, "down"), observed(azure, "up")], NOW + 2 * MINUTE)

    anew = next(one for one in held if one.number != other.number)
    assert (anew.fingerprint, anew.generation) == (lost.fingerprint, 2)
    (still,) = await engine.open()
    assert still.number == anew.number
    assert await engine.find(lost.number, NOW) is None
    wanted = select(incident.c.data).where(incident.c.number == lost.number)
    assert await store.write(lambda connection: connection.scalar(wanted)) == '{"state": "of another age"}'


async def test_tallies_and_silences_that_cannot_be_read_count_for_nothing(store: Store, engine: Engine) -> None:
    scope = Scope(environment="prod")
    draft = SilenceDraft(scope=scope, until=NOW + 60 * MINUTE, by="U1", reason="racks")
    await engine.mute(draft, "T1", NOW)
    await engine.report([an_error(40013)], NOW)
    for table in (silence, tally):
        await store.write(lambda connection, table=table: connection.execute(table.update().values(data="{}")))  # type: ignore[misc]

    await engine.report([an_error(40013)], NOW + MINUTE)
    (down,) = await engine.observe([observed(a_target(), "down")], NOW + MINUTE)

    assert await engine.silences(NOW + MINUTE) == []
    assert down.mute is None


async def test_its_messages_are_to_follow_it_and_its_notes_stay_as_they_are(store: Store, engine: Engine) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)
    await engine.acknowledge(1, Actor("U1", "T1"), NOW + MINUTE)
    await engine.observe([observed(a_target(), "up")], NOW + 2 * MINUTE)

    found = await store.incidents.deliveries(1)

    assert [(one.kind, one.seq, one.want_rev) for one in found] == [
        ("parent", 0, 3),
        ("note", 1, 1),
        ("note", 2, 1),
        ("page", 0, 3),
    ]
    told = [Announcement.model_validate_json(one.note) for one in found if one.kind == "note"]
    assert [(one.what, one.mentions) for one in told] == [("acknowledged", ()), ("resolved", ("U1",))]
    assert [row.action for row in await store.audit.last("T1")] == ["acknowledged"]


async def test_several_incidents_that_change_together_are_all_to_be_shown_anew(store: Store, engine: Engine) -> None:
    vault, azure = a_target(), a_target("azure-1", "azure")
    await engine.observe([observed(vault, "down"), observed(azure, "down")], NOW)
    await engine.observe([observed(vault, "up"), observed(azure, "up")], NOW + MINUTE)

    for number in (1, 2):
        found = await store.incidents.deliveries(number)
        assert [(one.kind, one.want_rev) for one in found if one.kind != "page"] == [("parent", 2), ("note", 1)]


async def test_what_waits_for_the_morning_waits_no_more_once_it_is_urgent(store: Store) -> None:
    quiet = {"begin": "22:00", "until": "08:00", "zone": "Asia/Seoul"}
    site = alerting(routes=[{"name": "all", "channels": [OPERATORS], "quiet": quiet}])
    engine = Engine(store.incidents, lambda: site, lambda: CATALOG)
    await engine.alerts([an_alert()], NOW)
    (waits,) = await store.incidents.deliveries(1)

    await engine.alerts([an_alert(urgency="act-now", level="P1")], NOW + MINUTE)

    parent, note = await store.incidents.deliveries(1)
    assert (waits.lane, waits.not_before > NOW + MINUTE) == (1, True)
    assert (parent.lane, parent.not_before) == (0, NOW + MINUTE)
    assert Announcement.model_validate_json(note.note).what == "raised"


async def test_a_message_leads_back_to_its_incident(store: Store, engine: Engine) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)
    await store.write(lambda connection: connection.execute(delivery.update().values(ts="1790000000.000100")))

    found = await engine.at(OPERATORS, "1790000000.000100")

    assert found is not None
    assert found.number == 1
    assert await engine.at("C0ELSEWHERE", "1790000000.000100") is None


async def test_a_hundred_at_once_lose_nothing_and_begin_one_incident(store: Store, engine: Engine) -> None:
    await asyncio.gather(*(engine.report([an_error(40008)], NOW) for _ in range(100)))

    (incident,) = await engine.open()
    assert incident.count == 100
    assert len(await store.incidents.deliveries(incident.number)) == 2


async def test_of_a_hundred_who_take_it_at_once_one_has_it(store: Store, engine: Engine) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)

    outcomes = await asyncio.gather(
        *(engine.acknowledge(1, Actor(f"U{number}", "T1"), NOW + MINUTE) for number in range(100))
    )

    assert [one.reason for one in outcomes].count("acknowledged") == 1
    assert len({one.incident.holder for one in outcomes if one.incident}) == 1
    assert len(await store.audit.last("T1")) == 1


async def test_work_that_fails_leaves_nothing_and_the_work_beside_it_stays(store: Store, engine: Engine) -> None:
    def fail(ledger: Ledger) -> None:
        ledger.hear("nobody", NOW)
        ledger.take_number()
        raise LookupError("on purpose")

    done = await asyncio.gather(
        engine.report([an_error(40008)], NOW),
        store.incidents.work(Wanted(now=NOW), fail),
        engine.report([an_error(40008)], NOW),
        return_exceptions=True,
    )

    assert isinstance(done[1], LookupError)
    (incident,) = await engine.open()
    assert (incident.number, incident.count) == (1, 2)
    assert (await store.counts())["source"] == 1


async def test_numbers_are_never_given_twice(store: Store, engine: Engine) -> None:
    await engine.observe([observed(a_target(), "down")], NOW)
    await engine.observe([observed(a_target(), "up")], NOW + MINUTE)
    limits = {name: Limit() for name in Limits.model_fields}
    await store.prune(NOW + DAY, Limits.model_validate({**limits, "incident": Limit(rows=0)}))
    assert (await store.counts())["incident"] == 0

    (again,) = await engine.observe([observed(a_target(), "down")], NOW + DAY)

    assert again.number == 2


async def test_what_is_due_comes_in_its_order_and_no_other(engine: Engine) -> None:
    await engine.alerts([an_alert(fingerprint="late", silent_after=60 * MINUTE)], NOW)
    await engine.alerts([an_alert(fingerprint="soon", silent_after=MINUTE)], NOW)

    assert await engine.tick(NOW + 59 * SECOND) == 0
    assert await engine.tick(NOW + MINUTE) == 1
    assert {one.state for one in await engine.open()} == {"firing", "stale"}


async def test_a_request_is_known_again_after_a_restart(setting: str) -> None:
    request = Request(source="fluent-bit", key="k1", body="hash")
    first = await open_store(setting, SystemClock())
    await engine_on(first).report([an_error(40008)], NOW, request)
    await first.close()
    second = await open_store(setting, SystemClock())

    again = await engine_on(second).report([an_error(40008)], NOW + MINUTE, request)

    assert (again.status, again.incidents) == ("duplicate", (1,))
    assert [one.count for one in await engine_on(second).open()] == [1]
    await second.close()


async def test_silences_tallies_and_pastes_come_back(store: Store, engine: Engine) -> None:
    draft = SilenceDraft(scope=Scope(code=40013), by="U1", reason="known", until=NOW + 60 * MINUTE)
    await engine.mute(draft, "T1", NOW)
    pastes = [await engine.paste(a_paste(by=f"U{number}"), NOW + number * SECOND) for number in range(3)]
    found = pastes[-1]

    assert [one.scope for one in await engine.silences(NOW)] == [Scope(code=40013)]
    assert await engine.silences(NOW + 60 * MINUTE) == []
    assert found is not None
    assert found.mute is not None
    assert await store.incidents.deliveries(found.number) == []
    await engine.unmute(Scope(code=40013), Actor("U1", "T1"), NOW + MINUTE)
    assert len(await store.incidents.deliveries(found.number)) == 1


async def test_more_fingerprints_than_one_statement_can_name_are_found(engine: Engine) -> None:
    alerts = [an_alert(fingerprint=f"{number:05}") for number in range(1_200)]

    first = await engine.alerts(alerts, NOW)
    again = await engine.alerts(alerts, NOW + MINUTE)

    assert len(first.incidents) == 1_200
    assert again.incidents == first.incidents


async def test_what_is_open_is_never_pruned_and_what_is_over_goes_with_its_messages(
    store: Store, engine: Engine
) -> None:
    await engine.observe([observed(a_target(), "down"), observed(a_target("azure-1", "azure"), "down")], NOW)
    await engine.observe([observed(a_target(), "down"), observed(a_target("azure-1", "azure"), "up")], NOW + MINUTE)

    gone = await store.prune(NOW + 400 * DAY)

    (left,) = await engine.open()
    assert left.subject.component == "key-vault"
    assert gone["incident"] == 1
    assert len(await store.incidents.deliveries(left.number)) == 2
    assert (await store.counts())["delivery"] == 2


async def test_an_error_in_the_database_is_ours(setting: str) -> None:
    store = await open_store(setting, SystemClock())
    await store.close()

    with pytest.raises(StorageError):
        await engine_on(store).report([an_error(40008)], NOW)


async def test_two_processes_on_one_database_lose_nothing_and_give_no_number_twice(postgres: Postgres) -> None:
    setting = postgres.new_database()
    stores = [await open_store(setting, SystemClock()) for _ in range(2)]
    engines = [engine_on(store) for store in stores]

    await asyncio.gather(
        *(engine.report([an_error(40008)], NOW) for engine in engines for _ in range(30)),
        *(engine.alerts([an_alert(fingerprint=f"{number}")], NOW) for engine in engines for number in range(5)),
    )

    found = await engines[0].open()
    assert sorted(one.number for one in found) == [1, 2, 3, 4, 5, 6]
    assert [one.count for one in found if one.subject.kind == "errors"] == [60]
    for store in stores:
        await store.close()


async def test_a_storm_that_may_be_over_comes_with_what_it_stands_for(store: Store, engine: Engine) -> None:
    await engine.alerts([an_alert(fingerprint=f"{number}") for number in range(40)], NOW)
    ended = [an_alert(fingerprint=f"{number}", status="resolved") for number in range(35)]
    await engine.tick(NOW + 10 * MINUTE)
    (going_on,) = [one for one in await engine.open() if one.subject.kind == "storm"]
    await engine.alerts(ended, NOW + 11 * MINUTE)

    await engine.tick(NOW + 20 * MINUTE)

    left = await engine.open()
    assert going_on.left == 30
    assert len(left) == 5
    for one in left:
        assert [wish.kind for wish in await store.incidents.deliveries(one.number)] == ["parent"]
