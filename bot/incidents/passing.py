"""What time alone does to an open incident: mutes end, people are called, sources fall silent, flapping stops; pure."""

import datetime as dt
from collections.abc import Callable

from bot.incidents.changes import announce, call_due, change, holders, quiet_due, steady_due, waiting_due
from bot.models.alerting import Policy
from bot.models.incident import Announcement, Incident, Told

Passing = tuple[Incident, tuple[Announcement, ...], str]


def pass_time(before: Incident, now: dt.datetime, policy: Policy, *, heard: bool) -> Passing:
    """What is due by now, one thing after the other; an incident of which nothing is due comes back as it is.

    `heard` tells whether its sources spoke since it was last heard of: then its silence means that it is over.
    """
    incident = before
    told: list[Announcement] = []
    reason = "waits"
    for rule in (_end_mute, _end_waiting, _grow_quiet, _grow_steady, _call, _refresh):
        if not incident.open:
            break
        found = rule(incident, now, policy, heard)
        if found is not None:
            incident, new, reason = found
            told += new
    return incident, tuple(told), reason


Rule = Callable[[Incident, dt.datetime, Policy, bool], Passing | None]


def _end_mute(incident: Incident, now: dt.datetime, policy: Policy, heard: bool) -> Passing | None:  # noqa: ARG001, FBT001 - one form for all rules
    """A mute that is over speaks up, since the incident is still there."""
    if incident.mute is None or now < incident.mute.until:
        return None
    after = change(incident, mute=None, called_at=now)
    told = announce(after, "mute-over", now, mentions=holders(after) or _people(incident), broadcast=True)
    return after, (told,), "mute-over"


def _end_waiting(incident: Incident, now: dt.datetime, policy: Policy, heard: bool) -> Passing | None:  # noqa: ARG001, FBT001 - one form for all rules
    """Who waited is asked once; until they answer, nobody has it."""
    due = waiting_due(incident)
    if due is None or now < due or incident.acknowledged is None:
        return None
    said = incident.acknowledged
    after = change(incident, acknowledged=None, called_at=now, escalations=0)
    return after, (announce(after, "waiting-over", now, mentions=(said.by,), waits_for=said.waits_for),), "waiting-over"


def _grow_quiet(incident: Incident, now: dt.datetime, policy: Policy, heard: bool) -> Passing | None:  # noqa: FBT001 - one form for all rules
    """Nothing was heard for long: over where its sources spoke of other things, else stale, and in the end given up."""
    due = quiet_due(incident, policy)
    if due is None or now < due:
        return None
    if incident.stale_at is None and not heard:
        after = change(incident, state="stale", stale_at=now, called_at=now)
        return after, (announce(after, "stale", now, mentions=holders(after)),), "stale"
    if incident.stale_at is not None and not heard and now < incident.stale_at + policy.stale_close:
        return change(incident, called_at=now), (), "still-stale"
    what: Told = "resolved" if heard else "closed-unheard"
    after = change(incident, state="resolved", stale_at=None, resolved_at=now)
    return after, (announce(after, what, now, mentions=holders(after)),), what


def _grow_steady(incident: Incident, now: dt.datetime, policy: Policy, heard: bool) -> Passing | None:  # noqa: ARG001, FBT001 - one form for all rules
    """One that flapped stayed as it is: it is over, or it goes on firing."""
    due = steady_due(incident, policy)
    if due is None or now < due:
        return None
    if not incident.flips[-1].bad:
        after = change(incident, state="resolved", resolved_at=incident.flips[-1].at)
        return after, (announce(after, "resolved", now, mentions=holders(after)),), "resolved"
    after = change(incident, state="firing", began_at=incident.flips[-1].at)
    return after, (announce(after, "steady", now, mentions=holders(after), broadcast=True),), "steady"


def _call(incident: Incident, now: dt.datetime, policy: Policy, heard: bool) -> Passing | None:  # noqa: ARG001, FBT001 - one form for all rules
    """Nobody has it for too long: the group is called, and reminded."""
    due = call_due(incident, policy)
    if due is None or now < due:
        return None
    what: Told = "reminder" if incident.escalations else "escalated"
    after = change(incident, escalations=incident.escalations + 1, called_at=now)
    return after, (announce(after, what, now, on_call=incident.on_call, broadcast=True),), what


def _refresh(incident: Incident, now: dt.datetime, policy: Policy, heard: bool) -> Passing | None:  # noqa: ARG001, FBT001 - one form for all rules
    """Counts that grew are shown."""
    if incident.refresh_at is None or now < incident.refresh_at:
        return None
    return change(incident, refresh_at=None), (), "refreshed"


def _people(incident: Incident) -> tuple[str, ...]:
    """Who muted it, where a person did."""
    return (incident.mute.by,) if incident.mute is not None and incident.mute.silence is not None else ()
