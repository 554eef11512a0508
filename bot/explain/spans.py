"""Names ages and times for people: how long ago, since when, with the zone; in the reader's language."""

import datetime as dt

from bot.explain.templates import Phrases

MINUTE, HOUR, DAY = 60, 3_600, 86_400
FEW_HOURS = 10


def name_span(span: dt.timedelta, phrases: Phrases) -> str:
    """A length of time in its largest unit, in hours and minutes up to ten hours; never below 0 s."""
    seconds = max(0, round(span.total_seconds()))
    if seconds < 2 * MINUTE:
        return phrases.say("span-s", count=str(seconds))
    if seconds < HOUR:
        return phrases.say("span-min", count=str(seconds // MINUTE))
    hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
    if seconds >= 2 * DAY:
        return phrases.say("span-d", count=str(seconds // DAY))
    if hours >= FEW_HOURS or not minutes:
        return phrases.say("span-h", count=str(hours))
    return phrases.say("span-h-min", hours=str(hours), minutes=str(minutes))


def name_time(moment: dt.datetime, now: dt.datetime) -> str:
    """A moment in the zone of `now`, with that zone's name; with its date where that is another day than today."""
    there = moment.astimezone(now.tzinfo)
    form = "%H:%M" if there.date() == now.date() else "%m-%d %H:%M"
    return f"{there.strftime(form)} {there.tzname() or ''}".strip()
