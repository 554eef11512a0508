"""Puts a decision into the ledger: the incident, the messages it wants, the summary of a storm; sends nothing."""

import datetime as dt

from bot.incidents.changes import next_due
from bot.incidents.routing import Routed, route
from bot.incidents.rules import Beginning, decide
from bot.incidents.silences import find_mute
from bot.models.alerting import Alerting
from bot.models.conversation import AuditRow
from bot.models.delivery import CRITICAL, NORMAL, PAGER, Delivery, DeliveryKind, name_delivery, name_stream
from bot.models.incident import (
    Announcement,
    Decision,
    Evidence,
    Failing,
    Incident,
    IncidentEvent,
    Occurred,
    Subject,
)
from bot.models.ledger import Ledger

STORM = "storm:"
STORM_QUIET = dt.timedelta(minutes=10)


class Keeper:
    """Applies events to a ledger at one moment, under the settings of a site; lives as long as one unit of work."""

    def __init__(self, ledger: Ledger, alerting: Alerting, now: dt.datetime) -> None:
        self.ledger = ledger
        self.alerting = alerting
        self.now = now

    def begin_or_go_on(self, fingerprint: str, event: Failing | Occurred) -> Decision:
        """Apply news of a condition by its fingerprint, and keep what becomes of it."""
        event = self._soften(event)
        before = self.ledger.latest(fingerprint)
        number = self.ledger.last_number + 1
        hiding = (self.ledger.silences.values(), self.alerting.windows)
        mute = find_mute(event.subject, fingerprint, number, self.now, hiding)
        beginning = Beginning(fingerprint, number, mute, self.ledger.first_generation(fingerprint))
        decision = decide(before, event, self.now, self.alerting.policy, beginning)
        if decision.after is not None and decision.after.number == number:
            self.ledger.take_number()
            before = None
        return self._keep(before, decision)

    def happen(self, before: Incident, event: IncidentEvent) -> Decision:
        """Apply an event to an incident, and keep what becomes of it."""
        event = self._soften(event) if isinstance(event, Failing | Occurred) else event
        return self._keep(before, decide(before, event, self.now, self.alerting.policy))

    def leave_storm(self, incident: Incident) -> None:
        """Give an incident a message of its own instead of its line in a summary, unless it is muted."""
        self.ledger.put(self._show(incident.model_copy(update={"storm": None})))

    def note(self, team: str, actor: str, action: str, target: str, **states: str) -> None:
        """Keep in the audit what a person did, with `before` and `after` in a few words."""
        row = AuditRow(team=team, at=self.now, actor=actor, action=action, target=target, **states)
        self.ledger.audits.append(row)

    def _soften(self, event: Failing | Occurred) -> Failing | Occurred:
        return event.model_copy(update={"subject": self.alerting.soften(event.subject)})

    def _keep(self, before: Incident | None, decision: Decision) -> Decision:
        after = decision.after
        if after is None or after is before:
            return decision
        after = self._write_notes(after, decision.announcements)
        after = self._show(after)
        self.ledger.put(after)
        if any(one.what == "raised" for one in decision.announcements):
            self.ledger.hurried[after.number] = self.now
        return decision.model_copy(update={"after": after})

    def _write_notes(self, incident: Incident, told: tuple[Announcement, ...]) -> Incident:
        """A note per transition in each thread of the incident; without a thread there is nothing to add to."""
        if not incident.channels:
            return incident
        for number, announcement in enumerate(told, start=incident.notes + 1):
            note = announcement.model_dump_json()
            for channel in incident.channels:
                self._want(incident, channel, "note", number, note=note)
        return incident.model_copy(update={"notes": incident.notes + len(told)})

    def _show(self, incident: Incident) -> Incident:
        """Give an incident its messages, if people may be told of it and it has none yet."""
        if not incident.open or incident.muted(self.now):
            return incident
        urgent = incident.subject.lane == CRITICAL
        if incident.storm is not None and not self._is_stood_for(incident):
            incident = incident.model_copy(update={"storm": None})
        if not incident.channels and (incident.storm is None or urgent or incident.holder):
            incident = self._show_first(incident, route(incident.subject, self.alerting, self.now), alone=urgent)
        if urgent and self.alerting.policy.pager and incident.page_revision == 0:
            self._want(incident, PAGER, "page", 0)
            incident = incident.model_copy(update={"page_revision": 1})
        return incident.model_copy(update={"due_at": next_due(incident, self.alerting.policy)})

    def _is_stood_for(self, incident: Incident) -> bool:
        """Whether the summary that an incident went into is still there: it may be over by now, and this one again."""
        storm = self.ledger.incidents.get(incident.storm or 0)
        return storm is not None and storm.open

    def _show_first(self, incident: Incident, routed: Routed, *, alone: bool) -> Incident:
        values = {"on_call": routed.on_call, "language": routed.language or ""}
        incident = incident.model_copy(update=values)
        if not routed.channels:
            return incident
        joins = not alone and incident.storm is None and incident.subject.kind != "storm"
        if joins and self.ledger.fresh_parents >= self.alerting.policy.storm_after:
            return incident.model_copy(update={"storm": self._join_storm(incident, routed)})
        return self._show_in(incident, routed.channels, routed.not_before)

    def _show_in(self, incident: Incident, channels: tuple[str, ...], begin: dt.datetime) -> Incident:
        for channel in channels:
            self._want(incident, channel, "parent", 0, begin=begin)
            self.ledger.fresh_parents += incident.subject.lane == NORMAL
        return incident.model_copy(update={"channels": channels, "storm": None})

    def _join_storm(self, incident: Incident, routed: Routed) -> int | None:
        """Let the summary of the channels stand for an incident; returns the summary's number."""
        subject = incident.subject
        named = Evidence(
            kind="incident",
            at=self.now,
            name=" ".join(str(word) for word in (subject.code or subject.name, subject.environment) if word)[:120],
            says=f"#{incident.number}",
        )
        event = Occurred(subject=Subject(kind="storm"), evidence=(named,), quiet_after=STORM_QUIET)
        fingerprint = name_storm(routed.channels)
        number = self.ledger.last_number + 1
        before = self.ledger.latest(fingerprint)
        beginning = Beginning(fingerprint, number, generation=self.ledger.first_generation(fingerprint))
        summary = decide(before, event, self.now, self.alerting.policy, beginning).after
        if summary is None:
            return None
        if summary.number == number:
            self.ledger.take_number()
        if not summary.channels:
            summary = self._show_in(summary, routed.channels, self.now)
        self.ledger.put(summary)
        return summary.number

    def _want(
        self,
        incident: Incident,
        channel: str,
        kind: DeliveryKind,
        seq: int,
        **more: object,
    ) -> None:
        begin = more.get("begin", self.now)
        stream = name_stream(incident.key, channel)
        self.ledger.deliveries.append(
            Delivery.model_validate(
                {
                    "id": name_delivery(stream, seq),
                    "incident": incident.number,
                    "stream": stream,
                    "seq": seq,
                    "kind": kind,
                    "channel": channel,
                    "lane": incident.subject.lane,
                    "want_rev": 1 if kind != "parent" else incident.revision,
                    "note": more.get("note", ""),
                    "not_before": begin,
                    "at": self.now,
                }
            )
        )


def name_storm(channels: tuple[str, ...]) -> str:
    """The fingerprint of the summary of these channels."""
    return STORM + "+".join(channels)


def storms_of(alerting: Alerting) -> frozenset[str]:
    """The fingerprints of all summaries that there can be, which any work that may begin an incident wants."""
    fallback = (alerting.fallback,) if alerting.fallback else ()
    return frozenset(name_storm(channels) for channels in [*(one.channels for one in alerting.routes), fallback])
