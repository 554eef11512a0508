import datetime as dt

import pytest

from bot.recognition.times import find_moment

KST = dt.timezone(dt.timedelta(hours=9))


@pytest.mark.parametrize(
    ("text", "words", "at"),
    [
        (
            "2026-11-22T02:51:13.123+09:00 ERROR",
            "2026-11-22T02:51:13.123+09:00",
            dt.datetime(2026, 11, 22, 2, 51, 13, 123000, KST),
        ),
        ("[2026-11-22 02:51:13,123] WARN", "2026-11-22 02:51:13,123", dt.datetime(2026, 11, 22, 2, 51, 13, 123000)),  # noqa: DTZ001 - the log has no zone
        (
            '{"time":"2026-11-22T02:51:13Z"}',
            "2026-11-22T02:51:13Z",
            dt.datetime(2026, 11, 22, 2, 51, 13, tzinfo=dt.UTC),
        ),
        (
            "- - [22/Nov/2026:02:51:13 +0900]",
            "22/Nov/2026:02:51:13 +0900",
            dt.datetime(2026, 11, 22, 2, 51, 13, tzinfo=KST),
        ),
        (
            "date: Sun, 22 Nov 2026 02:51:13 GMT",
            "22 Nov 2026 02:51:13 GMT",
            dt.datetime(2026, 11, 22, 2, 51, 13, tzinfo=dt.UTC),
        ),
        ("Nov 22 02:51:13 host app[1]:", "Nov 22 02:51:13", None),
        ("2026년 11월 22일 오후 2:51:13", "2026년 11월 22일 오후 2:51:13", dt.datetime(2026, 11, 22, 14, 51, 13)),  # noqa: DTZ001 - the same
        ("2026. 11. 22. 오전 2:51 이민수", "2026. 11. 22. 오전 2:51", dt.datetime(2026, 11, 22, 2, 51)),  # noqa: DTZ001 - the same
        ("app-1 | 02:51:13.001 ERROR", "02:51:13.001", None),
    ],
)
def test_the_timestamps_of_common_logs_are_read(text: str, words: str, at: dt.datetime | None) -> None:
    moment = find_moment(text)
    assert moment is not None
    assert (moment.words, moment.at) == (words, at)


@pytest.mark.parametrize("text", ["", "40013", "ratio 12:34", "AB:CD:12:34:56:78", "2026-13-45", "1:2:3"])
def test_other_numbers_are_no_timestamps(text: str) -> None:
    assert find_moment(text) is None


def test_moments_with_a_zone_are_compared_across_zones() -> None:
    early, late = find_moment("2026-11-22T02:51:13+09:00"), find_moment("2026-11-21T17:52:00Z")
    assert early is not None
    assert late is not None
    assert early.is_before(late)


def test_a_moment_without_a_zone_is_not_compared_with_one_that_has_one() -> None:
    one, other = find_moment("2026-11-22 02:51:13"), find_moment("2026-11-21T17:52:00Z")
    assert one is not None
    assert other is not None
    assert one.is_before(other) is None
