"""Tells the time and waits; the only module that asks the system for either."""

from datetime import UTC, datetime


class SystemClock:
    """The real clock."""

    def now(self) -> datetime:
        """The current time, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the one place
