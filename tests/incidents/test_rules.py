"""The life of an incident, transition by transition, each with its named reason."""

import datetime as dt
from collections.abc import Sequence

import pytest

from bot.incidents.rules import Beginning, decide
from bot.models.alerting import Policy
from bot.models.incident import (
    Acknowledgement,
    Answered,
    Decision,
    Failing,
    Incident,
    IncidentEvent,
    Merged,
    Mute,
    Muted,
    Occurred,
    Recovered,
    Tick,
    Unmuted,
    Unseen,
)
from tests.fakes.incidents import MINUTE, NOW, SECOND, a_subject, evidence

POLICY = Policy()
FAILING = Failing(subject=a_subject(), evidence=(evidence(),))
OCCURRED = Occurred(subject=a_subject(kind="errors", code=40013, urgency="can-wait"), count=3, source="fluent-bit")
MINE = Answered(by="U1", how="mine")
WAITING = Answered(by="U1", how="waiting", until=NOW + 40 * MINUTE, waits_for="network team")
NOT_MINE = Answered(by="U1", how="not-ours")
SHORTER = Muted(mute=Mute(by="U2", until=NOW + 60 * MINUTE, reason="known"))
MUTED = Muted(mute=Mute(by="U2", until=NOW + 120 * MINUTE, reason="known"))
HOUR = 60 * MINUTE


def begin(event: Failing | Occurred = FAILING, at: dt.datetime = NOW) -> Incident:
    after = decide(None, event, at, POLICY, Beginning("f", 14)).after
    assert after is not None
    return after.model_copy(update={"channels": ("C0OPERATORS",), "on_call": "S0ONCALL"})


def live(*events: tuple[int, IncidentEvent], first: Failing | Occurred = FAILING) -> tuple[Incident, Decision]:
    """An incident after what happened to it so many minutes after its beginning, and the last decision."""
    incident = begin(first)
    decision = Decision(after=incident, reason="began")
    for minutes, event in events:
        decision = decide(incident, event, NOW + minutes * MINUTE, POLICY, Beginning("f", 15))
        assert decision.after is not None
        incident = decision.after
    return incident, decision


def told(decision: Decision) -> list[str]:
    return [one.what for one in decision.announcements]


def flap(times: int, every: int = 2) -> list[tuple[int, IncidentEvent]]:
    """Good and bad again, so often, the first recovery after `every` minutes."""
    return [(number * every, FAILING if number % 2 == 0 else Recovered()) for number in range(1, 2 * times + 1)]


TRANSITIONS: Sequence[tuple[str, list[tuple[int, IncidentEvent]], str, str, list[str]]] = (
    ("it goes on", [(1, FAILING)], "goes-on", "firing", []),
    ("it recovers", [(1, Recovered())], "resolved", "resolved", ["resolved"]),
    ("it recovers twice", [(1, Recovered()), (2, Recovered())], "over", "resolved", []),
    ("it fails again soon", [(1, Recovered()), (3, FAILING)], "again", "firing", ["again"]),
    ("it fails again late", [(1, Recovered()), (30, FAILING)], "reopened", "firing", []),
    ("it flaps", flap(3), "flapping", "flapping", ["flapping"]),
    ("it flaps on in silence", flap(5, 1), "flapping", "flapping", []),
    ("flapping ends well", [*flap(3), (13, Recovered()), (24, Tick())], "resolved", "resolved", ["resolved"]),
    ("flapping ends badly", [*flap(3), (23, Tick())], "escalated", "firing", ["steady", "escalated"]),
    ("it is not seen", [(1, Unseen())], "stale", "stale", ["stale"]),
    ("it is still not seen", [(1, Unseen()), (2, Unseen())], "stale", "stale", []),
    ("it is seen again", [(1, Unseen()), (2, FAILING)], "seen-again", "firing", ["seen-again"]),
    ("it recovered unseen", [(1, Unseen()), (2, Recovered())], "resolved", "resolved", ["resolved"]),
    ("nobody sees it for a day", [(1, Unseen()), (1442, Tick())], "closed-unheard", "resolved", ["closed-unheard"]),
    ("somebody takes it", [(1, MINE)], "acknowledged", "firing", ["acknowledged"]),
    ("the same takes it again", [(1, MINE), (2, MINE)], "same", "firing", []),
    ("another wants it", [(1, MINE), (2, Answered(by="U2", how="mine"))], "taken", "firing", []),
    (
        "another takes it over",
        [(1, MINE), (2, Answered(by="U2", how="mine", over=True))],
        "acknowledged",
        "firing",
        ["acknowledged"],
    ),
    ("it is not theirs", [(1, Answered(by="U1", how="not-ours"))], "not-ours", "firing", ["not-ours"]),
    (
        "another takes what is not theirs",
        [(1, Answered(by="U1", how="not-ours")), (2, Answered(by="U2", how="mine"))],
        "acknowledged",
        "firing",
        ["acknowledged"],
    ),
    ("somebody waits", [(1, WAITING)], "waiting", "firing", ["waiting"]),
    ("the wait is over", [(1, WAITING), (40, Tick())], "waiting-over", "firing", ["waiting-over"]),
    ("it is taken when it is over", [(1, Recovered()), (2, MINE)], "over", "resolved", []),
    ("nobody has it", [(10, Tick())], "escalated", "firing", ["escalated"]),
    ("nobody has it still", [(10, Tick()), (40, Tick())], "reminder", "firing", ["reminder"]),
    ("it is not time yet", [(9, Tick())], "waits", "firing", []),
    ("it is not time to remind", [(10, Tick()), (39, Tick())], "waits", "firing", []),
    ("who has it is left in peace", [(1, MINE), (600, Tick())], "waits", "firing", []),
    ("nobody calls it theirs", [(1, NOT_MINE), (10, Tick())], "escalated", "firing", ["escalated"]),
    ("it is muted", [(1, MUTED)], "muted", "firing", ["muted"]),
    ("it is muted for less", [(1, MUTED), (2, SHORTER)], "muted-already", "firing", []),
    ("it recovers while muted", [(1, MUTED), (2, Recovered())], "resolved", "resolved", []),
    ("nobody is called while it is muted", [(1, MUTED), (60, Tick())], "waits", "firing", []),
    ("the mute ends", [(1, MUTED), (120, Tick())], "mute-over", "firing", ["mute-over"]),
    ("the mute ends, nobody comes", [(1, MUTED), (120, Tick()), (130, Tick())], "escalated", "firing", ["escalated"]),
    ("it is unmuted", [(1, MUTED), (2, Unmuted(by="U1"))], "unmuted", "firing", ["unmuted"]),
    ("it is unmuted though it never was muted", [(2, Unmuted(by="U1"))], "not-muted", "firing", []),
    ("it is part of another", [(1, Merged(into=3))], "merged", "resolved", ["merged"]),
)


@pytest.mark.parametrize(
    ("events", "reason", "state", "announced"), [row[1:] for row in TRANSITIONS], ids=[row[0] for row in TRANSITIONS]
)
def test_each_transition_has_its_reason_and_its_word(
    events: list[tuple[int, IncidentEvent]], reason: str, state: str, announced: list[str]
) -> None:
    incident, decision = live(*events)

    assert (decision.reason, incident.state, told(decision)) == (reason, state, announced)


@pytest.mark.parametrize("event", [Recovered(), Unseen(), MINE, MUTED, Unmuted(by="U1"), Tick()])
def test_what_nobody_knows_is_left_alone(event: IncidentEvent) -> None:
    assert decide(None, event, NOW, POLICY) == Decision(after=None, reason="unknown")


def test_a_later_beginning_is_the_next_generation_and_nobody_has_it_yet() -> None:
    incident, _ = live((1, MINE), (2, Recovered()), (60, FAILING))

    assert (incident.generation, incident.number, incident.acknowledged) == (2, 15, None)
    assert incident.first_at == NOW + HOUR
    assert incident.key != begin().key


def test_one_that_is_bad_again_soon_is_the_same_and_still_held_by_whom_took_it() -> None:
    incident, decision = live((1, MINE), (2, Recovered()), (5, FAILING))

    assert (incident.generation, incident.number, incident.holder) == (1, 14, "U1")
    assert decision.announcements[0].mentions == ("U1",)
    assert not decision.announcements[0].broadcast


def test_the_end_says_how_long_it_was_and_calls_whoever_took_it() -> None:
    _, decision = live((1, MINE), (19, Recovered()))

    assert decision.announcements[0].lasted == 19 * MINUTE
    assert decision.announcements[0].mentions == ("U1",)


def test_flapping_tells_how_often_and_how_much_it_was_bad() -> None:
    _, decision = live(*flap(3))

    # Bad for 2 minutes, good for 2, and so on, in the 12 minutes that it is known.
    assert (decision.announcements[0].times_bad, decision.announcements[0].share_bad) == (4, 50)


def test_what_flaps_is_shown_at_most_once_a_minute() -> None:
    incident, _ = live(*flap(3))
    shown = incident.revision
    for number in range(60):
        at = NOW + 12 * MINUTE + number * 2 * SECOND
        event: IncidentEvent = Recovered() if number % 2 == 0 else FAILING
        incident = decide(incident, event, at, POLICY).after or incident
        incident = decide(incident, Tick(), at, POLICY).after or incident

    assert incident.state == "flapping"
    assert incident.revision - shown <= 2


def test_an_escalation_calls_the_group_and_is_seen_in_the_channel() -> None:
    _, decision = live((10, Tick()))

    assert decision.announcements[0].on_call == "S0ONCALL"
    assert decision.announcements[0].broadcast


def test_what_can_wait_calls_nobody() -> None:
    waits = Failing(subject=a_subject(urgency="can-wait"), evidence=(evidence(),))

    incident, decision = live((600, Tick()), first=waits)

    assert (decision.reason, incident.due_at) == ("waits", None)


def test_what_gets_worse_is_told_in_the_channel() -> None:
    waits = Failing(subject=a_subject(urgency="can-wait"), evidence=(evidence(),))

    incident, decision = live((1, FAILING), first=waits)

    assert told(decision) == ["raised"]
    assert incident.subject.urgency == "act-now"
    assert incident.due_at == NOW + 11 * MINUTE


def test_who_waits_is_asked_once_and_then_nobody_has_it() -> None:
    incident, decision = live((1, WAITING), (40, Tick()))

    assert decision.announcements[0].mentions == ("U1",)
    assert decision.announcements[0].waits_for == "network team"
    assert incident.holder == ""
    assert live((1, WAITING), (40, Tick()), (50, Tick()))[1].reason == "escalated"


def test_errors_are_over_when_they_stay_away_while_their_source_speaks() -> None:
    incident, decision = live((15, Tick(heard=True)), first=OCCURRED)

    assert (decision.reason, incident.state) == ("resolved", "resolved")


def test_errors_are_stale_and_never_over_when_their_source_fell_silent() -> None:
    silent: list[tuple[int, IncidentEvent]] = [(minutes, Tick()) for minutes in range(15, 1440, 15)]

    incident, decision = live(*silent, first=OCCURRED)

    assert incident.state == "stale"
    assert decision.reason == "still-stale"


def test_stale_errors_are_over_once_their_source_speaks_of_other_things() -> None:
    incident, _ = live((15, Tick()), (30, Tick(heard=True)), first=OCCURRED)

    assert incident.state == "resolved"


def test_counts_alone_are_shown_once_a_minute() -> None:
    incident, _ = live((0, OCCURRED), (0, OCCURRED), first=OCCURRED)

    assert (incident.count, incident.revision, incident.due_at) == (9, 1, NOW + MINUTE)
    assert (decide(incident, Tick(), NOW + MINUTE, POLICY).after or incident).revision == 2


def test_a_condition_that_is_said_again_in_the_same_words_is_not_kept_again() -> None:
    incident, decision = live((1, FAILING))

    assert decision.after == incident == begin()


def test_evidence_of_the_same_kind_is_counted_and_the_first_is_never_lost() -> None:
    more = [
        Occurred(subject=a_subject(kind="errors"), evidence=(evidence(kind="errors", name=str(name)),))
        for name in [*range(14), 13]
    ]

    incident, _ = live(*((1, event) for event in more), first=more[0])

    assert len(incident.evidence) == 10
    assert incident.evidence[-1].count == 2
    assert incident.opening[0].name == "0"


def test_pastes_speak_for_an_incident_about_something_else_and_leave_what_it_is_about() -> None:
    paste = Occurred(subject=a_subject(kind="people", code=40013, urgency="can-wait"), count=0, pastes=1)

    incident, _ = live((1, paste))

    assert (incident.pastes, incident.subject) == (1, FAILING.subject)


def alert(minutes: int) -> Failing:
    subject = a_subject(kind="alert", name="SkmsLatency", members=())
    return Failing(subject=subject, starts_at=NOW + minutes * MINUTE, quiet_after=12 * HOUR)


@pytest.mark.parametrize(
    ("events", "reason", "state"),
    [
        ([(1, alert(0))], "goes-on", "firing"),
        ([(1, alert(-5))], "old-news", "firing"),
        ([(1, alert(1))], "goes-on", "firing"),
        ([(1, Recovered(starts_at=NOW)), (2, alert(0))], "old-news", "resolved"),
        ([(1, Recovered(starts_at=NOW)), (2, alert(2))], "again", "firing"),
        ([(1, Recovered(starts_at=NOW)), (90, alert(90))], "reopened", "firing"),
        ([(1, alert(1)), (2, Recovered(starts_at=NOW))], "old-news", "firing"),
        ([(1, Recovered(starts_at=NOW)), (2, Recovered(starts_at=NOW))], "over", "resolved"),
        ([(12 * 60, Tick(heard=True))], "resolved", "resolved"),
        ([(12 * 60, Tick())], "stale", "stale"),
    ],
)
def test_an_alert_is_told_by_its_beginning_in_whatever_order_news_come(
    events: list[tuple[int, IncidentEvent]], reason: str, state: str
) -> None:
    incident, decision = live(*events, first=alert(0))

    assert (decision.reason, incident.state) == (reason, state)


def test_the_pager_is_told_of_the_end_even_of_what_is_muted() -> None:
    paged = begin().model_copy(update={"page_revision": 1})
    muted = decide(paged, MUTED, NOW, POLICY).after

    after = decide(muted, Recovered(), NOW + MINUTE, POLICY).after

    assert muted is not None
    assert after is not None
    assert (muted.page_revision, after.page_revision) == (1, 2)


def test_an_acknowledgement_says_what_was_said() -> None:
    incident, _ = live((1, WAITING))

    assert incident.acknowledged == Acknowledgement(
        by="U1", how="waiting", at=NOW + MINUTE, until=NOW + 40 * MINUTE, waits_for="network team"
    )


def test_errors_that_get_worse_raise_what_they_are_about_and_call_whoever_has_it() -> None:
    worse = OCCURRED.model_copy(update={"subject": OCCURRED.subject.model_copy(update={"urgency": "act-now"})})

    incident, decision = live((1, MINE), (2, worse), (3, OCCURRED), first=OCCURRED)

    assert incident.subject.urgency == "act-now"
    assert decision.reason == "goes-on"
    _, raised = live((1, MINE), (2, worse), first=OCCURRED)
    assert [(one.what, one.mentions, one.broadcast) for one in raised.announcements] == [("raised", ("U1",), True)]


@pytest.mark.parametrize(("level", "becomes"), [("P1", "P1"), ("P4", "P2")])
def test_errors_change_the_level_of_an_incident_only_to_a_worse_one(level: str, becomes: str) -> None:
    subject = OCCURRED.subject.model_copy(update={"level": level})

    incident, _ = live((1, OCCURRED.model_copy(update={"subject": subject})), first=OCCURRED)

    assert OCCURRED.subject.level == "P2"
    assert incident.subject.level == becomes


def test_an_incident_knows_its_last_twenty_sources_and_when_it_last_heard_of_them() -> None:
    others = [OCCURRED.model_copy(update={"source": f"source-{number}"}) for number in range(25)]

    incident, _ = live(*((1 + number, event) for number, event in enumerate([*others, others[-1]])), first=OCCURRED)

    assert incident.sources == tuple(f"source-{number}" for number in range(5, 25))
    assert incident.last_at == NOW + 26 * MINUTE
    assert begin(OCCURRED).sources == ("fluent-bit",)
    assert begin(FAILING).sources == ()


def test_the_reason_of_what_was_told_last_is_kept() -> None:
    incident, _ = live((1, MINE), (2, FAILING))

    assert incident.reason == "acknowledged"


def test_an_alert_began_when_its_sender_says_but_never_in_the_future() -> None:
    assert begin(alert(-5)).began_at == NOW - 5 * MINUTE
    assert begin(alert(5)).began_at == NOW


def test_without_a_number_nothing_begins_and_the_one_before_stays() -> None:
    over, _ = live((1, Recovered()))

    assert decide(over, FAILING, NOW + HOUR, POLICY) == Decision(after=over, reason="no-number")


@pytest.mark.parametrize("kind", ["people", "storm"])
def test_a_suggestion_or_a_storm_that_comes_back_soon_begins_anew(kind: str) -> None:
    event = Failing(subject=a_subject(kind=kind), evidence=(evidence(),))

    incident, decision = live((1, Recovered()), (2, event), first=event)

    assert (decision.reason, incident.generation) == ("reopened", 2)


def test_one_that_became_part_of_another_begins_anew() -> None:
    incident, _ = live((1, Merged(into=3)), (2, FAILING))

    assert (incident.generation, incident.merged_into) == (2, None)


def test_becoming_part_of_another_names_it_and_tells_whoever_has_it() -> None:
    incident, decision = live((1, MINE), (2, Unseen()), (3, Merged(into=3)))

    (announced,) = decision.announcements
    assert (announced.other, announced.mentions) == (3, ("U1",))
    assert (incident.merged_into, incident.resolved_at, incident.stale_at) == (3, NOW + 3 * MINUTE, None)


def test_one_that_is_bad_again_counts_from_then_and_is_seen_in_the_channel_where_nobody_has_it() -> None:
    incident, decision = live((10, Tick()), (11, Recovered()), (12, FAILING))

    assert decision.announcements[0].broadcast
    assert (incident.began_at, incident.called_at, incident.escalations) == (*[NOW + 12 * MINUTE] * 2, 0)


def test_a_recovery_is_evidence_and_the_last_that_was_heard() -> None:
    incident, _ = live((4, Recovered(evidence=(evidence(reason="answers again"),))))

    assert incident.evidence[-1].reason == "answers again"
    assert incident.last_at == NOW + 4 * MINUTE


def test_whoever_has_it_is_told_that_nobody_sees_it_and_that_it_is_seen_again() -> None:
    stale, unseen = live((1, MINE), (2, Unseen()))
    _, seen = live((1, MINE), (2, Unseen()), (3, FAILING))

    assert stale.called_at == NOW + 2 * MINUTE
    assert [one.mentions for one in (*unseen.announcements, *seen.announcements)] == [("U1",), ("U1",)]


def test_who_loses_it_to_another_is_told_by_whom_and_for_what() -> None:
    taking = Answered(by="U2", how="waiting", until=NOW + HOUR, waits_for="disks", over=True)

    (announced,) = live((1, MINE), (2, taking))[1].announcements

    assert announced.mentions == ("U1",)
    assert (announced.by, announced.until, announced.waits_for) == ("U2", NOW + HOUR, "disks")


def test_a_mute_and_its_end_say_by_whom_and_calls_begin_anew_with_the_end() -> None:
    _, muted = live((1, MUTED))
    incident, unmuted = live((1, MUTED), (2, Unmuted(by="U1")))

    (announced,) = muted.announcements
    assert (announced.by, announced.until, announced.reason) == ("U2", NOW + 2 * HOUR, "known")
    assert unmuted.announcements[0].by == "U1"
    assert incident.called_at == NOW + 2 * MINUTE
