"""Words times for people: spans, ages, the time of day with its zone; takes the time, never asks for it."""

import datetime as dt

from bot.explain.templates import Phrases

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def write_span(span: dt.timedelta, phrases: Phrases) -> str:
    """A span in its largest unit, as `9 min`: rounded down, never below zero; two of each are told in the smaller."""
    if span < 2 * MINUTE:
        return phrases.say("span-seconds", count=max(0, int(span.total_seconds())))
    for limit, unit, phrase in ((2 * HOUR, MINUTE, "span-minutes"), (2 * DAY, HOUR, "span-hours")):
        if span < limit:
            return phrases.say(phrase, count=span // unit)
    return phrases.say("span-days", count=span // DAY)


def write_clock(at: dt.datetime, now: dt.datetime, zone: dt.tzinfo) -> str:
    """The time of day with its zone, as `02:51 KST`; with the date where that is not today's."""
    there, today = at.astimezone(zone), now.astimezone(zone).date()
    return f"{there:%H:%M %Z}" if there.date() == today else f"{there:%m-%d %H:%M %Z}"
