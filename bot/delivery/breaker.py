"""When to try again what fails for everybody alike: 1, 2, 4, 8, 10 … s after each failure, one try at a time."""

FIRST = 1.0
LONGEST = 10.0
"""What waits is to be seen within 15 seconds after an outage, and six tries a minute harm nobody."""


class Breaker:
    """Closed while all goes well; `now` is monotonic, in seconds."""

    def __init__(self, first: float = FIRST, longest: float = LONGEST) -> None:
        self._first = first
        self._longest = longest
        self._failures = 0
        self._until = float("-inf")

    def fail(self, now: float, at_least: float = 0.0) -> None:
        """Something failed that has nothing to do with what was tried; failures during a rest do not add up."""
        if now >= self._until:
            self._failures += 1
            rest = min(self._longest, self._first * 2 ** min(self._failures - 1, 10))
            self._until = now + max(rest, at_least)

    def work(self) -> None:
        """Something went through."""
        self._failures = 0
        self._until = float("-inf")

    def allows(self, most: int, now: float) -> int:
        """How many tries may be made now: none during a rest, one after it, `most` while all goes well."""
        if now < self._until:
            return 0
        return 1 if self._failures else most

    def rests(self, now: float) -> float:
        """Seconds until the next try may be made."""
        return max(0.0, self._until - now)
