"""A clock that stands still until somebody moves it."""

import datetime as dt


class HandClock:
    def __init__(self) -> None:
        self._now = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
        self._seconds = 1000.0

    def now(self) -> dt.datetime:
        return self._now

    def monotonic(self) -> float:
        return self._seconds

    def pass_by(self, seconds: float) -> None:
        self._now += dt.timedelta(seconds=seconds)
        self._seconds += seconds
