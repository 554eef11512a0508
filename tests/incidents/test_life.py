"""Any life of an incident, against a model so simple that it can be read at a glance, and rules that always hold."""

import datetime as dt

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.incidents.rules import Beginning, decide
from bot.models.alerting import Policy
from bot.models.incident import (
    Announcement,
    Answered,
    Failing,
    Incident,
    IncidentEvent,
    Mute,
    Muted,
    Recovered,
    Tick,
    Unmuted,
    Unseen,
)
from tests.fakes.incidents import MINUTE, NOW, SECOND, a_subject, evidence

POLICY = Policy()
FAILING = Failing(subject=a_subject(), evidence=(evidence(),))
PEOPLE = st.sampled_from(["U1", "U2", "U3"])
SPOKEN = {"acknowledged", "not-ours", "waiting", "muted", "unmuted", "mute-over"}
STATES = {
    "again": "firing",
    "flapping": "flapping",
    "steady": "firing",
    "stale": "stale",
    "seen-again": "firing",
    "resolved": "resolved",
    "closed-unheard": "resolved",
}


class Life(RuleBasedStateMachine):
    """The model: whether it is bad and seen, who has it, until when it is muted; all by the events alone."""

    def __init__(self) -> None:
        super().__init__()
        self.now = dt.datetime.combine(NOW.date(), NOW.timetz())
        self.incident: Incident | None = None
        self.bad = True
        self.holder = ""
        self.mute_until: dt.datetime | None = None
        self.told: list[Announcement] = []
        self.numbers = 0

    @initialize()
    def begins(self) -> None:
        self.apply(FAILING)

    def apply(self, event: IncidentEvent) -> None:
        before = self.incident
        decision = decide(before, event, self.now, POLICY, Beginning("f", self.numbers + 1))
        after = decision.after
        assert after is not None
        self.told = list(decision.announcements)
        if before is None or after.number != before.number:
            self.numbers += 1
            self.holder, self.mute_until = "", None
            assert after.generation == (before.generation + 1 if before else 1)
        else:
            assert after.revision >= before.revision
            # Whatever people are told of is to be seen in the message, too.
            assert after.revision > before.revision or not self.told or after.mute != before.mute
            assert after.count >= before.count
        assert decide(before, event, self.now, POLICY, Beginning("f", self.numbers)).reason == decision.reason
        self.incident = after

    @property
    def current(self) -> Incident:
        assert self.incident is not None
        return self.incident

    @rule(seconds=st.integers(1, 1800))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds * SECOND
        waited = self.current.acknowledged
        was_open = self.current.open
        self.apply(Tick())
        if was_open and waited is not None and waited.until is not None and waited.until <= self.now:
            self.holder = ""
        if self.mute_until is not None and self.mute_until <= self.now and was_open:
            assert self.told[0].what == "mute-over"
            self.mute_until = None

    @rule()
    def fails(self) -> None:
        self.bad = True
        self.apply(FAILING)
        assert self.current.open

    @rule()
    def recovers(self) -> None:
        self.bad = False
        self.apply(Recovered())
        assert self.current.state in ("resolved", "flapping")

    @rule()
    def is_not_seen(self) -> None:
        was_open = self.current.open
        self.apply(Unseen())
        assert self.current.state == ("stale" if was_open else "resolved")

    @rule(who=PEOPLE, minutes=st.integers(1, 60), intent=st.sampled_from(["mine", "not-ours", "waiting"]))
    @precondition(lambda self: self.incident is not None and self.incident.open)
    def somebody_answers(self, who: str, minutes: int, intent: str) -> None:
        until = self.now + minutes * MINUTE if intent == "waiting" else None
        self.apply(Answered.model_validate({"by": who, "how": intent, "until": until}))
        if self.holder in ("", who):
            self.holder = "" if intent == "not-ours" else who

    @rule(minutes=st.integers(1, 60))
    @precondition(lambda self: self.incident is not None and self.incident.open)
    def is_muted(self, minutes: int) -> None:
        until = self.now + minutes * MINUTE
        self.apply(Muted(mute=Mute(by="U9", until=until, reason="known", silence=1)))
        self.mute_until = max(self.mute_until or until, until)

    @rule()
    @precondition(lambda self: self.incident is not None and self.incident.open)
    def is_unmuted(self) -> None:
        self.apply(Unmuted(by="U9"))
        self.mute_until = None

    @invariant()
    def it_is_held_by_whom_the_model_says(self) -> None:
        if self.incident is not None:
            assert self.incident.holder == self.holder

    @invariant()
    def it_is_muted_when_the_model_says(self) -> None:
        if self.incident is not None:
            muted = self.mute_until is not None and self.now < self.mute_until
            assert self.incident.muted(self.now) is muted

    @invariant()
    def what_is_bad_is_never_shown_as_over_without_a_word(self) -> None:
        if self.incident is not None and self.bad and not self.incident.open:
            assert self.incident.reason == "closed-unheard"

    @invariant()
    def what_is_good_and_seen_is_over_or_still_flaps(self) -> None:
        if self.incident is not None and not self.bad:
            assert self.incident.state in ("resolved", "flapping", "stale")

    @invariant()
    def nothing_but_people_is_told_while_muted(self) -> None:
        if self.incident is not None and self.incident.muted(self.now):
            assert {one.what for one in self.told} <= SPOKEN

    @invariant()
    def the_last_word_about_the_state_is_the_state(self) -> None:
        words = [one.what for one in self.told if one.what in STATES]
        if words:
            assert STATES[words[-1]] == self.current.state

    @invariant()
    def what_is_open_and_needs_somebody_is_due_sometime(self) -> None:
        one = self.incident
        if one is not None and one.state in ("firing", "flapping") and not one.holder:
            assert one.due_at is not None

    @invariant()
    def its_times_go_with_its_state(self) -> None:
        one = self.incident
        if one is not None:
            assert (one.resolved_at is None) is one.open
            assert (one.stale_at is not None) is (one.state == "stale")

    @invariant()
    def what_is_over_waits_for_nothing(self) -> None:
        if self.incident is not None and not self.incident.open:
            assert self.incident.due_at is None


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
