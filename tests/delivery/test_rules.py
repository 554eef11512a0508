import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.breaker import Breaker
from bot.delivery.rules import (
    Pace,
    conclude,
    drop_note,
    is_told_already,
    late_by,
    look_since,
    place_of,
    reconcile,
    sweep,
    sweep_again,
)
from bot.models.delivery import Delivery
from bot.models.incident import Announcement, Incident
from bot.models.showing import REPEAT, REPOSTED, Copy, NotShown, Outcome, Shown, Spot, Task, Unsure
from tests.fakes.incidents import MINUTE, NOW, SECOND, a_subject

PACE = Pace()
LATER = NOW + MINUTE


def a_row(**changes: Any) -> Delivery:
    given_row = {
        "id": "d1",
        "incident": 1,
        "stream": "key/C1",
        "seq": 0,
        "kind": "parent",
        "channel": "C1",
        "state": "sending",
        "want_rev": 3,
        "attempts": 2,
        "attempt_at": NOW,
        "not_before": NOW,
        "at": NOW,
    }
    return Delivery.model_validate({**given_row, **changes})


def an_incident(**changes: Any) -> Incident:
    given_incident = {"number": 1, "key": "key", "fingerprint": "fp", "subject": a_subject(), "revision": 3}
    times = dict.fromkeys(("called_at", "first_at", "began_at", "last_at"), NOW)
    return Incident.model_validate({**given_incident, **times, **changes})


def a_task(incident: dict[str, Any] | None = None, **changes: Any) -> Task:
    return Task(row=a_row(**changes), incident=an_incident(**(incident or {})))


NOTE: dict[str, Any] = {"kind": "note", "seq": 1, "thread_of": "1.0", "want_rev": 1}
OVER: dict[str, Any] = {"state": "resolved"}

AFTER: list[tuple[str, Task, Outcome, dict[str, Any]]] = [
    ("first shown", a_task(), Shown(ts="1.0"), {"state": "idle", "ts": "1.0", "sent_rev": 3, "shown_at": LATER}),
    ("edited", a_task(ts="1.0", shown_at=NOW), Shown(ts="1.0"), {"sent_rev": 3, "shown_at": NOW, "sweep_at": None}),
    ("a note", a_task(**NOTE), Shown(ts="1.1"), {"sent_rev": 1, "attempts": 0}),
    (
        "shown after a doubt",
        a_task(first_unknown_at=NOW),
        Shown(ts="1.0"),
        {"sweep_at": LATER + MINUTE, "first_unknown_at": LATER},
    ),
    ("a repeat keeps its mark", a_task(err=REPEAT), Shown(ts="1.0"), {"err": REPEAT}),
    ("a failure is forgotten", a_task(err="timeout"), Shown(ts="1.0"), {"err": "", "attempts": 0}),
    (
        "unsure of a post",
        a_task(),
        Unsure(reason="timeout"),
        {"state": "unknown", "first_unknown_at": LATER, "err": "timeout"},
    ),
    (
        "unsure of an edit",
        a_task(ts="1.0"),
        Unsure(reason="timeout"),
        {"state": "idle", "first_unknown_at": None, "err": "timeout"},
    ),
    ("unsure of a repeat", a_task(err=REPEAT), Unsure(reason="timeout"), {"state": "unknown", "err": REPEAT}),
    ("unreachable", a_task(), NotShown(why="unreachable"), {"state": "idle", "not_before": NOW}),
    ("limited", a_task(), NotShown(why="limited"), {"state": "idle", "not_before": NOW}),
    ("token", a_task(), NotShown(why="token"), {"state": "idle", "err": "token"}),
    ("channel", a_task(), NotShown(why="channel"), {"state": "parked", "not_before": LATER + PACE.park}),
    ("refused", a_task(), NotShown(why="refused", reason="poison"), {"state": "parked", "err": "poison"}),
    ("a refused note", a_task(**NOTE), NotShown(why="refused"), {"state": "dead", "err": "refused"}),
    ("a note without its thread", a_task(**NOTE), NotShown(why="gone"), {"state": "dead", "err": "gone"}),
    ("gone before it was shown", a_task(), NotShown(why="gone"), {"state": "parked", "err": "gone"}),
    (
        "deleted",
        a_task(ts="1.0", sent_rev=2, shown_at=NOW),
        NotShown(why="gone"),
        {"state": "idle", "ts": None, "sent_rev": 0, "err": REPOSTED, "not_before": NOW, "shown_at": None},
    ),
    (
        "deleted again",
        a_task(ts="1.0", err=REPOSTED),
        NotShown(why="gone"),
        {"ts": None, "err": REPOSTED, "not_before": LATER + PACE.repost},
    ),
    ("deleted and over", a_task(OVER, ts="1.0"), NotShown(why="gone"), {"state": "dead", "err": "gone"}),
]


@pytest.mark.parametrize(("name", "task", "outcome", "expected"), AFTER, ids=[name for name, *_ in AFTER])
def test_each_outcome_means_what_it_means(name: str, task: Task, outcome: Outcome, expected: dict[str, Any]) -> None:
    row = conclude(task, outcome, LATER, PACE)

    assert name
    assert {field: getattr(row, field) for field in expected} == expected
    assert Delivery.model_validate(dict(row)) == row


def doubt(**changes: Any) -> Delivery:
    return a_row(state="unknown", first_unknown_at=NOW, **changes)


def test_a_message_that_is_found_is_brought_up_to_date() -> None:
    row = reconcile(doubt(), [Copy(ts="1.0"), Copy(ts="2.0")], LATER, PACE)

    assert (row.state, row.ts, row.sent_rev, row.shown_at) == ("idle", "1.0", 0, NOW)
    assert (row.first_unknown_at, row.sweep_at) == (LATER, LATER + MINUTE)


def test_it_is_looked_for_in_its_thread() -> None:
    assert place_of(doubt()) == Spot(channel="C1", thread=None)
    assert place_of(doubt(**NOTE)) == Spot(channel="C1", thread="1.0")


def test_a_note_that_is_found_is_done_with() -> None:
    row = reconcile(doubt(**NOTE), [Copy(ts="1.1")], LATER, PACE)

    assert (row.ts, row.sent_rev) == ("1.1", row.want_rev)


def test_a_message_that_is_absent_is_sent_again_under_its_id() -> None:
    row = reconcile(doubt(), [], LATER, PACE)

    assert (row.state, row.ts, row.err, row.id) == ("idle", None, "", "d1")


@pytest.mark.parametrize(("lane", "longest"), [(0, PACE.doubt_critical), (1, PACE.doubt), (2, PACE.doubt)])
def test_where_nobody_can_say_a_doubt_ends_in_time(lane: int, longest: dt.timedelta) -> None:
    before = doubt(lane=lane)

    assert reconcile(before, None, NOW + longest - SECOND, PACE) == before
    after = reconcile(before, None, NOW + longest, PACE)
    assert (after.state, after.err) == ("idle", REPEAT)


def visible(**changes: Any) -> Delivery:
    return a_row(**{"ts": "2.0", "sent_rev": 3, "first_unknown_at": NOW, "sweep_at": LATER, **changes})


def test_a_sweep_keeps_the_earliest_and_shows_it_as_things_are() -> None:
    copies = [Copy(ts="1.0"), Copy(ts="2.0"), Copy(ts="3.0", answered=True)]

    row, extra = sweep(visible(), copies, LATER, PACE)

    assert (row.ts, row.sent_rev, row.state) == ("1.0", 0, "idle")
    assert extra == tuple(copies[1:])
    assert row.sweep_at == NOW + PACE.sweep_last


def test_a_sweep_that_keeps_an_earlier_copy_of_a_note_does_not_send_the_note_again() -> None:
    row, extra = sweep(visible(**NOTE, ts="2.0", sent_rev=1), [Copy(ts="1.1"), Copy(ts="2.0")], LATER, PACE)

    assert (row.ts, row.sent_rev, row.want_rev) == ("1.1", 1, 1)
    assert extra == (Copy(ts="2.0"),)


def test_a_sweep_soon_after_another_rests_before_it_looks_again() -> None:
    at = NOW + PACE.sweep_last - SECOND

    row, _ = sweep(visible(), [], at, PACE)

    assert row.sweep_at == at + PACE.sweep_first


def test_the_last_sweep_of_what_bears_no_mark_leaves_it_as_it_is_shown() -> None:
    row, _ = sweep(visible(), [Copy(ts="2.0")], NOW + PACE.sweep_last, PACE)

    assert (row.sent_rev, row.err, row.first_unknown_at) == (3, "", None)


def test_the_last_sweep_ends_the_doubt_and_takes_its_mark_from_the_message() -> None:
    row, extra = sweep(visible(err=REPEAT), [Copy(ts="2.0")], NOW + PACE.sweep_last, PACE)

    assert (row.sweep_at, row.first_unknown_at, row.err, row.sent_rev, extra) == (None, None, "", 0, ())


def test_a_sweep_that_cannot_look_looks_again_and_gives_up_in_the_end() -> None:
    row, _ = sweep(visible(), None, LATER, PACE)
    assert (row.state, row.sweep_at) == ("idle", LATER + PACE.sweep_first)

    row, _ = sweep(visible(), None, NOW + dt.timedelta(days=1), PACE)
    assert row.sweep_at is None


def test_a_copy_that_could_not_be_taken_back_is_looked_for_again() -> None:
    row, _ = sweep(visible(), [Copy(ts="2.0"), Copy(ts="3.0")], NOW + PACE.sweep_last, PACE)

    row = sweep_again(row, NOW + PACE.sweep_last, PACE)

    assert row.sweep_at == NOW + PACE.sweep_last + PACE.sweep_first
    assert row.first_unknown_at is not None


@pytest.mark.parametrize(
    ("row", "late"),
    [
        (a_row(shown_at=NOW + 7 * MINUTE), 7 * MINUTE),
        (a_row(), 9 * MINUTE),
        (a_row(shown_at=NOW + 30 * SECOND), dt.timedelta(0)),
        (a_row(not_before=NOW + 480 * MINUTE, shown_at=NOW + 481 * MINUTE - SECOND), dt.timedelta(0)),
        (a_row(err=REPOSTED, shown_at=NOW + 300 * MINUTE), dt.timedelta(0)),
    ],
    ids=["when shown", "not shown yet", "a moment", "after quiet hours", "posted anew"],
)
def test_late_is_what_it_waited_without_being_meant_to(row: Delivery, late: dt.timedelta) -> None:
    assert late_by(row, NOW + 9 * MINUTE, PACE) == late


def test_it_is_looked_for_since_it_was_wished_for_and_no_longer_than_a_day() -> None:
    assert look_since(a_row(), LATER) == NOW - MINUTE
    assert look_since(a_row(), NOW + dt.timedelta(days=30)) == NOW + dt.timedelta(days=29) - MINUTE


CALL = {"what": "escalated", "at": NOW, "state": "firing", "lasted": MINUTE, "escalations": 1, "on_call": "S1"}


@pytest.mark.parametrize(
    ("told", "incident", "already"),
    [
        (CALL, {"escalations": 1}, False),
        (CALL, {"escalations": 2}, True),
        (CALL, {"escalations": 1, **OVER}, True),
        ({**CALL, "what": "flapping", "on_call": ""}, {"escalations": 1}, True),
        ({**CALL, "what": "flapping", "on_call": "", "at": LATER}, {}, False),
    ],
    ids=["the last call", "an earlier call", "over", "nobody called", "after the message"],
)
def test_a_note_from_before_the_message_is_worth_sending_only_as_the_last_call(
    told: dict[str, Any], incident: dict[str, Any], already: bool
) -> None:
    note = Announcement.model_validate(told).model_dump_json()
    row = a_row(**NOTE, note=note)

    task = Task(row=row, incident=an_incident(**incident), thread_shown_at=NOW + SECOND)

    assert is_told_already(task) == already


@pytest.mark.parametrize(
    ("changes", "thread_shown_at"),
    [({}, NOW + SECOND), (NOTE, None), (NOTE, NOW + SECOND)],
    ids=["no note", "a thread that is not shown yet", "a note with nothing in it"],
)
def test_only_a_note_below_a_message_that_is_shown_can_be_told_already(
    changes: dict[str, Any], thread_shown_at: dt.datetime | None
) -> None:
    assert not is_told_already(Task(row=a_row(**changes), incident=an_incident(), thread_shown_at=thread_shown_at))


def test_a_call_for_the_people_on_call_is_told_already_once_somebody_has_it() -> None:
    taken = an_incident(escalations=1, acknowledged={"by": "U1", "how": "mine", "at": NOW})
    note = Announcement.model_validate(CALL).model_dump_json()

    assert is_told_already(Task(row=a_row(**NOTE, note=note), incident=taken, thread_shown_at=NOW + SECOND))


def test_a_note_that_is_told_already_is_never_sent() -> None:
    row = drop_note(a_row(**NOTE))

    assert (row.state, row.err) == ("dead", "told by the message itself")


def test_a_breaker_rests_longer_each_time_and_tries_one() -> None:
    breaker, now, rests = Breaker(), 0.0, []
    assert breaker.allows(20, now) == 20
    for _ in range(8):
        breaker.fail(now)
        breaker.fail(now)
        assert breaker.allows(20, now) == 0
        rests.append(breaker.rests(now))
        now += breaker.rests(now)
        assert breaker.allows(20, now) == 1
    breaker.work()

    assert rests == [1, 2, 4, 8, 10, 10, 10, 10]
    assert breaker.allows(20, now) == 20


outcomes = st.one_of(
    st.just(Shown(ts="5.0")),
    st.just(Unsure(reason="timeout")),
    st.sampled_from([NotShown(why=why) for why in ("unreachable", "limited", "token", "channel", "gone", "refused")]),
)
looks = st.one_of(st.none(), st.lists(st.sampled_from([Copy(ts="1.0"), Copy(ts="6.0")]), max_size=2, unique=True))


@given(st.lists(st.tuples(outcomes, looks), max_size=12), st.booleans())
def test_whatever_happens_a_row_never_forgets_what_it_must_do(
    story: list[tuple[Outcome, list[Copy] | None]], over: bool
) -> None:
    row, now = a_row(lane=1), NOW
    incident = an_incident(**(OVER if over else {}))
    for outcome, look in story:
        now += MINUTE
        if row.state == "dead":
            break
        if row.state == "unknown":
            row = reconcile(row, look, now, PACE)
        else:
            begun = row.model_copy(update={"state": "sending", "attempt_at": now})
            row = conclude(Task(row=begun, incident=incident), outcome, now, PACE)
        assert row.state != "sending"
        assert (row.state == "unknown") <= (row.ts is None and row.first_unknown_at is not None)
        assert (row.sent_rev == row.want_rev) <= (row.ts is not None)
        assert (row.state == "dead") <= over
        assert Delivery.model_validate(dict(row)) == row
