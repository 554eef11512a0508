"""Words an incident for people, the same for every surface: its card, its row in a list; composes no markup."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.explain.ages import write_clock, write_span
from bot.explain.lines import HEADLINE_LIMIT, MARKS, name_owner
from bot.explain.templates import Phrases
from bot.models.answer import Answer, Mark, Reader
from bot.models.catalog import Catalog
from bot.models.incident import Evidence, Incident, Subject

ROOM = 12
EVIDENCE_SHOWN = 3
STEPS_SHOWN = 2
CODES_SHOWN = 4
UNTIL_SAID = ("target", "blind", "alert")
"""Kinds that go on until the opposite is heard: being the same as before is no news, so no time of it is kept."""
PERSON = "\0"
"""Stands around a person's id in a line, so that a surface can show who that is in its own way."""


@dataclass(frozen=True, slots=True)
class Telling:
    """To whom and when an incident is told: the knowledge, the reader, the time and its zone.

    `companies` are the names that operators have for masked company ids; give none where others read. What `stays`
    is read long after it was written, so it says since when an incident goes on and never for how long.
    """

    catalog: Catalog
    reader: Reader
    now: dt.datetime
    zone: dt.tzinfo
    companies: Mapping[str, str] = field(default_factory=dict)
    stays: bool = False

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

    The headline, who has it, and what is heard of it always stand in the same lines, so that nothing moves when they
    change; at most twelve lines in all.
    """
    lines = [line for line in _lines(incident, telling, answer) if line]
    return Card(
        number=incident.number,
        headline=write_headline(incident, telling),
        lines=tuple(lines[: ROOM - 2]),
        small=_write_owner(incident, telling, answer),
        open=incident.open,
        held=bool(incident.holder),
        muted=incident.muted(telling.now),
        code=find_code(incident.subject, telling.catalog),
    )


def write_headline(incident: Incident, telling: Telling) -> str:
    """The verdict line, at most 80 characters: state, what, where, since when, the code last."""
    mark = MARKS[choose_mark(incident)]
    what = write_what(incident, telling)
    phrase = "incident-merged" if incident.merged_into else f"incident-{incident.state}"
    known = {
        "mark": mark,
        "environment": telling.reader.audience != "external" and incident.subject.environment,
        "clock": telling.clock(incident.first_at),
        "span": None if telling.stays else telling.span(incident.lasted(telling.now)),
        "lasted": telling.span(incident.lasted(telling.now)),
        "code": incident.subject.code,
        "times": incident.times_bad(telling.now),
        "window": telling.span(incident.flap_window),
        "share": telling.phrases.say("share", number=incident.share_bad(telling.now)),
        "other": incident.merged_into,
    }
    known = {name: value or None for name, value in known.items()}
    line = telling.phrases.say(phrase, what=what, **known)
    over = len(line) - HEADLINE_LIMIT
    return line if over <= 0 else telling.phrases.say(phrase, what=what[: -over - 1].rstrip() + "…", **known)


def write_what(incident: Incident, telling: Telling) -> str:
    """What is wrong in a few words: `Key vault DOWN`, the title of an error, the name of an alert."""
    subject, phrases = incident.subject, telling.phrases
    title = _title(subject, telling)
    if subject.kind in ("errors", "alert"):
        return title
    count = {"blind": len(subject.members), "people": incident.pastes, "storm": incident.count}.get(subject.kind)
    return phrases.say(f"incident-what-{subject.kind}", name=title, title=title, count=count or None)


def write_row(incident: Incident, telling: Telling) -> str:
    """An incident in one line of a list, with who has it."""
    return f"#{incident.number} {write_headline(incident, telling)} · {write_holder(incident, telling)}"


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
    """Who has it, or that nobody does."""
    said, phrases = incident.acknowledged, telling.phrases
    if said is None:
        return phrases.say("incident-nobody")
    user = person(said.by)
    if said.how == "waiting" and said.until is not None:
        until = telling.clock(said.until)
        return phrases.say("incident-waits", user=user, whom=said.waits_for, until=until)
    if said.how != "mine":
        return phrases.say("incident-not-ours", user=user)
    return phrases.say("incident-held" if incident.open else "incident-had", user=user)


def write_evidence(one: Evidence, telling: Telling) -> str:
    """A piece of evidence in one line."""
    phrases, catalog = telling.phrases, telling.catalog
    cause = catalog.causes.get(one.cause) if one.cause and one.cause != "other" else None
    known = f"reason-{one.reason}" in catalog.phrases.get("en", {})
    reason = cause.title.say(telling.reader.locale) if cause else phrases.say(f"reason-{one.reason}") if known else ""
    says = " ".join(word for word in (reason or one.reason, one.says) if word)
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


def _lines(incident: Incident, telling: Telling, answer: Answer | None) -> Iterator[str]:
    yield _write_about(incident, telling)
    yield _write_state(incident, telling)
    inside = telling.reader.audience != "external"
    if inside:
        said = (write_evidence(one, telling) for one in incident.evidence[-EVIDENCE_SHOWN:])
        yield from (line for line in said if line != str(incident.subject.code))
    yield _write_members(incident, telling)
    if not incident.open:
        return
    yield _write_breaks(incident, telling)
    if answer is not None:
        yield answer.background.meaning
        steps = [step for step in answer.steps if step.above_fold][:STEPS_SHOWN]
        for number, step in enumerate(steps, start=1):
            yield f"{number} {step.who[0]}: {step.do}" if step.who else f"{number} {step.do}"
        yield from (telling.phrases.say("never-mark", text=warning) for warning in answer.never[:1])
    yield _write_cascade(incident, telling)


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
    if incident.began_at > incident.first_at:
        return phrases.say("incident-since-again", clock=telling.clock(incident.began_at))
    if incident.state == "firing" and incident.subject.kind in UNTIL_SAID:
        return phrases.say("incident-goes-on")
    return phrases.say("incident-heard", clock=telling.clock(incident.last_at))


def _write_members(incident: Incident, telling: Telling) -> str:
    if incident.subject.kind != "target" or len(incident.subject.members) < len(("root", "another")):
        return ""
    names = [_name_part(part, telling) for part in incident.subject.members[1:]]
    return telling.phrases.say("incident-members", names=", ".join(names))


def _write_breaks(incident: Incident, telling: Telling) -> str:
    component = telling.catalog.components.get(incident.subject.component or "")
    if component is None or incident.subject.kind != "target":
        return ""
    return telling.phrases.say("incident-breaks", breaks=component.breaks.say(telling.reader.locale))


def _write_cascade(incident: Incident, telling: Telling) -> str:
    codes = ", ".join(str(code) for code in incident.subject.codes[:CODES_SHOWN])
    if not codes:
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
