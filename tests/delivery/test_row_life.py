"""Any life of a row of the outbox, against a model that knows what really stands in the channel."""

import datetime as dt

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from typing_extensions import override

from bot.delivery.rules import Pace, conclude, reconcile, sweep, sweep_again
from bot.models.delivery import Delivery
from bot.models.showing import REPEAT, Copy, NotShown, Outcome, Refusal, Shown, Task, Unsure
from tests.delivery.test_rules import NOTE, a_row, an_incident
from tests.fakes.incidents import MINUTE, NOW, SECOND

PACE = Pace()
REFUSALS: tuple[Refusal, ...] = ("unreachable", "limited", "token", "channel", "refused")
POSTS = ("told", "answer lost", "request lost", "late", *REFUSALS)
LATEST = 5 * MINUTE
"""So long after an attempt the channel may still take it."""
CALM = 120


class Channel:
    """What stands there: the ids of the copies, the earliest first, and those that are still to come."""

    def __init__(self) -> None:
        self.there: list[str] = []
        self.coming: list[dt.datetime] = []
        self._posted = 0

    def take(self) -> str:
        self._posted += 1
        self.there.append(f"{self._posted}.0")
        return self.there[-1]

    def turn(self, now: dt.datetime) -> None:
        for _ in [due for due in self.coming if due <= now]:
            self.take()
        self.coming = [due for due in self.coming if due > now]

    def copies(self) -> list[Copy]:
        return [Copy(ts=ts) for ts in self.there]


class RowLife(RuleBasedStateMachine):
    """The model: what stands in the channel, and whether a post is in doubt that nobody has looked for."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.channel = Channel()
        self.row = a_row()
        self.unlooked = False
        self.deleted = False

    @initialize(lane=st.integers(0, 2), note=st.booleans())
    def is_wished_for(self, lane: int, note: bool) -> None:
        kind = NOTE if note else {}
        self.row = a_row(**kind, state="idle", lane=lane, attempts=0, attempt_at=None)

    @property
    def is_due(self) -> bool:
        row = self.row
        return row.state in ("idle", "parked") and row.want_rev > row.sent_rev and row.not_before <= self.now

    @property
    def is_doubtful(self) -> bool:
        row, waited = self.row, PACE.call + PACE.grace
        return row.state == "unknown" and row.attempt_at is not None and row.attempt_at + waited <= self.now

    @property
    def is_to_be_swept(self) -> bool:
        row = self.row
        return row.state == "idle" and row.ts is not None and row.sweep_at is not None and row.sweep_at <= self.now

    @rule(seconds=st.sampled_from((5, 20, 60, 300, 600)))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds * SECOND
        self.channel.turn(self.now)

    @rule(weather=st.sampled_from(POSTS), delay=st.integers(1, LATEST // SECOND))
    @precondition(lambda self: self.is_due)
    def is_attempted(self, weather: str, delay: int = 1) -> None:
        begun = self.row.model_copy(
            update={"state": "sending", "attempt_at": self.now, "attempts": self.row.attempts + 1}
        )
        outcome = self._edit(weather) if begun.ts is not None else self._post(weather, delay * SECOND)
        self.row = conclude(Task(row=begun, incident=an_incident(revision=begun.want_rev)), outcome, self.now, PACE)

    def _post(self, weather: str, delay: dt.timedelta) -> Outcome:
        # Whoever is in doubt looks before it repeats, or says that it may be a repeat.
        assert not self.unlooked or self.row.err == REPEAT
        if weather in REFUSALS:
            return NotShown.model_validate({"why": weather})
        if weather == "told":
            self.unlooked = False
            return Shown(ts=self.channel.take())
        self.unlooked = True
        if weather == "answer lost":
            self.channel.take()
        elif weather == "late":
            self.channel.coming.append(self.now + delay)
        return Unsure(reason=weather)

    def _edit(self, weather: str) -> Outcome:
        assert self.row.ts is not None
        if weather in REFUSALS:
            return NotShown.model_validate({"why": weather})
        if self.row.ts not in self.channel.there:
            return NotShown(why="gone")
        return Shown(ts=self.row.ts) if weather == "told" else Unsure(reason=weather)

    @rule(seen=st.booleans())
    @precondition(lambda self: self.is_doubtful)
    def is_looked_for(self, seen: bool = True) -> None:
        self.row = reconcile(self.row, self.channel.copies() if seen else None, self.now, PACE)
        self.unlooked = self.unlooked and not seen

    @rule(seen=st.booleans(), taken=st.booleans())
    @precondition(lambda self: self.is_to_be_swept)
    def is_swept(self, seen: bool = True, taken: bool = True) -> None:
        begun = self.row.model_copy(update={"state": "sending"})
        self.row, extra = sweep(begun, self.channel.copies() if seen else None, self.now, PACE)
        if taken:
            self.channel.there = [ts for ts in self.channel.there if ts not in {one.ts for one in extra}]
        elif extra:
            self.row = sweep_again(self.row, self.now, PACE)

    @rule()
    @precondition(lambda self: self.row.kind == "parent")
    def changes(self) -> None:
        self.row = self.row.model_copy(update={"want_rev": self.row.want_rev + 1})

    @rule()
    @precondition(lambda self: self.row.kind == "parent" and self.row.ts in self.channel.there)
    def is_deleted_by_somebody(self) -> None:
        assert self.row.ts is not None
        self.channel.there.remove(self.row.ts)
        self.deleted = True

    @invariant()
    def it_can_be_kept(self) -> None:
        assert Delivery.model_validate(dict(self.row)) == self.row

    @invariant()
    def it_stands_twice_only_while_somebody_will_look_again(self) -> None:
        looks = self.row.state in ("unknown", "dead") or self.row.sweep_at is not None or self.row.ts is None
        assert len(self.channel.there) + len(self.channel.coming) <= 1 or looks

    @invariant()
    def what_is_called_shown_has_a_place(self) -> None:
        assert self.row.sent_rev < self.row.want_rev or self.row.ts is not None
        assert (self.row.state == "unknown") <= (self.row.ts is None and self.row.first_unknown_at is not None)

    @invariant()
    def only_a_note_is_given_up(self) -> None:
        assert self.row.state != "dead" or self.row.kind == "note"

    @override
    def teardown(self) -> None:
        """In good weather it comes to rest: one copy, as it is now, without a doubt or a mark of one."""
        for _ in range(CALM):
            self.time_passes(60)
            if self.row.state == "dead":
                return
            if self.is_doubtful:
                self.is_looked_for()
            if self.is_due:
                self.is_attempted("told")
            if self.is_to_be_swept:
                self.is_swept()
        row = self.row
        assert self.channel.there == [row.ts] or (self.deleted and not self.channel.there)
        assert (row.state, row.sent_rev, row.sweep_at) == ("idle", row.want_rev, None)
        assert row.kind == "note" or (row.first_unknown_at, row.err == REPEAT) == (None, False)


TestRowLife = RowLife.TestCase
TestRowLife.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
