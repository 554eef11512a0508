"""Turns reported errors, alerts and pastes into events of incidents: what they are about, when they are too many."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.incidents.keeping import Keeper
from bot.incidents.thresholds import count, exceeds, lately, see_person, suggests
from bot.models.alerting import AlertReport, ErrorReport, PasteReport, Policy
from bot.models.catalog import Catalog
from bot.models.entry import ErrorEntry, Kind
from bot.models.incident import Evidence, Failing, Incident, IncidentKind, Occurred, Recovered, Subject

LONGEST_FINGERPRINT = 200
BY_COMPANY: tuple[Kind, ...] = ("document", "key-data", "config", "caller", "registration", "licence", "permission")
"""Kinds of fault that one company has by itself; the others lie with the host that failed."""


class Counted(NamedTuple):
    """Errors that belong together: their fingerprint, that of their code wherever it comes from, and where from."""

    fingerprint: str
    spread: str
    whose: str
    report: ErrorReport


def group_errors(errors: Iterable[ErrorReport], catalog: Catalog) -> list[Counted]:
    """Equal errors as one, their counts added, in the order in which each came first."""
    found: dict[str, Counted] = {}
    for error in errors:
        entry = catalog.entries.get(error.code)
        whose = _whose(error, entry)
        spread = f"errors:{error.environment}:{error.code}"
        fingerprint = shorten(f"{spread}:{component_of(error, entry) or ''}:{whose}")
        known = found.get(fingerprint)
        if known is not None:
            newest = max(known.report.at, error.at)
            error = error.model_copy(update={"count": known.report.count + error.count, "at": newest})  # noqa: PLW2901 - the sum takes the place of what is added
        found[fingerprint] = Counted(fingerprint, spread, whose, error)
    return list(found.values())


def count_errors(keeper: Keeper, counted: Sequence[Counted], catalog: Catalog) -> list[Incident]:
    """Count errors; returns the incidents that they are part of, or that they are now."""
    targets = [number for number, known in keeper.ledger.incidents.items() if known.subject.kind == "target"]
    found = [_count_one(keeper, one, catalog, targets) for one in counted]
    return list({one.number: one for one in found if one is not None}.values())


def take_alert(keeper: Keeper, alert: AlertReport) -> Incident | None:
    """Apply an alert of another system; returns its incident, None where it ends one that nobody knows."""
    fingerprint = name_alert(alert)
    evidence = (Evidence(kind="alert", at=alert.starts_at, name=alert.name, says=alert.says),)
    ended = name_end(alert)
    known = keeper.ledger.latest(fingerprint)
    if alert.status == "resolved":
        keeper.ledger.answer(ended, "", "", keeper.now)
        if known is None:
            return None
        return keeper.happen(known, Recovered(evidence=evidence, starts_at=alert.starts_at)).after
    if ended in keeper.ledger.requests:
        return known
    subject = Subject(
        kind="alert",
        environment=alert.environment,
        component=alert.component,
        name=alert.name,
        level=alert.level,
        urgency=alert.urgency,
    )
    event = Failing(
        subject=subject,
        evidence=evidence,
        source=alert.source,
        starts_at=alert.starts_at,
        quiet_after=alert.silent_after,
    )
    return keeper.begin_or_go_on(fingerprint, event).after


def take_paste(keeper: Keeper, paste: PasteReport, catalog: Catalog) -> Incident | None:
    """Count what a person pasted; returns the open incident that it is part of, or that it suggests by now."""
    incident = find_cause(keeper.ledger.incidents.values(), paste.code, paste.environment, paste.host)
    subject = subject_of_code("people", paste.code, paste.environment, catalog)
    told = Evidence(kind="paste", at=paste.at, name=str(paste.code))
    event = Occurred(
        subject=subject, count=0, pastes=1, evidence=(told,), quiet_after=keeper.alerting.policy.clear_after
    )
    if incident is not None:
        return keeper.happen(incident, event).after
    fingerprint = name_paste(paste)
    policy = keeper.alerting.policy
    counted = count(keeper.ledger.tallies.get(fingerprint), fingerprint, 1, paste.at, keeper.now)
    tally = see_person(counted, fingerprint, paste.by, paste.at, policy.suggest_within)
    keeper.ledger.put_tally(tally)
    if not suggests(tally, paste.at, policy):
        return None
    pastes = max(lately(tally, keeper.now, policy.suggest_within), policy.suggest_after)
    return keeper.begin_or_go_on(fingerprint, event.model_copy(update={"pastes": pastes})).after


def find_cause(incidents: Iterable[Incident], code: int, environment: str, host: str = "") -> Incident | None:
    """The open incident that an error is part of: a component whose failure shows as its code, or the same error.

    One about the same host comes first, then a component, then the oldest. An error without an environment is only
    taken to be of one where no other comes into question.
    """
    found = [one for one in incidents if one.open and _explains(one.subject, code)]
    mine = [one for one in found if one.subject.environment == environment]
    if not mine and not environment and len({one.subject.environment for one in found}) == 1:
        mine = found
    mine.sort(key=lambda one: (not host or one.subject.host != host, one.subject.kind != "target", one.number))
    return mine[0] if mine else None


def name_alert(alert: AlertReport) -> str:
    """The fingerprint of the incident that an alert is."""
    return shorten(f"alert:{alert.source}:{alert.fingerprint}")


def name_end(alert: AlertReport) -> tuple[str, str]:
    """The key under which the end of this very beginning is remembered, since news of both may come in any order."""
    return alert.source, shorten(f"ended:{alert.fingerprint}:{alert.starts_at.isoformat()}")


def name_paste(paste: PasteReport) -> str:
    """The fingerprint of what people paste."""
    return f"people:{paste.environment}:{paste.code}"


def shorten(fingerprint: str) -> str:
    """A fingerprint that can be kept, however long it is."""
    if len(fingerprint) <= LONGEST_FINGERPRINT:
        return fingerprint
    digest = hashlib.sha256(fingerprint.encode()).hexdigest()
    return f"{fingerprint[: LONGEST_FINGERPRINT - 40]}:{digest[:32]}"


def component_of(error: ErrorReport, entry: ErrorEntry | None) -> str | None:
    """The component that an error is about: as reported, else that of its entry."""
    return error.component or (entry.component if entry is not None else None)


def _count_one(keeper: Keeper, one: Counted, catalog: Catalog, targets: Sequence[int]) -> Incident | None:
    report, policy = one.report, keeper.alerting.policy
    keeper.ledger.hear(report.source, keeper.now)
    down = (keeper.ledger.incidents[number] for number in targets)
    cause = find_cause(down, report.code, report.environment, report.host)
    event = _occurred(one, policy, catalog)
    if cause is not None:
        return keeper.happen(cause, event).after
    fingerprint, event = _spread(keeper, one, event)
    tally = count(keeper.ledger.tallies.get(fingerprint), fingerprint, report.count, report.at, keeper.now)
    keeper.ledger.put_tally(tally)
    known = keeper.ledger.latest(fingerprint)
    if known is not None and known.open:
        return keeper.happen(known, event).after
    if not exceeds(tally, policy.thresholds[event.subject.urgency], keeper.now):
        return None
    return keeper.begin_or_go_on(fingerprint, event).after


def _spread(keeper: Keeper, one: Counted, event: Occurred) -> tuple[str, Occurred]:
    """Errors of one code that several companies or hosts have are one incident, and a worse one."""
    policy = keeper.alerting.policy
    if not one.whose:
        return one.fingerprint, event
    before = keeper.ledger.tallies.get(one.spread)
    seen = see_person(before, one.spread, one.whose, keeper.now, policy.suggest_within)
    keeper.ledger.put_tally(seen)
    if len(seen.people) < policy.spread_after:
        return one.fingerprint, event
    worse = {"level": min(event.subject.level, "P2"), "urgency": "act-now", "host": "", "company": ""}
    return one.spread, event.model_copy(update={"subject": event.subject.model_copy(update=worse)})


def _occurred(one: Counted, policy: Policy, catalog: Catalog) -> Occurred:
    report = one.report
    subject = subject_of_code("errors", report.code, report.environment, catalog).model_copy(
        update={
            "component": component_of(report, catalog.entries.get(report.code)),
            "host": report.host,
            "company": report.company,
        }
    )
    name = f"{report.code} {one.whose}".strip()[:120]
    told = Evidence(kind="errors", at=report.at, name=name, says=report.says, count=report.count)
    return Occurred(
        subject=subject,
        count=report.count,
        evidence=(told,),
        source=report.source,
        quiet_after=policy.clear_after,
    )


def subject_of_code(kind: IncidentKind, code: int, environment: str, catalog: Catalog) -> Subject:
    """What an incident about a code is about, as its entry says."""
    entry = catalog.entries.get(code)
    if entry is None:
        return Subject(kind=kind, code=code, environment=environment)
    urgency = entry.urgency.is_
    return Subject(
        kind=kind,
        code=code,
        environment=environment,
        component=entry.component,
        level=entry.severity.level,
        # People who paste the same are told of each other; nobody is called for that.
        urgency="can-wait" if kind == "people" and urgency == "act-now" else urgency,
        codes=entry.leads_to,
    )


def _whose(error: ErrorReport, entry: ErrorEntry | None) -> str:
    first, second = error.host, error.company
    if entry is not None and entry.kind in BY_COMPANY:
        first, second = second, first
    return first or second


def _explains(subject: Subject, code: int) -> bool:
    if subject.kind == "target":
        return code in subject.codes
    return subject.kind in ("errors", "people") and subject.code == code
