"""Tells the time and waits; the only module that asks the system for either."""

import time
from datetime import UTC, datetime


class SystemClock:
    """The real clock."""

    def now(self) -> datetime:
        """The current time, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the one place

    def monotonic(self) -> float:
        """Seconds that never go back, for durations and deadlines only."""
        return time.monotonic()

    def pause(self, seconds: float) -> None:
        """Block this thread; never for use on the event loop."""
        time.sleep(seconds)
