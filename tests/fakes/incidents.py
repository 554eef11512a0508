"""Incidents kept in memory, for tests of the engine, and invented things that happen to them."""

import asyncio
import copy
import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from bot.models.alerting import Alerting, AlertReport, ErrorReport, Observed, PasteReport, Policy, Route, Silence, Tally
from bot.models.conversation import AuditRow
from bot.models.delivery import CRITICAL, NORMAL, Delivery
from bot.models.incident import Evidence, Incident, Subject
from bot.models.ledger import Ledger, Wanted
from bot.models.target import Reading, Standing, Target, Verdict

Result = TypeVar("Result")
NOW = dt.datetime(2026, 11, 21, 17, 51, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)
OPERATORS, DRM = "C0OPERATORS", "C0DRMKEYS"


class Rows:
    """What bot.storage.incidents does, in memory; work is done one piece after the other, and undone where it fails."""

    def __init__(self) -> None:
        self.incidents: dict[int, Incident] = {}
        self.written: dict[str, Delivery] = {}
        self.tallies: dict[str, Tally] = {}
        self.sources: dict[str, dt.datetime] = {}
        self.kept_silences: dict[int, Silence] = {}
        self.requests: dict[tuple[str, str], tuple[str, str]] = {}
        self.audits = list[AuditRow]()

    async def work(self, wanted: Wanted, function: Callable[[Ledger], Result]) -> Result:
        await asyncio.sleep(0)
        ledger = Ledger(
            tallies=dict(self.tallies),
            sources=dict(self.sources),
            silences={number: one for number, one in self.kept_silences.items() if one.until > wanted.now},
            requests=dict(self.requests),
            fresh_parents=self._fresh(wanted.now),
            last_number=max(self.incidents, default=0),
            last_silence=max(self.kept_silences, default=0),
        )
        for one in self.incidents.values():
            ledger.load(one)
        result = function(ledger)
        self._write(ledger)
        return copy.copy(result)

    async def open(self, most: int) -> list[Incident]:
        found = [one for one in self.incidents.values() if one.open]
        return sorted(found, key=lambda one: (one.subject.lane, one.number))[:most]

    async def at(self, channel: str, ts: str) -> Incident | None:
        found = (one.incident for one in self.written.values() if (one.channel, one.ts) == (channel, ts))
        return self.incidents.get(next(found, 0))

    def parents(self) -> list[Delivery]:
        return [one for one in self.written.values() if one.kind == "parent"]

    def notes(self, number: int | None = None) -> list[Delivery]:
        found = [one for one in self.written.values() if one.kind == "note"]
        return [one for one in found if number is None or one.incident == number]

    def _fresh(self, now: dt.datetime) -> int:
        return sum(one.lane == NORMAL and one.at > now - MINUTE for one in self.parents())

    def _write(self, ledger: Ledger) -> None:
        self.incidents.update({number: ledger.incidents[number] for number in ledger.changed})
        for one in ledger.deliveries:
            self.written.setdefault(one.id, one)
        for number in ledger.shown:
            self._show(ledger.incidents[number])
        for one in self.parents():
            if one.incident in ledger.hurried and one.sent_rev == 0:
                hurry = {"lane": CRITICAL, "not_before": ledger.hurried[one.incident]}
                self.written[one.id] = one.model_copy(update=hurry)
        self.tallies = ledger.tallies
        self.sources = ledger.sources
        self.kept_silences.update(ledger.silences)
        self.requests = ledger.requests
        self.audits += ledger.audits

    def _show(self, incident: Incident) -> None:
        revisions = {"parent": incident.revision, "page": incident.page_revision}
        for one in self.written.values():
            if one.incident == incident.number and one.kind in revisions:
                self.written[one.id] = one.model_copy(update={"want_rev": revisions[one.kind]})


def alerting(**changes: Any) -> Alerting:
    policy = Policy.model_validate(changes.pop("policy", {}))
    routes = (Route(name="all", channels=(OPERATORS,), on_call="S0ONCALL"),)
    return Alerting.model_validate({"policy": policy, "routes": routes, **changes})


def a_target(name: str = "vault-1", component: str | None = "key-vault", **changes: Any) -> Target:
    return Target.model_validate(
        {
            "name": name,
            "kind": "tcp",
            "environment": "prod",
            "component": component,
            "place": {"host": f"{name}.example.test", "port": 8080},
            "networks": ["192.0.2.0/24"],
            **changes,
        }
    )


def observed(target: Target, verdict: Verdict | None, since: dt.datetime = NOW) -> Observed:
    known = verdict or "up"
    why: dict[str, Any] = {} if known == "up" else {"reason": "connect-deadline", "cause": "connect_timeout"}
    reading = Reading(target=target.name, verdict=known, at=since, **why)
    standing = Standing(
        target=target.name, verdict=verdict, since=since if verdict else None, reading=reading, proof=reading
    )
    return Observed(target=target, standing=standing)


def an_error(code: int = 40013, **changes: Any) -> ErrorReport:
    return ErrorReport.model_validate(
        {"code": code, "source": "fluent-bit", "at": NOW, "environment": "prod", "company": "AB…56·3f9a", **changes}
    )


def an_alert(**changes: Any) -> AlertReport:
    return AlertReport.model_validate(
        {
            "source": "alertmanager",
            "fingerprint": "3f9a",
            "status": "firing",
            "starts_at": NOW,
            "name": "SkmsLatency",
            "environment": "prod",
            **changes,
        }
    )


def a_paste(code: int = 40013, **changes: Any) -> PasteReport:
    return PasteReport.model_validate({"code": code, "by": "U1", "at": NOW, "environment": "prod", **changes})


def a_subject(**changes: Any) -> Subject:
    given = {"kind": "target", "environment": "prod", "component": "key-vault", "members": ("key-vault",)}
    return Subject.model_validate({**given, "level": "P2", "urgency": "act-now", **changes})


def evidence(says: str = "connect-timeout", **changes: Any) -> Evidence:
    return Evidence.model_validate({"kind": "target-down", "at": NOW, "name": "vault-1", "says": says, **changes})
