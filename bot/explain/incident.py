"""Words an incident for people, the same for every surface: its card, its row in a list; composes no markup."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.explain.ages import write_clock, write_span
from bot.explain.fold import ROOM, Line, keep_within, write_checked_step
from bot.explain.lines import HEADLINE_LIMIT, MARKS, name_owner
from bot.explain.templates import Phrases
from bot.models.answer import Answer, Mark, Reader
from bot.models.catalog import Catalog
from bot.models.incident import Evidence, Incident, IncidentKind, Subject

EVIDENCE_SHOWN = 3
COUNTED: tuple[IncidentKind, ...] = ("errors", "people", "storm")
"""Kinds that are told of again each time; of any other, its message says as long as it stands that it goes on."""
STEPS_SHOWN = 2
CODES_SHOWN = 4
PERSON = "\0"
"""Stands around a person's id in a line, so that a surface can show who that is in its own way."""


@dataclass(frozen=True, slots=True)
class Telling:
    """To whom and when an incident is told: the knowledge, the reader, the time and its zone.

    `companies` are the names that operators have for masked company ids; give none where others read.
    """

    catalog: Catalog
    reader: Reader
    now: dt.datetime
    zone: dt.tzinfo
    companies: Mapping[str, str] = field(default_factory=dict)

    @property
    def phrases(self) -> Phrases:
        """The fixed words in the reader's language."""
        return Phrases(self.catalog.phrases, self.reader.locale)

    def clock(self, at: dt.datetime) -> str:
        """The time of day with its zone."""
        return write_clock(at, self.now, self.zone)

    def span(self, span: dt.timedelta) -> str:
        """A span in words."""
        return write_span(span, self.phrases)

    def name_companies(self, text: str) -> str:
        """The text with the companies' names in place of their masked ids."""
        for masked, name in self.companies.items():
            text = text.replace(masked, name)
        return text


@dataclass(frozen=True, slots=True)
class Card:
    """An incident in the order in which it is read: raw lines, people's ids between PERSON marks.

    `code` is the entry whose runbook helps, None where there is none. `held` and `muted` say which buttons fit.
    """

    number: int
    headline: str
    lines: tuple[str, ...]
    small: str
    open: bool
    held: bool
    muted: bool
    code: int | None


def compose_incident(incident: Incident, telling: Telling, answer: Answer | None = None) -> Card:
    """The card of an incident as it is now; `answer` is that to its code, with the results of the checks that ran.

    The headline and who has it always stand in the same lines, so that nothing moves when they change; at most twelve
    lines in all.
    """
    shown = answer if incident.open else None
    lines = [line.text for line in keep_within(_lines(incident, telling, shown), ROOM - 2)]
    return Card(
        number=incident.number,
        headline=write_headline(incident, telling),
        lines=tuple(lines),
        small=_write_owner(incident, telling, answer),
        open=incident.open,
        held=bool(incident.holder),
        muted=incident.muted(telling.now),
        code=find_code(incident.subject, telling.catalog),
    )


def write_headline(incident: Incident, telling: Telling, *, aged: bool = False) -> str:
    """The verdict line, at most 80 characters: state, what, where, since when, the code last.

    `aged` adds for how long, where it is read as it is written: a message that stays would not stay true.
    """
    mark = MARKS[choose_mark(incident)]
    what = write_what(incident, telling, flapping=incident.state == "flapping")
    phrase = "incident-merged" if incident.merged_into else f"incident-{incident.state}"
    phrases, lasted = telling.phrases, telling.span(incident.lasted(telling.now))
    since = phrases.say("incident-since", clock=telling.clock(incident.first_at), span=lasted if aged else None)
    known = {
        "mark": mark,
        "environment": telling.reader.audience != "external" and incident.subject.environment,
        "since": since,
        "lasted": lasted,
        "code": incident.subject.code,
        "times": incident.times_bad(telling.now),
        "window": telling.span(incident.flap_window),
        "share": phrases.say("share", number=incident.share_bad(telling.now)),
        "other": incident.merged_into,
    }
    known = {name: value or None for name, value in known.items()}
    line = phrases.say(phrase, what=what, **known)
    over = len(line) - HEADLINE_LIMIT
    return line if over <= 0 else phrases.say(phrase, what=what[: -over - 1].rstrip() + "…", **known)


def write_what(incident: Incident, telling: Telling, *, flapping: bool = False) -> str:
    """What is wrong in a few words: `Key vault DOWN`, the title of an error, the name of an alert.

    What is `flapping` is not said to be down.
    """
    subject, phrases = incident.subject, telling.phrases
    title = _title(subject, telling)
    if subject.kind in ("errors", "alert"):
        return title
    count = {"blind": len(subject.members), "people": incident.pastes, "storm": incident.count}.get(subject.kind)
    kind = "target-flapping" if flapping and subject.kind == "target" else subject.kind
    return phrases.say(f"incident-what-{kind}", name=title, title=title, count=count or None)


def write_row(incident: Incident, telling: Telling) -> str:
    """An incident in one line of a list, with who has it."""
    return f"#{incident.number} {write_headline(incident, telling, aged=True)} · {write_holder(incident, telling)}"


def write_paste_line(incident: Incident, telling: Telling) -> str:
    """The line under an answer to a paste that is part of an open incident."""
    return telling.phrases.say(
        "incident-paste-line",
        number=incident.number,
        clock=telling.clock(incident.first_at),
        span=telling.span(incident.lasted(telling.now)),
        holder=write_holder(incident, telling),
    )


def write_holder(incident: Incident, telling: Telling) -> str:
    """Who has it, or that nobody does; of what is over, who had it."""
    said, phrases = incident.acknowledged, telling.phrases
    if not incident.open:
        had = said is not None and said.how != "not-ours"
        return phrases.say("incident-had" if had else "incident-nobody-had", user=person(said.by) if said else None)
    if said is None:
        return phrases.say("incident-nobody")
    user = person(said.by)
    if said.how == "waiting" and said.until is not None:
        until = telling.clock(said.until)
        return phrases.say("incident-waits", user=user, whom=said.waits_for, until=until)
    return phrases.say("incident-held" if said.how == "mine" else "incident-not-ours", user=user)


def write_evidence(one: Evidence, telling: Telling) -> str:
    """A piece of evidence in one line."""
    phrases, catalog = telling.phrases, telling.catalog
    cause = catalog.causes.get(one.cause) if one.cause and one.cause != "other" else None
    reason = cause.title.say(telling.reader.locale) if cause else phrases.say(f"reason-{one.reason}")
    if one.reason and reason == f"reason-{one.reason}":
        reason = phrases.say("reason-unknown")
    says = " ".join(word for word in (reason if one.reason or cause else "", one.says) if word)
    if one.kind == "paste":
        says = phrases.say("incident-pasted")
    count = one.count if one.count > 1 else None
    return telling.name_companies(phrases.say("incident-evidence", name=one.name, says=says, count=count))


def person(user: str) -> str:
    """A person's id as it stands in a line."""
    return f"{PERSON}{user}{PERSON}"


def find_code(subject: Subject, catalog: Catalog) -> int | None:
    """The code whose runbook helps: the incident's own, else the most severe that its component's failure shows as."""
    if subject.code is not None:
        return subject.code if subject.code in catalog.entries else None
    known = [code for code in subject.codes if code in catalog.entries]
    mine = [code for code in known if catalog.entries[code].component == subject.component]
    return min(mine or known, key=lambda code: (catalog.entries[code].severity.level, code), default=None)


def choose_mark(incident: Incident) -> Mark:
    """The colour: red acts now, yellow can wait, blue is the caller's, white is not known, green is over."""
    if not incident.open:
        return "green"
    if incident.state == "stale" or incident.subject.kind == "blind":
        return "white"
    marks: dict[str, Mark] = {"act-now": "red", "can-wait": "yellow", "hand-back": "blue"}
    return marks[incident.subject.urgency]


def _lines(incident: Incident, telling: Telling, answer: Answer | None) -> Iterator[Line]:
    """All lines in the order of reading; what must not be lost where room is short has the lowest rank."""
    phrases = telling.phrases
    yield Line(0, _write_about(incident, telling))
    yield Line(0, _write_state(incident, telling))
    if telling.reader.audience != "external":
        said = [write_evidence(one, telling) for one in incident.evidence[-EVIDENCE_SHOWN:]]
        shown = [line for line in said if line != str(incident.subject.code)]
        for position, line in enumerate(shown, start=1):
            yield Line(1 if position == len(shown) else 5, line)
    yield Line(1, answer.check_line if answer is not None else "")
    yield Line(2, phrases.say("incident-storm-list") if incident.subject.kind == "storm" else "")
    yield Line(2, _write_members(incident, telling))
    breaks = _write_breaks(incident, telling)
    yield Line(3, breaks)
    if answer is not None:
        yield Line(6, "" if breaks else answer.background.meaning)
        yield from _write_runbook(answer, phrases)
    yield Line(1, _write_cascade(incident, telling))


def _write_runbook(answer: Answer, phrases: Phrases) -> Iterator[Line]:
    steps = [step for step in answer.steps if step.above_fold][:STEPS_SHOWN]
    for number, step in enumerate(steps, start=1):
        yield Line((2, 4)[number - 1], write_checked_step(number, step, phrases))
    yield from (Line(3, phrases.say("never-mark", text=warning)) for warning in answer.never[:1])


def _write_about(incident: Incident, telling: Telling) -> str:
    phrases = telling.phrases
    reports = phrases.say("incident-reports", count=incident.count or None, pastes=incident.pastes or None)
    return phrases.say(
        "incident-about",
        urgency=phrases.say(f"incident-{incident.subject.urgency}" if incident.open else "incident-over"),
        number=incident.number,
        holder=write_holder(incident, telling),
        reports=reports,
    )


def _write_state(incident: Incident, telling: Telling) -> str:
    phrases, mute = telling.phrases, incident.mute
    if incident.muted(telling.now) and mute is not None:
        phrase = "incident-window" if mute.silence is None else "incident-muted"
        return phrases.say(phrase, until=telling.clock(mute.until), user=person(mute.by), reason=mute.reason)
    if incident.resolved_at is not None:
        began, ended = telling.clock(incident.first_at), telling.clock(incident.resolved_at)
        return phrases.say("incident-ended", began=began, ended=ended)
    if incident.left is not None:
        return phrases.say("incident-left", count=incident.left, clock=telling.clock(incident.last_at))
    if incident.began_at > incident.first_at:
        return phrases.say("incident-since-again", clock=telling.clock(incident.began_at))
    if incident.subject.kind in COUNTED or (incident.subject.kind == "alert" and incident.stale_at is not None):
        return phrases.say("incident-heard", clock=telling.clock(incident.last_at))
    # What is asked all the time is as it is told until an edit says otherwise.
    return phrases.say("incident-unseen", clock=telling.clock(incident.stale_at) if incident.stale_at else None)


def _write_members(incident: Incident, telling: Telling) -> str:
    if incident.subject.kind != "target" or len(incident.subject.members) < len(("root", "another")):
        return ""
    names = [_name_part(part, telling) for part in incident.subject.members[1:]]
    return telling.phrases.say("incident-members", names=", ".join(names))


def _write_breaks(incident: Incident, telling: Telling) -> str:
    component = telling.catalog.components.get(incident.subject.component or "")
    if component is None or incident.subject.kind != "target" or not incident.open:
        return ""
    return telling.phrases.say("incident-breaks", breaks=component.breaks.say(telling.reader.locale))


def _write_cascade(incident: Incident, telling: Telling) -> str:
    codes = ", ".join(str(code) for code in incident.subject.codes[:CODES_SHOWN])
    if not codes or not incident.open:
        return ""
    return telling.phrases.say(
        "incident-follow" if incident.subject.kind == "target" else "incident-after", codes=codes
    )


def _write_owner(incident: Incident, telling: Telling, answer: Answer | None) -> str:
    if answer is not None:
        return answer.owner_line
    component = telling.catalog.components.get(incident.subject.component or "")
    if component is None or telling.reader.audience == "external":
        return ""
    owner = name_owner(component.owner, telling.catalog, telling.reader)
    return telling.phrases.say("incident-owner", owner=owner)


def _title(subject: Subject, telling: Telling) -> str:
    locale, catalog = telling.reader.locale, telling.catalog
    entry = catalog.entries.get(subject.code) if subject.code is not None else None
    if entry is not None:
        return entry.title.say(locale)
    if subject.kind == "target":
        return _name_part(subject.component or subject.name, telling)
    return subject.name or telling.phrases.say("incident-unnamed")


def _name_part(part: str, telling: Telling) -> str:
    component = telling.catalog.components.get(part)
    return component.name.say(telling.reader.locale) if component is not None else part.removeprefix("@")
