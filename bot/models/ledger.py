"""What work on incidents reads and leaves behind within one transaction: a copy that it may change."""

import datetime as dt
from dataclasses import dataclass, field

from bot.models.alerting import Silence, Tally
from bot.models.conversation import AuditRow
from bot.models.delivery import Delivery
from bot.models.incident import Incident, IncidentKind

MOST_LEFT = 100
"""As many open incidents of a storm are looked at when it may be over; beyond, they are many."""
RequestKey = tuple[str, str]
"""The source of a request and its own key."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows a piece of work needs; silences that run are always there.

    `fingerprints` asks for the latest generation of each, `kinds` for all open incidents of those, `every_open` for
    all open ones, `due` for those whose time has come by `now`, a portion at most; with a storm that is due come the
    open incidents that it stands for, one more than MOST_LEFT at most.
    """

    now: dt.datetime
    fingerprints: frozenset[str] = frozenset()
    numbers: frozenset[int] = frozenset()
    kinds: frozenset[IncidentKind] = frozenset()
    every_open: bool = False
    due: bool = False
    tallies: frozenset[str] = frozenset()
    sources: bool = False
    requests: frozenset[RequestKey] = frozenset()


@dataclass(slots=True)
class Ledger:
    """A working copy of the rows that were wanted, and what is to be written of it when the work is done.

    `fresh_parents` counts the messages begun within the last minute that were no critical ones. Numbers are given out
    by `take_number` and `take_silence_number`, and never twice. `hurried` are incidents that cannot wait any more, and
    since when: a message of theirs that waits for the morning is to be sent then.
    """

    incidents: dict[int, Incident] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    sources: dict[str, dt.datetime] = field(default_factory=dict)
    silences: dict[int, Silence] = field(default_factory=dict)
    requests: dict[RequestKey, tuple[str, str]] = field(default_factory=dict)
    fresh_parents: int = 0
    last_number: int = 0
    last_silence: int = 0
    changed: set[int] = field(default_factory=set)
    new: set[int] = field(default_factory=set)
    shown: set[int] = field(default_factory=set)
    hurried: dict[int, dt.datetime] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)
    changed_tallies: set[str] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)
    changed_silences: set[int] = field(default_factory=set)
    audits: list[AuditRow] = field(default_factory=list)
    answered: dict[RequestKey, tuple[str, str, dt.datetime]] = field(default_factory=dict)
    _latest: dict[str, int] = field(default_factory=dict)
    _passed: dict[str, int] = field(default_factory=dict)

    def load(self, incident: Incident) -> None:
        """Take in a row as it is kept."""
        self.incidents[incident.number] = incident
        self._remember(incident)

    def latest(self, fingerprint: str) -> Incident | None:
        """The latest generation of a condition, if there ever was one."""
        number = self._latest.get(fingerprint)
        return None if number is None else self.incidents[number]

    def pass_over(self, fingerprint: str, generation: int) -> None:
        """There is a row of this condition that cannot be read: what begins of it is a later generation."""
        self._passed[fingerprint] = max(generation, self._passed.get(fingerprint, 0))

    def first_generation(self, fingerprint: str) -> int:
        """The generation of a condition's incident that begins after none that could be read."""
        return self._passed.get(fingerprint, 0) + 1

    def put(self, incident: Incident) -> None:
        """Keep an incident as it is now; where its revision grew its messages are to be brought up to it."""
        before = self.incidents.get(incident.number)
        if before is None:
            self.new.add(incident.number)
        elif (before.revision, before.page_revision) != (incident.revision, incident.page_revision):
            self.shown.add(incident.number)
        self.changed.add(incident.number)
        self.load(incident)

    def take_number(self) -> int:
        """A number for a new incident."""
        self.last_number += 1
        return self.last_number

    def take_silence_number(self) -> int:
        """A number for a new silence."""
        self.last_silence += 1
        return self.last_silence

    def put_tally(self, tally: Tally) -> None:
        """Keep a tally."""
        self.tallies[tally.fingerprint] = tally
        self.changed_tallies.add(tally.fingerprint)

    def hear(self, source: str, now: dt.datetime) -> None:
        """A source spoke."""
        self.sources[source] = max(now, self.sources.get(source, now))
        self.heard.add(source)

    def put_silence(self, silence: Silence) -> None:
        """Keep a silence."""
        self.silences[silence.number] = silence
        self.changed_silences.add(silence.number)

    def answer(self, key: RequestKey, body: str, result: str, now: dt.datetime) -> None:
        """Keep what was answered to a request, so that the same one gets the same answer."""
        self.requests[key] = (body, result)
        self.answered[key] = (body, result, now)

    def _remember(self, incident: Incident) -> None:
        known = self._latest.get(incident.fingerprint)
        if known is None or self.incidents[known].generation <= incident.generation:
            self._latest[incident.fingerprint] = incident.number
