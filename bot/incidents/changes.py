"""What every rule does alike: announce, keep evidence, count flips, say what time may change next; decides nothing."""

import datetime as dt
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

from bot.models.alerting import Policy
from bot.models.incident import MOST_EVIDENCE, Announcement, Evidence, Flip, Incident, Told

COUNTED = ("count", "pastes", "evidence", "flips")
"""Fields whose change is shown, but not at once: a refresh shows all that came together."""

UNSHOWN = frozenset(
    {"last_at", "due_at", "refresh_at", "revision", "page_revision", "notes", "called_at", "sources", "starts_at"}
).union(COUNTED)
"""Fields whose change alone is no reason to edit a message now."""

_COUNTED = attrgetter(*COUNTED)
_SHOWN = attrgetter(*(name for name in Incident.model_fields if name not in UNSHOWN))

TOLD_BY_PEOPLE: frozenset[Told] = frozenset(
    {"acknowledged", "not-ours", "waiting", "muted", "unmuted", "mute-over", "merged"}
)
"""What is told even of a muted incident: somebody did it just now, or the mute is over."""

ENDS: frozenset[Told] = frozenset({"resolved", "closed-unheard", "merged"})
PAGED: frozenset[Told] = ENDS | {"again", "raised", "flapping", "acknowledged", "escalated", "mute-over", "unmuted"}
"""What the pager is told, too, beside the beginning; the end even of a muted incident, which it may know already."""


def change(incident: Incident, **values: Any) -> Incident:
    """The incident with other values; they are ours and of the right types, so they are not checked again."""
    return incident.model_copy(update=values)


def announce(incident: Incident, what: Told, now: dt.datetime, **more: Any) -> Announcement:
    """A transition, frozen with what is known of the incident at that moment."""
    return Announcement(
        what=what,
        at=now,
        state=incident.state,
        lasted=incident.lasted(now),
        count=incident.count,
        pastes=incident.pastes,
        escalations=incident.escalations,
        times_bad=incident.times_bad(now),
        share_bad=incident.share_bad(now),
        evidence=incident.evidence or incident.opening,
        **more,
    )


def holders(incident: Incident) -> tuple[str, ...]:
    """Whom a transition concerns: who has it."""
    return (incident.holder,) if incident.holder else ()


def merge_evidence(kept: Iterable[Evidence], new: Iterable[Evidence], *, counts: bool) -> tuple[Evidence, ...]:
    """Evidence of the same kind and name together, the newest words kept, counts added; the latest heard stay.

    Where nothing is counted, what was said in the same words already is no news and stays as it is.
    """
    found = {(one.kind, one.name): one for one in kept}
    for one in new:
        same = found.get((one.kind, one.name))
        if not counts and same is not None and (same.reason, same.says) == (one.reason, one.says):
            continue
        before = found.pop((one.kind, one.name), None) if counts else None
        count = one.count + (before.count if before else 0)
        found[one.kind, one.name] = one.model_copy(update={"count": count}) if before else one
    return tuple(found.values())[-MOST_EVIDENCE:]


def flip(incident: Incident, now: dt.datetime, *, bad: bool) -> tuple[Flip, ...]:
    """The flips with a new one; those before the window go, but for the last of them, which says how it began."""
    start = now - incident.flap_window
    older = [one for one in incident.flips if one.at <= start]
    kept = [*older[-1:], *(one for one in incident.flips if one.at > start)]
    if kept and kept[-1].bad == bad:
        return tuple(kept)
    return (*kept, Flip(at=now, bad=bad))


def settle(
    before: Incident, after: Incident, told: Iterable[Announcement], now: dt.datetime, policy: Policy
) -> Incident:
    """The incident as it is to be kept: what is visible counted, and when time may change it next."""
    refreshed = before.refresh_at is not None and after.refresh_at is None
    seen = refreshed or _SHOWN(before) != _SHOWN(after)
    counted = _COUNTED(before) != _COUNTED(after)
    refresh = after.refresh_at or (now + policy.refresh_every if counted else None)
    after = change(
        after,
        revision=before.revision + seen,
        refresh_at=None if seen else refresh,
        page_revision=after.page_revision + (after.page_revision > 0 and any(one.what in PAGED for one in told)),
    )
    return change(after, due_at=next_due(after, policy))


def next_due(incident: Incident, policy: Policy) -> dt.datetime | None:
    """When time alone may change it, None where only news can."""
    return min(_dues(incident, policy), default=None)


def call_due(incident: Incident, policy: Policy) -> dt.datetime | None:
    """When somebody must be called because nobody has it; None where nobody need be, or nobody may be told."""
    wanted = incident.state in ("firing", "flapping") and incident.subject.urgency == "act-now"
    if not wanted or incident.holder or incident.mute is not None:
        return None
    return incident.called_at + (policy.remind_every if incident.escalations else policy.escalate_after)


def quiet_due(incident: Incident, policy: Policy) -> dt.datetime | None:
    """When its silence means something: that it is over, that it is stale, or that a stale one is given up."""
    if incident.stale_at is None:
        return None if incident.quiet_after is None else incident.last_at + incident.quiet_after
    given_up = incident.stale_at + policy.stale_close
    return given_up if incident.quiet_after is None else min(given_up, incident.called_at + incident.quiet_after)


def steady_due(incident: Incident, policy: Policy) -> dt.datetime | None:
    """When one that flaps has been as it is for long enough."""
    return incident.flips[-1].at + policy.flap_quiet if incident.state == "flapping" and incident.flips else None


def waiting_due(incident: Incident) -> dt.datetime | None:
    """When somebody who waits wants to be asked."""
    return incident.acknowledged.until if incident.acknowledged else None


def _dues(incident: Incident, policy: Policy) -> Iterator[dt.datetime]:
    if not incident.open:
        return
    found = (
        call_due(incident, policy),
        quiet_due(incident, policy),
        steady_due(incident, policy),
        waiting_due(incident),
        incident.mute.until if incident.mute else None,
        incident.refresh_at,
    )
    yield from (due for due in found if due is not None)
