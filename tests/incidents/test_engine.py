"""What the engine makes of standings, errors, alerts, pastes and people, on rows in memory."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from bot.catalog.loader import open_catalog
from bot.incidents.engine import Actor, Engine
from bot.models.alerting import Alerting, Request, Scope, SilenceDraft
from bot.models.delivery import PAGER
from bot.models.incident import Announcement, Incident
from bot.models.target import Target
from tests.fakes.incidents import (
    DRM,
    MINUTE,
    NOW,
    OPERATORS,
    SECOND,
    Rows,
    a_paste,
    a_target,
    alerting,
    an_alert,
    an_error,
    observed,
)

CATALOG = open_catalog([Path(__file__).parents[2] / "knowledge"])
VAULT, SKMS, SDF = a_target(), a_target("skms-1", "skms"), a_target("sdf-1", "sdf-container")
SOMEBODY = Actor("U1", "T1")
HOUR = 60 * MINUTE


def engine_on(rows: Rows, settings: Alerting | None = None) -> Engine:
    return Engine(rows, lambda: settings or alerting(), lambda: CATALOG)


@pytest.fixture
def rows() -> Rows:
    return Rows()


@pytest.fixture
def engine(rows: Rows) -> Engine:
    return engine_on(rows)


def down(*targets: Target, up: tuple[Target, ...] = (), blind: tuple[Target, ...] = ()) -> list[object]:
    found = [observed(one, "down") for one in targets] + [observed(one, "up") for one in up]
    return [*found, *(observed(one, "blind") for one in blind)]


async def see(engine: Engine, minutes: float, *failing: Target, **others: tuple[Target, ...]) -> list[Incident]:
    return await engine.observe(down(*failing, **others), NOW + minutes * MINUTE)  # type: ignore[arg-type]


def told(rows: Rows, number: int) -> list[str]:
    return [Announcement.model_validate_json(one.note).what for one in rows.notes(number)]


async def test_what_fails_of_one_cause_is_one_incident_and_names_its_members(engine: Engine, rows: Rows) -> None:
    (incident,) = await see(engine, 0, SDF, SKMS, VAULT)

    assert incident.subject.component == "key-vault"
    assert set(incident.subject.members) == {"key-vault", "skms", "sdf-container"}
    assert incident.subject.members[0] == "key-vault"
    assert 40013 in incident.subject.codes
    assert [(one.channel, one.lane, one.want_rev) for one in rows.parents()] == [(OPERATORS, 0, 1)]


async def test_a_cause_found_later_takes_over_the_message_that_is_there(engine: Engine, rows: Rows) -> None:
    (first,) = await see(engine, 0, SKMS, up=(VAULT,))
    (second,) = await see(engine, 1, SKMS, VAULT)

    assert (first.number, first.subject.component) == (second.number, "skms")
    assert second.subject.component == "key-vault"
    assert len(rows.parents()) == 1
    assert rows.parents()[0].want_rev == second.revision == 2


async def test_two_incidents_that_turn_out_to_be_one_are_merged_into_the_one_of_the_root(
    engine: Engine, rows: Rows
) -> None:
    middle = a_target("skms-1", "skms")
    first, second = await see(engine, 0, SDF, VAULT, up=(middle,))

    (left,) = await see(engine, 1, SDF, VAULT, middle)

    vault, other = (first, second) if first.subject.component == "key-vault" else (second, first)
    assert left.number == vault.number
    assert rows.incidents[other.number].merged_into == vault.number
    assert told(rows, other.number) == ["merged"]


async def test_the_other_environment_is_another_incident(engine: Engine) -> None:
    stage = a_target("vault-2", environment="stage")

    assert len(await see(engine, 0, VAULT, stage)) == 2


async def test_standings_that_stay_change_nothing(engine: Engine, rows: Rows) -> None:
    await see(engine, 0, VAULT)
    before = dict(rows.incidents), dict(rows.written)
    for number in range(1, 5):
        await see(engine, number, VAULT)

    assert (rows.incidents, rows.written) == before


async def test_a_recovery_is_told_in_the_thread_once(engine: Engine, rows: Rows) -> None:
    await see(engine, 0, VAULT)
    assert await see(engine, 5, up=(VAULT,)) == []
    await see(engine, 6, up=(VAULT,))

    assert told(rows, 1) == ["resolved"]
    assert rows.parents()[0].want_rev == 2


async def test_what_cannot_be_seen_is_stale_and_blindness_is_told_once(engine: Engine, rows: Rows) -> None:
    await see(engine, 0, VAULT, up=(SKMS,))
    seen = [await see(engine, minutes, blind=(VAULT, SKMS)) for minutes in (1, 2, 3)]

    assert {(one.subject.kind, one.state) for one in seen[-1]} == {("target", "stale"), ("blind", "firing")}
    assert told(rows, 1) == ["stale"]
    assert len(rows.parents()) == 2
    await see(engine, 4, up=(VAULT, SKMS))
    assert not [one for one in rows.incidents.values() if one.open]


async def test_a_target_that_is_no_longer_asked_is_not_held_to_have_recovered(engine: Engine) -> None:
    await see(engine, 0, VAULT)

    (incident,) = await see(engine, 1, up=(SKMS,))

    assert incident.state == "stale"


async def test_after_a_restart_nothing_is_said_before_all_was_asked_again(engine: Engine, rows: Rows) -> None:
    await see(engine, 0, VAULT)
    await see(engine, 1, VAULT, blind=(SKMS,))
    before = dict(rows.incidents)

    await engine.observe([observed(VAULT, None), observed(SKMS, None)], NOW + 2 * MINUTE)

    assert rows.incidents == before


async def test_a_failing_witness_raises_nothing(engine: Engine) -> None:
    assert await see(engine, 0, a_target("gateway", None, witness=True)) == []


async def test_errors_that_call_for_action_are_an_incident_at_once(engine: Engine, rows: Rows) -> None:
    taken = await engine.report([an_error(40008)], NOW)

    assert taken.incidents == (1,)
    assert rows.incidents[1].subject.component == "key-vault"
    assert rows.parents()[0].lane == 0


async def test_errors_that_can_wait_are_an_incident_when_they_are_many(engine: Engine, rows: Rows) -> None:
    for number in range(9):
        assert (await engine.report([an_error()], NOW + number * SECOND)).incidents == ()
    taken = await engine.report([an_error()], NOW + MINUTE)

    assert taken.incidents == (1,)
    assert rows.parents()[0].lane == 1


async def test_what_is_usual_is_no_incident(engine: Engine) -> None:
    # Nine in ten minutes, all day: too few for an incident, and usual by the evening.
    for number in range(144):
        at = NOW + number * 10 * MINUTE
        assert (await engine.report([an_error(count=9, at=at)], at)).incidents == ()
    later = NOW + 24 * HOUR
    assert (await engine.report([an_error(count=20)], later)).incidents == ()
    assert (await engine.report([an_error(count=20)], later)).incidents != ()


async def test_errors_that_a_failing_component_shows_as_are_its_evidence(engine: Engine, rows: Rows) -> None:
    (incident,) = await see(engine, 0, VAULT)

    taken = await engine.report([an_error(40013, count=7, at=NOW + MINUTE)], NOW + MINUTE)

    assert taken.incidents == (incident.number,)
    assert len(rows.parents()) == 1
    after = rows.incidents[incident.number]
    assert (after.count, after.evidence[-1].name) == (7, "40013 AB…56·3f9a")
    assert after.subject == incident.subject


async def test_one_code_at_several_companies_is_one_incident_and_a_worse_one(engine: Engine, rows: Rows) -> None:
    for number in range(30):
        await engine.report([an_error(40011, company=f"AB…{number}")], NOW + number * SECOND)

    (incident,) = rows.incidents.values()
    assert (incident.subject.company, incident.subject.level, incident.subject.urgency) == ("", "P2", "act-now")
    assert incident.count >= 20


async def test_errors_are_over_when_their_source_speaks_of_others_only(engine: Engine, rows: Rows) -> None:
    await engine.report([an_error(40008)], NOW)
    await engine.report([], NOW + 10 * MINUTE, Request(source="fluent-bit", key="alive-1", body="x"))

    await engine.tick(NOW + 15 * MINUTE)

    assert rows.incidents[1].state == "resolved"


async def test_errors_whose_source_fell_silent_are_stale(engine: Engine, rows: Rows) -> None:
    await engine.report([an_error(40008)], NOW)

    await engine.tick(NOW + 15 * MINUTE)

    assert rows.incidents[1].state == "stale"


async def test_a_request_that_comes_again_is_not_counted_again(engine: Engine, rows: Rows) -> None:
    request = Request(source="fluent-bit", key="k1", body="hash")
    first = await engine.report([an_error(40008)], NOW, request)
    again = await engine.report([an_error(40008)], NOW + SECOND, request)
    other = await engine.report([an_error(40008)], NOW, request.model_copy(update={"body": "other"}))

    assert [one.status for one in (first, again, other)] == ["new", "duplicate", "conflict"]
    assert again.incidents == first.incidents == (1,)
    assert rows.incidents[1].count == 1


async def test_an_alert_that_comes_from_two_sides_again_and_again_is_one_incident(engine: Engine, rows: Rows) -> None:
    for number in range(5):
        await asyncio.gather(*(engine.alerts([an_alert()], NOW + number * MINUTE) for _ in range(2)))
    await engine.alerts([an_alert(status="resolved")], NOW + 6 * MINUTE)
    await engine.alerts([an_alert()], NOW + 7 * MINUTE)

    assert [one.state for one in rows.incidents.values()] == ["resolved"]
    assert len(rows.parents()) == 1
    assert told(rows, 1) == ["resolved"]


async def test_the_end_of_an_alert_that_nobody_knows_is_nothing(engine: Engine, rows: Rows) -> None:
    assert (await engine.alerts([an_alert(status="resolved")], NOW)).incidents == ()
    assert not rows.incidents


async def test_the_beginning_of_an_alert_that_comes_after_its_end_is_nothing(engine: Engine, rows: Rows) -> None:
    await engine.alerts([an_alert(status="resolved")], NOW)
    await engine.alerts([an_alert()], NOW + SECOND)

    assert not rows.incidents


async def test_several_people_who_paste_the_same_are_told_of_each_other_and_nobody_is_called(
    engine: Engine, rows: Rows
) -> None:
    found = [await engine.paste(a_paste(40008, by=f"U{number % 3}"), NOW + number * SECOND) for number in range(2)]
    assert found == [None, None]

    suggested = await engine.paste(a_paste(40008, by="U2"), NOW + MINUTE)

    assert suggested is not None
    assert (suggested.subject.kind, suggested.pastes, suggested.due_at) == ("people", 3, NOW + 16 * MINUTE)
    assert rows.parents()[0].lane == 1


async def test_a_suggestion_counts_pastes_from_its_beginning_on(engine: Engine) -> None:
    people = ("U0", "U0", "U1", "U2", "U2", "U0")
    found = [await engine.paste(a_paste(by=who), NOW + number * SECOND) for number, who in enumerate(people)]

    assert [one and one.pastes for one in found] == [None, None, None, 4, 5, 6]


async def test_one_person_who_pastes_again_and_again_suggests_nothing(engine: Engine) -> None:
    found = [await engine.paste(a_paste(), NOW + number * SECOND) for number in range(10)]

    assert found == [None] * 10


async def test_an_incident_about_a_target_began_when_the_target_failed(engine: Engine) -> None:
    (begun,) = await engine.observe([observed(VAULT, "down", NOW)], NOW + MINUTE)
    await engine.observe([observed(VAULT, "up", NOW + 2 * MINUTE)], NOW + 3 * MINUTE)
    later = NOW + HOUR
    (again,) = await engine.observe([observed(VAULT, "down", later)], later + MINUTE)

    assert (begun.first_at, again.first_at, again.generation) == (NOW, later, 2)


async def test_a_paste_during_an_incident_is_part_of_it(engine: Engine) -> None:
    (incident,) = await see(engine, 0, VAULT)

    found = await engine.paste(a_paste(at=NOW + MINUTE), NOW + MINUTE)

    assert found is not None
    assert (found.number, found.pastes) == (incident.number, 1)
    cause = await engine.cause_of(40013, "prod")
    assert cause is not None
    assert cause.number == incident.number


async def test_a_paste_of_another_environment_is_not_part_of_it(engine: Engine) -> None:
    await see(engine, 0, VAULT)

    assert await engine.paste(a_paste(environment="stage"), NOW) is None
    assert await engine.cause_of(40013, "stage") is None


async def test_of_two_who_take_it_at_once_one_has_it_and_both_learn_who(engine: Engine, rows: Rows) -> None:
    await see(engine, 0, VAULT)

    outcomes = await asyncio.gather(*(engine.acknowledge(1, Actor(f"U{n}", "T1"), NOW + MINUTE) for n in (1, 2)))

    assert sorted((one.done, one.reason) for one in outcomes) == [(False, "taken"), (True, "acknowledged")]
    assert len({one.incident.holder for one in outcomes if one.incident}) == 1
    assert told(rows, 1) == ["acknowledged"]
    assert [(one.action, one.target, one.actor) for one in rows.audits] == [("acknowledged", "#1", "U1")]


async def test_an_incident_that_there_is_not_cannot_be_taken(engine: Engine) -> None:
    assert (await engine.acknowledge(99, SOMEBODY, NOW)).reason == "unknown"


async def test_nobody_can_wait_until_yesterday(engine: Engine) -> None:
    await see(engine, 0, VAULT)

    assert (await engine.wait(1, SOMEBODY, "network team", NOW, NOW)).reason == "past"


def draft(hours: float = 2, reason: str = "known", **scope: object) -> SilenceDraft:
    return SilenceDraft(scope=Scope.model_validate(scope), by="U1", reason=reason, until=NOW + hours * HOUR)


async def test_a_mute_shows_beforehand_what_it_hides(engine: Engine) -> None:
    await see(engine, 0, VAULT, a_target("vault-2", environment="stage"))

    shown = await engine.preview(draft(component="key-vault", environment="prod"), NOW)

    assert [one.subject.environment for one in shown.hides] == ["prod"]
    assert shown.problem == ""


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (draft(), "hides-all"),
        (draft(reason=" ", number=1), "no-reason"),
        (draft(hours=24 * 8, number=1), "too-long"),
        (draft(hours=0, number=1), "over-already"),
    ],
)
async def test_a_mute_that_is_not_in_order_is_refused(engine: Engine, wanted: SilenceDraft, problem: str) -> None:
    outcome = await engine.mute(wanted, "T1", NOW)

    assert (outcome.done, outcome.reason) == (False, problem)
    assert (await engine.preview(wanted, NOW)).problem == problem
    assert await engine.silences(NOW) == []


async def test_what_begins_under_a_silence_is_not_shown_until_it_ends(engine: Engine, rows: Rows) -> None:
    await engine.mute(draft(component="key-vault"), "T1", NOW)
    await see(engine, 1, VAULT)
    assert not rows.written

    await engine.tick(NOW + 2 * HOUR)

    assert [one.channel for one in rows.parents()] == [OPERATORS]
    assert rows.notes() == []


async def test_a_silence_outlives_flapping(engine: Engine, rows: Rows) -> None:
    await see(engine, 0, VAULT)
    await engine.mute(draft(number=1), "T1", NOW + MINUTE)
    for number in range(2, 40, 2):
        await see(engine, number, up=(VAULT,))
        await see(engine, number + 1, VAULT)

    assert told(rows, 1) == ["muted"]


async def test_unmuting_shows_what_was_hidden(engine: Engine, rows: Rows) -> None:
    await engine.mute(draft(component="key-vault"), "T1", NOW)
    await see(engine, 1, VAULT)

    outcome = await engine.unmute(Scope(component="key-vault"), SOMEBODY, NOW + 2 * MINUTE)

    assert (outcome.done, outcome.reason) == (True, "unmuted")
    assert len(rows.parents()) == 1
    assert await engine.silences(NOW) == []
    assert (await engine.unmute(Scope(component="key-vault"), SOMEBODY, NOW)).reason == "not-muted"
    assert [one.action for one in rows.audits] == ["mute", "unmute"]


async def test_a_maintenance_window_hides_and_speaks_up_when_it_ends(rows: Rows) -> None:
    window = {"name": "patch-night", "begins": NOW - HOUR, "ends": NOW + HOUR, "components": ["key-vault"]}
    engine = engine_on(rows, alerting(windows=[window]))
    await see(engine, 0, VAULT, a_target("azure-1", "azure"))
    assert [rows.incidents[one.incident].subject.component for one in rows.parents()] == ["azure"]

    await engine.tick(NOW + HOUR)

    assert len(rows.parents()) == 2


async def test_what_nobody_takes_calls_the_group_and_the_pager(rows: Rows) -> None:
    engine = engine_on(rows, alerting(policy={"pager": True}))
    await see(engine, 0, VAULT)
    pages = [one for one in rows.written.values() if one.kind == "page"]
    assert [(one.channel, one.want_rev, one.lane) for one in pages] == [(PAGER, 1, 0)]

    await engine.tick(NOW + 10 * MINUTE)

    assert told(rows, 1) == ["escalated"]
    assert Announcement.model_validate_json(rows.notes()[0].note).on_call == "S0ONCALL"
    assert rows.written[pages[0].id].want_rev == 2


async def test_an_environment_that_calls_nobody_goes_by_the_slow_lane(rows: Rows) -> None:
    engine = engine_on(rows, alerting(paging=["prod"], policy={"pager": True}))

    await see(engine, 0, a_target("vault-2", environment="stage"))
    await engine.tick(NOW + HOUR)

    assert [(one.kind, one.lane) for one in rows.written.values()] == [("parent", 1)]


async def test_what_can_wait_waits_for_the_morning_and_what_cannot_does_not(rows: Rows) -> None:
    quiet = {"begin": "22:00", "until": "08:00", "zone": "Asia/Seoul"}
    engine = engine_on(rows, alerting(routes=[{"name": "all", "channels": [OPERATORS, DRM], "quiet": quiet}]))

    await engine.report([an_error(count=10), an_error(40008)], NOW)

    morning = dt.datetime(2026, 11, 21, 23, tzinfo=dt.UTC)
    assert {(one.channel, one.lane, one.not_before) for one in rows.parents()} == {
        *((channel, 1, morning) for channel in (OPERATORS, DRM)),
        *((channel, 0, NOW) for channel in (OPERATORS, DRM)),
    }


async def test_in_a_storm_one_summary_stands_for_what_can_wait_and_the_critical_one_stands_alone(
    engine: Engine, rows: Rows
) -> None:
    alerts = [an_alert(fingerprint=f"{number:04}", name=f"Alert{number % 7}") for number in range(1_000)]
    alerts[700] = an_alert(fingerprint="worst", name="Worst", level="P1", urgency="act-now")
    for start in range(0, 1_000, 50):
        await engine.alerts(alerts[start : start + 50], NOW + start / 20 * SECOND)

    (summary,) = [one for one in rows.incidents.values() if one.subject.kind == "storm"]
    by_lane = {lane: sum(one.lane == lane for one in rows.parents()) for lane in (0, 1, 2)}
    assert by_lane == {0: 1, 1: 10, 2: 1}
    assert len(rows.incidents) == 1_001
    assert summary.count == sum(one.storm == summary.number for one in rows.incidents.values()) == 989
    assert summary.evidence[-1].count > 100
    assert len(rows.written) <= 20


async def test_what_somebody_takes_out_of_a_storm_gets_its_own_message(engine: Engine, rows: Rows) -> None:
    await engine.alerts([an_alert(fingerprint=f"{number:04}") for number in range(20)], NOW)
    hidden = next(one for one in rows.incidents.values() if one.storm is not None)

    await engine.acknowledge(hidden.number, SOMEBODY, NOW + MINUTE)

    assert rows.incidents[hidden.number].channels == (OPERATORS,)
    assert rows.incidents[hidden.number].storm is None


async def a_storm_of(engine: Engine, count: int) -> None:
    await engine.alerts([an_alert(fingerprint=f"{number:04}") for number in range(count)], NOW)


async def over(engine: Engine, numbers: range, minutes: float) -> None:
    ends = [an_alert(fingerprint=f"{number:04}", status="resolved") for number in numbers]
    await engine.alerts(ends, NOW + minutes * MINUTE)


def summary(rows: Rows) -> Incident:
    (found,) = [one for one in rows.incidents.values() if one.subject.kind == "storm"]
    return found


async def test_a_storm_is_over_when_all_of_it_is(engine: Engine, rows: Rows) -> None:
    await a_storm_of(engine, 20)
    await over(engine, range(20), 5)

    await engine.tick(NOW + 10 * MINUTE)

    assert summary(rows).state == "resolved"
    assert len(rows.parents()) == 11


async def test_what_a_storm_leaves_open_gets_messages_of_its_own_before_it_is_over(engine: Engine, rows: Rows) -> None:
    await a_storm_of(engine, 40)
    await over(engine, range(32), 5)

    await engine.tick(NOW + 10 * MINUTE)

    open_ones = [one for one in rows.incidents.values() if one.open]
    assert summary(rows).state == "resolved"
    assert len(open_ones) == 8
    assert all(one.channels == (OPERATORS,) and one.storm is None for one in open_ones)


async def test_a_storm_goes_on_while_too_many_of_it_do_and_says_how_many(engine: Engine, rows: Rows) -> None:
    await a_storm_of(engine, 40)
    before = summary(rows)

    await engine.tick(NOW + 10 * MINUTE)
    told = summary(rows)
    await over(engine, range(25), 15)
    await engine.tick(NOW + 20 * MINUTE)
    fewer = summary(rows)
    await over(engine, range(25, 35), 25)
    await engine.tick(NOW + 30 * MINUTE)

    assert [(one.state, one.left) for one in (told, fewer)] == [("firing", 30), ("firing", 15)]
    assert before.revision < told.revision < fewer.revision
    assert summary(rows).state == "resolved"
    assert sum(one.open for one in rows.incidents.values()) == 5


async def test_a_storm_of_very_many_does_not_count_them(engine: Engine, rows: Rows) -> None:
    await a_storm_of(engine, 200)

    await engine.tick(NOW + 10 * MINUTE)

    assert (summary(rows).state, summary(rows).left) == ("firing", None)


async def test_what_a_mute_hides_holds_no_storm_up_and_is_shown_when_the_mute_ends(engine: Engine, rows: Rows) -> None:
    await a_storm_of(engine, 20)
    hidden = max(rows.incidents)
    draft = SilenceDraft(scope=Scope(number=hidden), by="U1", reason="known", until=NOW + 30 * MINUTE)
    await engine.mute(draft, "T1", NOW + MINUTE)
    await over(engine, range(19), 5)
    await engine.tick(NOW + 10 * MINUTE)
    assert summary(rows).state == "resolved"
    assert rows.incidents[hidden].channels == ()

    await engine.tick(NOW + 30 * MINUTE)

    assert rows.incidents[hidden].channels == (OPERATORS,)


async def test_what_is_bad_again_after_its_storm_is_shown_by_itself(engine: Engine, rows: Rows) -> None:
    await a_storm_of(engine, 20)
    await over(engine, range(20), 5)
    await engine.tick(NOW + 10 * MINUTE)
    last = max(rows.incidents)
    assert rows.incidents[last].storm is not None

    await engine.alerts([an_alert(fingerprint="0019", starts_at=NOW + 12 * MINUTE)], NOW + 12 * MINUTE)

    assert rows.incidents[last].open
    assert rows.incidents[last].channels == (OPERATORS,)


async def test_without_any_channel_an_incident_is_kept_all_the_same(rows: Rows) -> None:
    engine = engine_on(rows, Alerting())

    await see(engine, 0, VAULT)

    assert rows.incidents[1].open
    assert not rows.written
