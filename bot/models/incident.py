"""What is wrong, since when, who has it, and what people must be told of it; values only, decides nothing."""

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator, Field

from bot.models.conversation import Id
from bot.models.delivery import CRITICAL, NORMAL, SUMMARY
from bot.models.entry import Level, Urgency
from bot.models.text import Slug, Value

IncidentKind = Literal["target", "blind", "errors", "alert", "people", "storm"]
"""What raised it: targets by their verdict, our own blindness, error bodies, an alert of another system, what people
pasted (a suggestion), or so many incidents at once that one message stands for them."""

IncidentState = Literal["firing", "flapping", "stale", "resolved"]
"""`stale`: whoever told of it fell silent, so that nobody knows; never the same as resolved."""

OPEN: tuple[IncidentState, ...] = ("firing", "flapping", "stale")
Intent = Literal["mine", "not-ours", "waiting"]
Told = Literal[
    "again",
    "raised",
    "flapping",
    "steady",
    "stale",
    "seen-again",
    "acknowledged",
    "not-ours",
    "waiting",
    "waiting-over",
    "escalated",
    "reminder",
    "muted",
    "unmuted",
    "mute-over",
    "resolved",
    "closed-unheard",
    "merged",
]
_UNSTORABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def _make_storable(text: object) -> object:
    """The text without what a database refuses, and without the controls that mean something to who shows it."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text) if isinstance(text, str) else text


Storable = BeforeValidator(_make_storable)
Short = Annotated[str, Storable, Field(max_length=200)]
Name = Annotated[str, Storable, Field(max_length=120)]
Place = Annotated[str, Storable, Field(max_length=253)]
Realm = Annotated[str, Storable, Field(max_length=64)]
"""The name of an environment, empty where it is not known."""

MOST_EVIDENCE = 10


class Evidence(Value):
    """Something that speaks for an incident: of what kind, from whom or what, how often; redacted, never a message.

    `reason` and `cause` are those of a reading; `says` is what else is known, in the words of where it comes from.
    """

    kind: Slug
    at: AwareDatetime
    name: Name = ""
    reason: str = ""
    cause: str = ""
    says: Short = ""
    count: Annotated[int, Field(ge=1)] = 1


class Subject(Value):
    """What an incident is about. `company` is masked; `members` are what fails with it, the root first.

    `codes` are those that a failure of this component shows as, to be expected next.
    """

    kind: IncidentKind
    environment: Realm = ""
    component: Slug | None = None
    code: int | None = None
    host: Place = ""
    company: Name = ""
    name: Name = ""
    level: Level = "P3"
    urgency: Urgency = "can-wait"
    members: tuple[Name, ...] = ()
    codes: tuple[int, ...] = ()

    @property
    def lane(self) -> int:
        """Which lane its messages go by: critical ones overtake, summaries wait."""
        return SUMMARY if self.kind == "storm" else CRITICAL if self.urgency == "act-now" else NORMAL


class Acknowledgement(Value):
    """Who said what of an incident: takes it, calls it not theirs, or waits for somebody until a time."""

    by: Id
    how: Intent
    at: AwareDatetime
    until: AwareDatetime | None = None
    waits_for: Name = ""


class Mute(Value):
    """Until when nobody is told of an incident, by whom and why; `silence` is None for a maintenance window."""

    by: Id
    until: AwareDatetime
    reason: Short
    silence: int | None = None


class Flip(Value):
    """A moment at which it got bad, or good."""

    at: AwareDatetime
    bad: bool


class Incident(Value):
    """One condition, from its beginning to its end; a later beginning of the same one is the next generation.

    `number` is for people (#14); `key` is for machines and the same wherever this very incident is told of.
    `first_at` is when it began, `last_at` when it was last heard of, `began_at` when its present episode began,
    `called_at` when people were last called, or when the wait for something began anew. `starts_at` is the beginning
    in the words of an alert's own system. `quiet_after` is how long nothing may be heard before that means something.
    `channels` are those where it has a message; in a storm it has none, and `storm` is the number of the summary, in
    which `left` says how many were still open when nothing more joined it.
    `on_call` and `language` are those of its route. `notes` counts what was put into its threads. `revision` counts
    what should be visible, `page_revision` what the pager should know; `due_at` is when time alone may change it.
    """

    number: Annotated[int, Field(ge=1)]
    key: Id
    fingerprint: Id
    generation: Annotated[int, Field(ge=1)] = 1
    subject: Subject
    state: IncidentState = "firing"
    reason: Slug = "began"
    acknowledged: Acknowledgement | None = None
    mute: Mute | None = None
    escalations: Annotated[int, Field(ge=0)] = 0
    called_at: AwareDatetime
    count: Annotated[int, Field(ge=0)] = 0
    pastes: Annotated[int, Field(ge=0)] = 0
    opening: tuple[Evidence, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    flips: tuple[Flip, ...] = ()
    flap_window: dt.timedelta = dt.timedelta(minutes=20)
    sources: tuple[Name, ...] = ()
    quiet_after: dt.timedelta | None = None
    starts_at: AwareDatetime | None = None
    first_at: AwareDatetime
    began_at: AwareDatetime
    last_at: AwareDatetime
    stale_at: AwareDatetime | None = None
    resolved_at: AwareDatetime | None = None
    merged_into: int | None = None
    storm: int | None = None
    left: Annotated[int, Field(ge=0)] | None = None
    channels: tuple[Id, ...] = ()
    on_call: str = ""
    language: str = ""
    notes: Annotated[int, Field(ge=0)] = 0
    revision: Annotated[int, Field(ge=1)] = 1
    page_revision: Annotated[int, Field(ge=0)] = 0
    refresh_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None

    @property
    def open(self) -> bool:
        """It is not over."""
        return self.state in OPEN

    @property
    def holder(self) -> str:
        """Who has it, empty where nobody does; whoever called it not theirs does not."""
        said = self.acknowledged
        return said.by if said is not None and said.how != "not-ours" else ""

    def muted(self, now: dt.datetime) -> bool:
        """Whether nobody is to be told of it now."""
        return self.mute is not None and now < self.mute.until

    def lasted(self, now: dt.datetime) -> dt.timedelta:
        """From its beginning to its end, or until now."""
        return (self.resolved_at or now) - self.first_at

    def times_bad(self, now: dt.datetime) -> int:
        """How often it got bad within the flap window."""
        return sum(flip.bad for flip in self.flips if flip.at > now - self.flap_window)

    def share_bad(self, now: dt.datetime) -> int:
        """How much of the flap window it was bad, in per cent."""
        start = max(now - self.flap_window, self.first_at)
        whole = (now - start).total_seconds()
        if whole <= 0:
            return 100
        bad = sum((min(end, now) - max(begin, start)).total_seconds() for begin, end in self._episodes(now))
        return round(100 * bad / whole)

    def _episodes(self, now: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
        """The bad stretches within the window, one that runs on ending now."""
        start = now - self.flap_window
        kept = [flip for flip in self.flips if flip.at > start]
        if not kept or not kept[0].bad:
            before = [flip for flip in self.flips if flip.at <= start]
            kept.insert(0, Flip(at=start, bad=before[-1].bad if before else bool(kept)))
        ends = [*(flip.at for flip in kept[1:]), now]
        return [(flip.at, end) for flip, end in zip(kept, ends, strict=True) if flip.bad]


class Failing(Value):
    """A condition holds; may be said again and again. `starts_at` and `quiet_after` are as in Incident."""

    subject: Subject
    evidence: tuple[Evidence, ...] = ()
    source: str = ""
    starts_at: AwareDatetime | None = None
    quiet_after: dt.timedelta | None = None


class Recovered(Value):
    """A condition no longer holds; `starts_at` tells which beginning that ends, where its system counts so."""

    evidence: tuple[Evidence, ...] = ()
    starts_at: AwareDatetime | None = None


class Occurred(Value):
    """Something happened `count` times, `pastes` of them told by people; it is over when it stays away.

    `left` is how many incidents of a storm are still open, where that was looked at.
    """

    subject: Subject
    count: Annotated[int, Field(ge=0)] = 1
    pastes: Annotated[int, Field(ge=0)] = 0
    evidence: tuple[Evidence, ...] = ()
    source: str = ""
    quiet_after: dt.timedelta = dt.timedelta(minutes=15)
    left: Annotated[int, Field(ge=0)] | None = None


class Unseen(Value):
    """Whoever tells of it says nothing, or cannot see."""


class Answered(Value):
    """A person takes it, calls it not theirs, or waits; `over` takes it from whoever has it."""

    by: Id
    how: Intent
    over: bool = False
    until: AwareDatetime | None = None
    waits_for: Name = ""


class Muted(Value):
    """Nobody is to be told of it for a while."""

    mute: Mute


class Unmuted(Value):
    """People are to be told of it again."""

    by: Id


class Merged(Value):
    """It turned out to be part of another one."""

    into: int


class Tick(Value):
    """Time went on. `heard` tells whether its sources spoke, of something else, since it was last heard of."""

    heard: bool = False


IncidentEvent = Failing | Recovered | Occurred | Unseen | Answered | Muted | Unmuted | Merged | Tick


class Announcement(Value):
    """One transition as it is frozen in the thread: what, when, who, and what was known at that moment.

    `mentions` are people to be notified, `on_call` says that the group is. `broadcast` shows it in the channel, too.
    """

    what: Told
    at: AwareDatetime
    by: str = ""
    mentions: tuple[str, ...] = ()
    on_call: str = ""
    broadcast: bool = False
    until: AwareDatetime | None = None
    reason: Short = ""
    waits_for: Name = ""
    other: int | None = None
    state: IncidentState
    lasted: dt.timedelta
    count: int = 0
    pastes: int = 0
    escalations: int = 0
    times_bad: int = 0
    share_bad: int = 0
    evidence: tuple[Evidence, ...] = ()


class Decision(Value):
    """What became of an incident, what people must be told, and the named reason; `after` None: there is none."""

    after: Incident | None
    announcements: tuple[Announcement, ...] = ()
    reason: Slug
