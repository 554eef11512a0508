"""Counts errors of one kind and says when they are an incident: by the entry's urgency, against the usual; pure."""

import datetime as dt

from bot.models.alerting import Policy, Tally, Threshold

MINUTE = 60
HOUR = 3_600
KEPT_MINUTES = 60
KEPT_HOURS = 168
MOST_PEOPLE = 100


def count(before: Tally | None, fingerprint: str, times: int, at: dt.datetime, now: dt.datetime) -> Tally:
    """The tally with `times` more; what happened `at` a time outside the kept hour counts as of now."""
    tally = before or Tally(fingerprint=fingerprint, first_at=now, last_at=now)
    minute, hour = _number(now, MINUTE), _number(now, HOUR)
    own = _number(at, MINUTE)
    own = own if minute - KEPT_MINUTES < own <= minute else minute
    minutes = {one: found for one, found in tally.minutes.items() if one > minute - KEPT_MINUTES}
    hours = {one: found for one, found in tally.hours.items() if one > hour - KEPT_HOURS}
    minutes[own] = minutes.get(own, 0) + times
    hours[hour] = hours.get(hour, 0) + times
    return tally.model_copy(update={"minutes": minutes, "hours": hours, "last_at": now})


def see_person(before: Tally | None, fingerprint: str, who: str, now: dt.datetime, within: dt.timedelta) -> Tally:
    """The tally with a person who pasted it; those of longer ago are forgotten."""
    tally = before or Tally(fingerprint=fingerprint, first_at=now, last_at=now)
    recent = {name: at for name, at in tally.people.items() if at > now - within and name != who}
    people = dict([*list(recent.items())[-MOST_PEOPLE:], (who, now)])
    return tally.model_copy(update={"people": people, "last_at": now})


def lately(tally: Tally, now: dt.datetime, within: dt.timedelta) -> int:
    """How often within the last `within`, by whole minutes."""
    first = _number(now - within, MINUTE)
    return sum(found for minute, found in tally.minutes.items() if minute > first)


def usual(tally: Tally, now: dt.datetime, within: dt.timedelta) -> float:
    """How often it comes within such a time on average, over the days it is known, the present hour left out.

    Zero where it is not known for an hour yet: nothing is usual then.
    """
    present = _number(now, HOUR)
    first = max(_number(tally.first_at, HOUR), present - KEPT_HOURS + 1)
    known = present - first
    if known < 1:
        return 0.0
    total = sum(found for hour, found in tally.hours.items() if first <= hour < present)
    return total / known * (within.total_seconds() / HOUR)


def exceeds(tally: Tally, threshold: Threshold, now: dt.datetime) -> bool:
    """Whether it came often enough, and more often than usual, to be an incident."""
    found = lately(tally, now, threshold.within)
    return found >= threshold.count and found >= threshold.times_usual * usual(tally, now, threshold.within)


def suggests(tally: Tally, now: dt.datetime, policy: Policy) -> bool:
    """Whether so many people pasted it lately that they may want to know of each other."""
    return sum(at > now - policy.suggest_within for at in tally.people.values()) >= policy.suggest_after


def _number(at: dt.datetime, unit: int) -> int:
    return int(at.timestamp()) // unit
