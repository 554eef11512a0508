"""Made-up ids in Slack's forms: readable, never the same twice."""

from itertools import count

from tests.fakes.slack.moments import SlackTime


class Ids:
    """Counts up ids of each kind, and time stamps that are unique in the workspace."""

    def __init__(self, time: SlackTime) -> None:
        self._time = time
        self._counters: dict[str, count[int]] = {}
        self._last = 0.0

    def next(self, prefix: str) -> str:
        """The next id, such as C0000001."""
        counter = self._counters.setdefault(prefix, count(1))
        return f"{prefix}{next(counter):07d}"

    def secret(self, prefix: str) -> str:
        """The next id of a thing that opens a door (ticket, trigger); made up, and no secret."""
        return f"{self.next(prefix)}.{int(self._time.now())}"

    def uuid(self) -> str:
        """An envelope id or client_msg_id in the form of a UUID."""
        counter = self._counters.setdefault("uuid", count(1))
        return f"00000000-0000-4000-8000-{next(counter):012d}"

    def ts(self) -> str:
        """A message's time stamp: seconds, a dot, six digits; each later than the one before."""
        micros = max(round(self._time.now() * 1_000_000), round(self._last * 1_000_000) + 100)
        self._last = micros / 1_000_000
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"
