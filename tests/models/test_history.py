import datetime as dt

from bot.models.history import HOUR, HOURS, MINUTE, MINUTES, Past, begin_of, uptime
from tests.fakes.hours import START
from tests.fakes.watched import a_reading

KST = dt.timezone(dt.timedelta(hours=9))


def test_a_span_begins_at_the_same_moment_in_every_zone() -> None:
    at = dt.datetime(2026, 11, 22, 2, 51, 7, 5, tzinfo=KST)

    assert begin_of(at, HOUR) == dt.datetime(2026, 11, 21, 17, 0, tzinfo=dt.UTC)
    assert begin_of(at, MINUTE) == dt.datetime(2026, 11, 21, 17, 51, tzinfo=dt.UTC)


def test_readings_are_counted_by_the_minute_and_by_the_hour() -> None:
    past = Past()
    for verdict, seconds in (("up", 0), ("down", 20), ("blind", 40), ("up", 60), ("up", 3600)):
        past = past.count(a_reading(verdict=verdict, seconds=seconds))

    assert [(tally.up, tally.down, tally.blind) for tally in past.minutes] == [(1, 1, 1), (1, 0, 0), (1, 0, 0)]
    assert [(tally.up, tally.down, tally.blind) for tally in past.hours] == [(2, 1, 1), (1, 0, 0)]


def test_the_latency_counts_where_the_target_was_up() -> None:
    past = Past()
    for latency in (0.1, 0.3):
        past = past.count(a_reading(latency=latency))
    past = past.count(a_reading(verdict="down", latency=9.0))

    tally = past.hours[0]
    assert (tally.measured, round(tally.latency, 6), tally.slowest) == (2, 0.4, 0.3)


def test_no_more_is_kept_than_an_hour_and_a_week() -> None:
    past = Past()
    for number in range(24 * 10):
        past = past.count(a_reading(seconds=3600 * number))
    for number in range(120):
        past = past.count(a_reading(seconds=3600 * 240 + 60 * number))

    assert len(past.minutes) == MINUTES + 1
    assert len(past.hours) == HOURS + 1


def test_a_clock_that_is_set_back_keeps_the_order() -> None:
    past = Past().count(a_reading(seconds=3600)).count(a_reading(seconds=0))

    assert [tally.up for tally in past.minutes] == [2]


def test_uptime_leaves_out_what_was_not_seen() -> None:
    past = Past()
    for number, verdict in enumerate(("up", "up", "up", "down", "blind", "blind")):
        past = past.count(a_reading(verdict=verdict, seconds=number))

    assert uptime(past.hours, START - HOUR) == 0.75
    assert uptime(past.hours, START + HOUR) is None
    assert uptime((), START) is None
