"""Silences and maintenance windows: what they hide, whether they may be, and a look at it beforehand; pure."""

import datetime as dt
from collections.abc import Iterable

from bot.models.alerting import MaintenanceWindow, Policy, Preview, Scope, Silence, SilenceDraft
from bot.models.incident import Incident, Mute, Subject

WINDOW = "maintenance"


def matches(scope: Scope, subject: Subject, fingerprint: str, number: int) -> bool:
    """Whether a scope covers an incident; an empty one covers nothing."""
    own = {
        "number": number,
        "fingerprint": fingerprint,
        "environment": subject.environment,
        "component": subject.component,
        "code": subject.code,
        "company": subject.company,
        "kind": subject.kind,
    }
    return not scope.empty and all(value is None or own[name] == value for name, value in scope)


def find_problem(draft: SilenceDraft, now: dt.datetime, policy: Policy) -> str:
    """Why a silence is refused, as a name: hides-all, no-reason, over-already, too-long; empty where it is not."""
    if draft.scope.empty:
        return "hides-all"
    if not draft.reason.strip():
        return "no-reason"
    if draft.until <= now:
        return "over-already"
    return "too-long" if draft.until > now + policy.longest_mute else ""


def preview(draft: SilenceDraft, incidents: Iterable[Incident], now: dt.datetime, policy: Policy) -> Preview:
    """What a silence would hide of the open ones, the most urgent first, and whether it would be refused."""
    hidden = [one for one in incidents if one.open and matches(draft.scope, one.subject, one.fingerprint, one.number)]
    hidden.sort(key=lambda one: (one.subject.lane, one.subject.level, one.number))
    return Preview(hides=tuple(hidden), problem=find_problem(draft, now, policy))


def as_mute(silence: Silence) -> Mute:
    """A silence as it stands on an incident."""
    return Mute(by=silence.by, until=silence.until, reason=silence.reason, silence=silence.number)


def find_mute(
    subject: Subject,
    fingerprint: str,
    number: int,
    now: dt.datetime,
    hiding: tuple[Iterable[Silence], Iterable[MaintenanceWindow]],
) -> Mute | None:
    """What hides a new incident the longest: a silence that runs, or a maintenance window; None where nothing does."""
    silences, windows = hiding
    found = [
        as_mute(silence)
        for silence in silences
        if not silence.ended_by and now < silence.until and matches(silence.scope, subject, fingerprint, number)
    ]
    for window in windows:
        ends = end_of(window, now)
        if ends is not None and covers(window, subject):
            found.append(Mute(by=WINDOW, until=ends, reason=window.name))
    return max(found, key=lambda mute: mute.until, default=None)


def covers(window: MaintenanceWindow, subject: Subject) -> bool:
    """Whether a window is about an incident; the bot's own blindness is never planned."""
    return (
        subject.kind != "blind"
        and (not window.environments or subject.environment in window.environments)
        and (not window.components or subject.component in window.components)
    )


def end_of(window: MaintenanceWindow, now: dt.datetime) -> dt.datetime | None:
    """When the window that runs now ends, None where it does not run."""
    begins, ends = window.begins, window.ends
    if window.every is not None and now >= begins:
        passed = (now - begins) // window.every * window.every
        begins, ends = begins + passed, ends + passed
    return ends if begins <= now < ends else None
