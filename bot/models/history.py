"""How a target did: readings counted per minute and per hour; values only, kept and shown elsewhere."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.models.target import Reading

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
MINUTES = 60
"""Minutes that are kept one by one: the last hour."""
HOURS = 7 * 24
"""Hours that are kept one by one: the last week."""
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def begin_of(at: dt.datetime, span: dt.timedelta) -> dt.datetime:
    """The beginning of the span (a minute, an hour) that a time lies in."""
    return at.astimezone(dt.UTC) - (at - EPOCH) % span


@dataclass(frozen=True, slots=True)
class Tally:
    """The readings of one target in the span that begins at `at`; latencies in seconds, `latency` their sum."""

    at: dt.datetime
    up: int = 0
    down: int = 0
    blind: int = 0
    measured: int = 0
    latency: float = 0.0
    slowest: float = 0.0

    def count(self, reading: Reading) -> "Tally":
        """This tally with one reading more; the latency counts where the target was up."""
        counted = replace(self, **{reading.verdict: getattr(self, reading.verdict) + 1})
        if reading.latency is None or reading.verdict != "up":
            return counted
        return replace(
            counted,
            measured=self.measured + 1,
            latency=self.latency + reading.latency,
            slowest=max(self.slowest, reading.latency),
        )


@dataclass(frozen=True, slots=True)
class Past:
    """The last hour by the minute and the last week by the hour, oldest first; spans without a reading are left out."""

    minutes: tuple[Tally, ...] = ()
    hours: tuple[Tally, ...] = ()

    def count(self, reading: Reading) -> "Past":
        """This past with one reading more."""
        return Past(_count(self.minutes, reading, MINUTE, MINUTES), _count(self.hours, reading, HOUR, HOURS))


def _count(tallies: tuple[Tally, ...], reading: Reading, span: dt.timedelta, most: int) -> tuple[Tally, ...]:
    begin = begin_of(reading.at, span)
    # A clock that was set back counts into the newest span, so that the order stays.
    if tallies and tallies[-1].at >= begin:
        return (*tallies[:-1], tallies[-1].count(reading))
    return (*tallies, Tally(begin).count(reading))[-most - 1 :]


def uptime(tallies: Iterable[Tally], since: dt.datetime) -> float | None:
    """The share of readings that were up, 0 to 1, in spans from `since` on; None where nothing could be seen."""
    up = down = 0
    for tally in tallies:
        if tally.at >= since:
            up, down = up + tally.up, down + tally.down
    return up / (up + down) if up + down else None
