"""When errors are too many: against a number, and against the usual."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incidents.thresholds import KEPT_HOURS, KEPT_MINUTES, count, exceeds, lately, see_person, suggests, usual
from bot.models.alerting import Policy, Tally, Threshold
from tests.fakes.incidents import MINUTE, NOW

TEN = 10 * MINUTE
HOUR = 60 * MINUTE


def tally_of(*moments: dt.datetime, times: int = 1) -> Tally:
    tally = count(None, "f", times, moments[0], moments[0])
    for at in moments[1:]:
        tally = count(tally, "f", times, at, at)
    return tally


def test_what_is_older_than_the_window_does_not_count() -> None:
    tally = tally_of(NOW, NOW + 5 * MINUTE, NOW + 9 * MINUTE)

    assert lately(tally, NOW + 9 * MINUTE, TEN) == 3
    assert lately(tally, NOW + 12 * MINUTE, TEN) == 2
    assert lately(tally, NOW + HOUR, TEN) == 0


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 9)), min_size=1, max_size=40),
    st.integers(0, 30),
)
def test_a_tally_counts_like_a_list_of_all_that_came(came: list[tuple[int, int]], later: int) -> None:
    start = NOW.replace(second=0)
    came.sort()
    tally = None
    for minutes, times in came:
        at = start + minutes * MINUTE
        tally = count(tally, "f", times, at, at)
    now = start + (came[-1][0] + later) * MINUTE

    assert tally is not None
    in_window = sum(times for minutes, times in came if now - TEN < start + minutes * MINUTE <= now)
    assert lately(tally, now, TEN) == in_window


def test_what_a_late_log_tells_counts_when_it_happened_and_what_is_too_old_counts_now() -> None:
    tally = count(None, "f", 5, NOW - 30 * MINUTE, NOW)
    assert lately(tally, NOW, TEN) == 0

    assert lately(count(tally, "f", 5, NOW - 300 * MINUTE, NOW), NOW, TEN) == 5
    assert lately(count(tally, "f", 5, NOW + 300 * MINUTE, NOW), NOW, TEN) == 5


def test_what_comes_every_day_is_usual() -> None:
    tally = tally_of(*(NOW + number * HOUR for number in range(25)), times=60)

    assert usual(tally, NOW + 24 * HOUR, TEN) == pytest.approx(10)


def test_nothing_is_usual_in_the_first_hour() -> None:
    assert usual(tally_of(NOW, times=100), NOW + MINUTE, TEN) == 0


@pytest.mark.parametrize(("times", "found"), [(9, False), (10, True)])
def test_a_threshold_is_reached_with_its_number(times: int, found: bool) -> None:
    assert exceeds(tally_of(NOW, times=times), Threshold(count=10), NOW) is found


def test_a_threshold_against_the_usual_grows_with_it() -> None:
    tally = tally_of(*(NOW + number * HOUR for number in range(24)), times=60)
    now = NOW + 24 * HOUR
    threshold = Threshold(count=10, times_usual=3)

    assert not exceeds(count(tally, "f", 29, now, now), threshold, now)
    assert exceeds(count(tally, "f", 30, now, now), threshold, now)


def test_a_tally_never_grows_beyond_what_it_keeps() -> None:
    tally = tally_of(*(NOW + number * 7 * MINUTE for number in range(3_000)))

    assert len(tally.minutes) <= KEPT_MINUTES
    assert len(tally.hours) <= KEPT_HOURS


def test_the_same_person_counts_once_and_only_lately() -> None:
    policy = Policy(suggest_after=2)
    tally = see_person(None, "f", "U1", NOW, policy.suggest_within)
    tally = see_person(tally, "f", "U1", NOW + MINUTE, policy.suggest_within)
    assert not suggests(tally, NOW + MINUTE, policy)

    assert suggests(see_person(tally, "f", "U2", NOW + 2 * MINUTE, policy.suggest_within), NOW + 2 * MINUTE, policy)
    assert not suggests(see_person(tally, "f", "U2", NOW + HOUR, policy.suggest_within), NOW + HOUR, policy)
