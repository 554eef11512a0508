"""Says where an incident would go that begins now, and why, without there being one; pure."""

import datetime as dt
from typing import NamedTuple

from bot.incidents.counting import subject_of_code
from bot.incidents.grouping import subject_of_parts
from bot.incidents.routing import Routed, route
from bot.incidents.silences import covers, end_of
from bot.models.alerting import Alerting, Threshold
from bot.models.catalog import Catalog
from bot.models.entry import Level, Urgency
from bot.models.incident import Subject

ANYTHING = "anything"


class Imagined(NamedTuple):
    """What somebody wants to know of: whatever is None is as the knowledge base has it."""

    environment: str = ""
    component: str | None = None
    code: int | None = None
    level: Level | None = None
    urgency: Urgency | None = None


class DryRun(NamedTuple):
    """Where it would go. `softened`: its environment calls nobody, so that it can wait.

    `window` is the maintenance that hides it, and until when. `threshold` is from how many errors on there is an
    incident, None where the first is one. `calls_after` is when the group is called that has it, None for never.
    """

    subject: Subject
    routed: Routed
    softened: bool
    window: tuple[str, dt.datetime] | None
    threshold: Threshold | None
    calls_after: dt.timedelta | None
    pages: bool


def imagine(asked: Imagined, catalog: Catalog) -> Subject:
    """An incident as asked for: about a code, else about a component that fails, else about something unnamed."""
    if asked.code is not None:
        subject = subject_of_code("errors", asked.code, asked.environment, catalog)
    else:
        subject = subject_of_parts(asked.environment, [asked.component or f"@{ANYTHING}"], catalog)
    given = {"component": asked.component, "level": asked.level, "urgency": asked.urgency}
    values = {name: value for name, value in given.items() if value is not None}
    if asked.level is not None and asked.urgency is None and asked.code is None:
        values["urgency"] = "act-now" if asked.level in ("P1", "P2") else "can-wait"
    return subject.model_copy(update=values)


def run_dry(subject: Subject, alerting: Alerting, now: dt.datetime) -> DryRun:
    """Where it would go, by the very functions that route incidents."""
    softer = alerting.soften(subject)
    routed = route(softer, alerting, now)
    urgent = softer.urgency == "act-now"
    windows = ((window.name, end_of(window, now)) for window in alerting.windows if covers(window, softer))
    running = [(name, ends) for name, ends in windows if ends is not None]
    threshold = alerting.policy.thresholds[softer.urgency] if softer.kind == "errors" else None
    return DryRun(
        subject=softer,
        routed=routed,
        softened=softer.urgency != subject.urgency,
        window=max(running, key=lambda one: one[1], default=None),
        threshold=threshold if threshold is not None and threshold.count > 1 else None,
        calls_after=alerting.policy.escalate_after if urgent and routed.on_call else None,
        pages=urgent and alerting.policy.pager,
    )
