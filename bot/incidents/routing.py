"""Which channels an incident goes to and when, and why; the same function explains a dry run; pure."""

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.models.alerting import Alerting, QuietHours, Route
from bot.models.incident import Subject

FALLBACK = "fallback"


class Trial(NamedTuple):
    """A route and the first of its conditions that an incident does not meet; empty where it meets all."""

    route: str
    unmet: str


class Routed(NamedTuple):
    """Where an incident goes: the route's name, channels, group to call, language, and the time to wait for.

    `trials` are the routes looked at, in order. Without any channel nobody can be told, and `route` is empty.
    """

    route: str
    channels: tuple[str, ...]
    on_call: str
    language: str | None
    not_before: dt.datetime
    trials: tuple[Trial, ...]


def route(subject: Subject, alerting: Alerting, now: dt.datetime) -> Routed:
    """Where an incident goes that begins now."""
    trials: list[Trial] = []
    for one in alerting.routes:
        unmet = find_unmet(one, subject)
        trials.append(Trial(one.name, unmet))
        if not unmet:
            waits = one.quiet is not None and subject.urgency != "act-now"
            begin = quiet_until(one.quiet, now) if waits and one.quiet is not None else now
            return Routed(one.name, one.channels, one.on_call or "", one.language, begin, tuple(trials))
    if alerting.fallback is None:
        return Routed("", (), "", None, now, tuple(trials))
    return Routed(FALLBACK, (alerting.fallback,), "", None, now, tuple(trials))


def find_unmet(one: Route, subject: Subject) -> str:
    """The first condition of a route that an incident does not meet, by its name; empty where it meets all."""
    conditions: tuple[tuple[str, tuple[object, ...], object], ...] = (
        ("environments", one.environments, subject.environment),
        ("components", one.components, subject.component),
        ("kinds", one.kinds, subject.kind),
        ("levels", one.levels, subject.level),
        ("urgencies", one.urgencies, subject.urgency),
    )
    return next((name for name, wanted, own in conditions if wanted and own not in wanted), "")


def quiet_until(quiet: QuietHours, now: dt.datetime) -> dt.datetime:
    """When the quiet hours end that `now` falls into; `now` itself outside them."""
    here = now.astimezone(ZoneInfo(quiet.zone))
    clock = here.timetz().replace(tzinfo=None)
    over_midnight = quiet.until <= quiet.begin
    inside = (clock >= quiet.begin or clock < quiet.until) if over_midnight else quiet.begin <= clock < quiet.until
    if not inside:
        return now
    day = here.date() + dt.timedelta(days=1 if over_midnight and clock >= quiet.begin else 0)
    return dt.datetime.combine(day, quiet.until, tzinfo=here.tzinfo).astimezone(dt.UTC)
