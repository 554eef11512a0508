"""How a site wants to be told of incidents: policy, routes, silences, windows; and what comes in; values only."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from bot.models.conversation import Id
from bot.models.entry import Level, Urgency
from bot.models.incident import Incident, IncidentKind, Name, Place, Realm, Short, Storable, Subject
from bot.models.setup import ChannelId, Duration, GroupId
from bot.models.target import Standing, Target
from bot.models.text import Locale, Slug, Value

MINUTE = dt.timedelta(minutes=1)
REMINDER_FLOOR = 5 * MINUTE


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("a time zone is named as in Asia/Seoul") from error
    return name


Zone = Annotated[str, AfterValidator(_check_zone)]
SourceName = Annotated[str, Storable, Field(min_length=1, max_length=120)]
Positive = Annotated[Duration, Field(gt=dt.timedelta(0), le=dt.timedelta(days=31))]


class Threshold(Value):
    """When errors of one urgency are an incident: so many within a window, and so many times the usual number."""

    count: Annotated[int, Field(ge=1)]
    within: Annotated[Duration, Field(ge=MINUTE, le=dt.timedelta(hours=1))] = 10 * MINUTE
    times_usual: Annotated[float, Field(ge=0)] = 0.0


class Policy(Value):
    """When people are told what. Times begin with the condition, but for reminders, which begin with the last call.

    An open incident that should page and that nobody has is escalated after `escalate_after`, then called again every
    `remind_every`. It flaps when it got bad `flap_after` times within `flap_window`, and no longer does after
    `flap_quiet` without change. Counts alone are shown anew every `refresh_every`. Beyond `storm_after` new messages
    in a minute, those that can wait share one summary. One code of `spread_after` companies or hosts within
    `suggest_within` is one incident; `suggest_after` people who paste one code in that time are told of each other.
    `pager` says that there is a webhook to page by.
    """

    escalate_after: Positive = 10 * MINUTE
    remind_every: Annotated[Duration, Field(ge=REMINDER_FLOOR, le=dt.timedelta(days=1))] = 30 * MINUTE
    flap_window: Positive = 20 * MINUTE
    flap_after: Annotated[int, Field(ge=2, le=100)] = 4
    flap_quiet: Positive = 10 * MINUTE
    clear_after: Positive = 15 * MINUTE
    stale_close: Positive = dt.timedelta(days=1)
    refresh_every: Positive = MINUTE
    longest_mute: Positive = dt.timedelta(days=7)
    storm_after: Annotated[int, Field(ge=1, le=1_000)] = 10
    spread_after: Annotated[int, Field(ge=2, le=100)] = 3
    suggest_after: Annotated[int, Field(ge=2, le=100)] = 3
    suggest_within: Annotated[Duration, Field(ge=MINUTE, le=dt.timedelta(hours=1))] = 20 * MINUTE
    thresholds: Mapping[Urgency, Threshold] = {
        "act-now": Threshold(count=1),
        "can-wait": Threshold(count=10, times_usual=3),
        "hand-back": Threshold(count=50, times_usual=5),
    }
    pager: bool = False


class QuietHours(Value):
    """When what can wait does wait, by the clock of a place; past midnight where `until` is the earlier one."""

    begin: dt.time
    until: dt.time
    zone: Zone


class Route(Value):
    """Where incidents go that match it; an empty condition matches all. The first route that matches is taken."""

    name: Slug
    environments: tuple[str, ...] = ()
    components: tuple[Slug, ...] = ()
    kinds: tuple[IncidentKind, ...] = ()
    levels: tuple[Level, ...] = ()
    urgencies: tuple[Urgency, ...] = ()
    channels: Annotated[tuple[ChannelId, ...], Field(min_length=1, max_length=10)]
    language: Locale | None = None
    on_call: GroupId | None = None
    quiet: QuietHours | None = None


class MaintenanceWindow(Value):
    """A planned time during which a part may fail; `every` repeats it."""

    name: Slug
    begins: AwareDatetime
    ends: AwareDatetime
    every: Duration | None = None
    environments: tuple[str, ...] = ()
    components: tuple[Slug, ...] = ()

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "MaintenanceWindow":
        if self.ends <= self.begins or (self.every is not None and self.every < self.ends - self.begins):
            raise ValueError("a maintenance window ends after it begins, and before it repeats")
        return self


class Alerting(Value):
    """All that a site sets for alerts.

    `fallback` takes what no route does. `groups` may mute, anyone where empty. Nothing of an environment that is not
    among `paging` calls people at night; all may where it is empty.
    """

    policy: Policy = Policy()
    routes: tuple[Route, ...] = ()
    fallback: ChannelId | None = None
    windows: tuple[MaintenanceWindow, ...] = ()
    groups: tuple[GroupId, ...] = ()
    paging: tuple[str, ...] = ()

    def soften(self, subject: Subject) -> Subject:
        """The subject as it may be told of: what would act now can wait in an environment that calls nobody."""
        calls = not self.paging or not subject.environment or subject.environment in self.paging
        return subject if calls or subject.urgency != "act-now" else subject.model_copy(update={"urgency": "can-wait"})

    @property
    def channels(self) -> tuple[str, ...]:
        """Every channel that something may go to."""
        named = [channel for route in self.routes for channel in route.channels]
        return tuple(dict.fromkeys([*named, *([self.fallback] if self.fallback else [])]))


class Scope(Value):
    """What a silence hides: whatever matches all that is given; it must give something."""

    number: int | None = None
    fingerprint: str | None = None
    environment: str | None = None
    component: Slug | None = None
    code: int | None = None
    company: str | None = None
    kind: IncidentKind | None = None

    @property
    def empty(self) -> bool:
        """It would hide everything."""
        return not any(value is not None for _, value in self)


class SilenceDraft(Value):
    """A silence that somebody wants, not yet looked at."""

    scope: Scope
    by: Id
    reason: Short
    until: AwareDatetime


class Silence(Value):
    """A silence as kept; `ended_by` lifted it before its time."""

    number: Annotated[int, Field(ge=1)]
    scope: Scope
    by: Id
    reason: Short
    at: AwareDatetime
    until: AwareDatetime
    ended_by: str = ""


class Observed(Value):
    """A target and what is held of it."""

    target: Target
    standing: Standing


class ErrorReport(Value):
    """SKMS errors of one kind that a log shipper sent: `says` is what the diagnosis read, redacted."""

    code: Annotated[int, Field(ge=10_000, le=99_999)]
    source: SourceName
    at: AwareDatetime
    environment: Realm = ""
    component: Slug | None = None
    host: Place = ""
    company: Name = ""
    count: Annotated[int, Field(ge=1)] = 1
    says: Short = ""


class AlertReport(Value):
    """One alert of another system: known by `fingerprint` within `source`, each beginning by `starts_at`."""

    source: SourceName
    fingerprint: Annotated[str, Storable, Field(min_length=1, max_length=100)]
    status: Literal["firing", "resolved"]
    starts_at: AwareDatetime
    name: Name
    environment: Realm = ""
    component: Slug | None = None
    level: Level = "P3"
    urgency: Urgency = "can-wait"
    says: Short = ""
    silent_after: Positive = dt.timedelta(hours=12)


class PasteReport(Value):
    """A person pasted an error."""

    code: Annotated[int, Field(ge=10_000, le=99_999)]
    by: Id
    at: AwareDatetime
    environment: Realm = ""
    host: Place = ""
    company: Name = ""


class Request(Value):
    """What a machine sent in one go, by which it can be told when it sends the same again: its key, its body's hash."""

    source: SourceName
    key: Annotated[str, Storable, Field(min_length=1, max_length=255)]
    body: Annotated[str, Field(max_length=64)]


class Outcome(Value):
    """What became of a person's wish: the incident as it is now and the named reason; refused where not `done`."""

    done: bool
    reason: Slug
    incident: Incident | None = None
    silence: Silence | None = None


class Preview(Value):
    """What a silence would hide of what is open; `problem` says why it would be refused, empty where it would not."""

    hides: tuple[Incident, ...] = ()
    problem: str = ""


class Tally(Value):
    """How often one kind of error came: by minute for an hour, by hour for a week, who pasted it lately."""

    fingerprint: Id
    minutes: Mapping[int, int] = {}
    hours: Mapping[int, int] = {}
    people: Mapping[str, AwareDatetime] = {}
    first_at: AwareDatetime
    last_at: AwareDatetime
