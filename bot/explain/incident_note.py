"""Words one transition of an incident for its thread: what happened, to whom it matters, what was known then."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.explain.incident import Telling, person, write_evidence, write_what
from bot.models.incident import Announcement, Incident

EVIDENCE_SHOWN = 5
WITH_FACTS = ("acknowledged", "waiting", "not-ours")
"""After these, whoever answers learns what happened since they were called."""

LINGERING = ("muted", "unmuted", "merged", "waiting-over")
"""These are about people or bookkeeping: no evidence goes with them."""


@dataclass(frozen=True, slots=True)
class Note:
    """A transition: its line and the evidence frozen with it, raw; people's ids between PERSON marks in the line.

    Whoever is to be notified stands in the line; `on_call` is a group's id to notify besides.
    """

    line: str
    lines: tuple[str, ...]
    on_call: str
    broadcast: bool


def compose_note(told: Announcement, incident: Incident, telling: Telling) -> Note:
    """The note about a transition; `incident` is as it is now, and gives no more than what it is about."""
    users = " ".join(person(user) for user in told.mentions)
    phrases = telling.phrases
    line = phrases.say(
        f"incident-told-{told.what}",
        what=_write_what(told, incident, telling),
        user=person(told.by) if told.by else None,
        users=users or None,
        lasted=telling.span(told.lasted),
        until=telling.clock(told.until) if told.until else None,
        reason=told.reason,
        whom=told.waits_for,
        other=told.other,
        times=told.times_bad,
        window=telling.span(incident.flap_window),
        share=phrases.say("share", number=told.share_bad),
    )
    # A word without room for those it is meant for still has to reach them.
    if users and users not in line:
        line = f"{line} {users}"
    return Note(line, tuple(one for one in _lines(told, incident, telling) if one), told.on_call, told.broadcast)


def _write_what(told: Announcement, incident: Incident, telling: Telling) -> str:
    """What it is about and where, since whoever is called reads this line alone."""
    what = write_what(incident, telling, flapping=told.what == "flapping")
    realm = incident.subject.environment if telling.reader.audience != "external" else ""
    return f"{what} [{realm}]" if realm else what


def _lines(told: Announcement, incident: Incident, telling: Telling) -> Iterator[str]:
    if telling.reader.audience == "external" or told.what in LINGERING:
        return
    if told.what in WITH_FACTS:
        yield _write_facts(told, telling)
    # The beginning is frozen with the first transition: the message itself will show what is known later.
    shown = {one.name: one for one in (*incident.opening, *told.evidence)}
    for one in list(shown.values())[:EVIDENCE_SHOWN]:
        yield f"{telling.clock(one.at)} {write_evidence(one, telling)}"


def _write_facts(told: Announcement, telling: Telling) -> str:
    phrases = telling.phrases
    facts = (
        phrases.say("incident-fact-reports", count=told.count or None),
        phrases.say("incident-fact-pastes", count=told.pastes or None),
        phrases.say("incident-fact-calls", count=told.escalations or None),
        phrases.say("incident-fact-bad", count=told.times_bad if told.times_bad > 1 else None),
    )
    found = ", ".join(fact for fact in facts if fact)
    return phrases.say("incident-since-paged", facts=found or None)
