"""Remembers in memory which pastes and threads are ours, so that the look at an envelope asks no database."""

import datetime as dt
from collections import OrderedDict

from bot.slack.ports import AnswerRows, Time

PASTES_FOR = dt.timedelta(hours=2)
THREADS_FOR = dt.timedelta(days=7)
MOST = 20_000

Place = tuple[str, str]


class Places:
    """(channel, ts) of messages, each for a while, the oldest forgotten when there are too many."""

    def __init__(self, clock: Time, lasts: dt.timedelta) -> None:
        self._clock = clock
        self._lasts = lasts.total_seconds()
        self._until: OrderedDict[Place, float] = OrderedDict()

    def add(self, channel: str, ts: str) -> None:
        """Remember a message from now on."""
        place = (channel, ts)
        self._until[place] = self._clock.monotonic() + self._lasts
        self._until.move_to_end(place)
        if len(self._until) > MOST:
            self._until.popitem(last=False)

    def __len__(self) -> int:
        return len(self._until)

    def __contains__(self, place: object) -> bool:
        until = self._until.get(place)  # type: ignore[call-overload]
        return until is not None and bool(until > self._clock.monotonic())


class Watch:
    """What to follow: `pastes` that are being answered or were, `threads` with an answer of ours."""

    def __init__(self, clock: Time) -> None:
        self._clock = clock
        self.pastes = Places(clock, PASTES_FOR)
        self.threads = Places(clock, THREADS_FOR)

    async def remember(self, answers: AnswerRows) -> None:
        """Take over what an earlier life of this process answered; raises StorageError."""
        now = self._clock.now()
        for answer in await answers.since(now - THREADS_FOR, ("pending", "sent", "unknown", "withdrawn"), most=MOST):
            if answer.thread_ts:
                self.threads.add(answer.channel, answer.thread_ts)
            if now - answer.at < PASTES_FOR:
                self.pastes.add(answer.paste_channel, answer.paste_ts)
