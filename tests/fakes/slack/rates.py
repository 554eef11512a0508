"""How fast the app writes: windows of Retry-After that must be obeyed, and posts per channel, measured and recorded."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from tests.fakes.slack.ledger import Ledger
from tests.fakes.slack.moments import SlackTime
from tests.fakes.slack.rules import Rules

POST = "chat.postMessage"
OPEN = "apps.connections.open"
_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class TooEarly:
    """A call made before the Retry-After that the app had been told was over."""

    method: str
    channel: str
    by: float


class Rates:
    """Remembers when what was posted where, and who must still wait."""

    def __init__(self, time: SlackTime, rules: Rules, ledger: Ledger) -> None:
        self._time = time
        self._rules = rules
        self._ledger = ledger
        self._until: dict[tuple[str, str], float] = {}
        self._opened: list[float] = []
        self.posts: dict[str, list[float]] = defaultdict(list)
        self.too_early: list[TooEarly] = []

    def limit(self, method: str, channel: str, seconds: float) -> None:
        """From now on that method (in that channel; "" is everywhere) is refused for so long."""
        self._until[method, channel] = self._time.now() + seconds

    def refused_for(self, method: str, channel: str) -> float:
        """How many seconds this call must still wait; 0 when it may go through. A call too early is recorded."""
        now = self._time.now()
        left = max(self._until.get((method, place), 0.0) - now for place in (channel, ""))
        if left > 0:
            self.too_early.append(TooEarly(method, channel, left))
            return left
        if method == OPEN:
            return self._opening(now)
        return self._bursting(channel, now) if method == POST else 0.0

    def _opening(self, now: float) -> float:
        """Tier 1 in minutes, with some patience for a start."""
        self._opened = [at for at in self._opened if at > now - _MINUTE]
        if len(self._opened) >= self._rules.connections_open_burst:
            wait = self._opened[0] + _MINUTE - now
            self.limit(OPEN, "", wait)
            return wait
        self._opened.append(now)
        return 0.0

    def _bursting(self, channel: str, now: float) -> float:
        most = self._rules.channel_burst
        recent = [at for at in self.posts[channel] if most is not None and at > now - most]
        if most is None or len(recent) < most:
            return 0.0
        wait = recent[0] + most - now
        self.limit(POST, channel, wait)
        return wait

    def posted(self, channel: str) -> None:
        """A message was accepted in the channel."""
        self.posts[channel].append(self._time.now())

    def shortest_gap(self, channel: str) -> float:
        """The least number of seconds between two messages in the channel; infinite with fewer than two."""
        times = self.posts[channel]
        return min((later - earlier for earlier, later in pairwise(times)), default=float("inf"))
