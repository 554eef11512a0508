"""Keeps what was asked privately, redacted, in memory and for a while: Slack does not hand it out again."""

import datetime as dt
import secrets
from collections import OrderedDict

from bot.recognition.redact import redact
from bot.slack.ports import Time

NOWHERE = "MEMO"
"""Stands for a channel in what has no place in Slack: a command's text, a form's. No channel's id is so short."""
KEPT_FOR = dt.timedelta(minutes=30)
"""As long as a response_url lives, by which private answers are given."""
MOST = 200
LONGEST = 64 * 1024

Place = tuple[str, str]


class Memo:
    """Texts by their place."""

    def __init__(self, clock: Time) -> None:
        self._clock = clock
        self._kept: OrderedDict[Place, tuple[float, str]] = OrderedDict()

    def keep(self, text: str, channel: str = "", ts: str = "") -> Place:
        """Keep a text; returns its place, a made-up one where it has none in Slack."""
        place = (channel, ts) if channel and ts else (NOWHERE, f"{secrets.randbelow(10**12)}.0")
        self._forget_old()
        if len(text) <= LONGEST:
            self._kept[place] = (self._clock.monotonic() + KEPT_FOR.total_seconds(), redact(text).text)
            self._kept.move_to_end(place)
        return place

    def read(self, channel: str, ts: str) -> str | None:
        """The text of a place, None where it is not kept, or no more."""
        self._forget_old()
        return self._kept.get((channel, ts), (0.0, None))[1]

    def _forget_old(self) -> None:
        now = self._clock.monotonic()
        while self._kept and (len(self._kept) > MOST or next(iter(self._kept.values()))[0] <= now):
            self._kept.popitem(last=False)
