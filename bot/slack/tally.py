"""Shows that an error came again: a mark on each repeat, a count on the first answer, both as seldom as Slack wants."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import structlog

from bot.errors import InboxFull
from bot.models.conversation import PostedAnswer
from bot.slack.inbox import Job
from bot.slack.messenger import Spot
from bot.slack.surface import Surface

log = structlog.get_logger("skms_bot.tally")

MARK = "repeat"
"""The reaction on a repeat, by Slack's name for it."""
RESTS = (0.0, 5.0, 10.0, 15.0, 30.0, 60.0)
"""Seconds between two edits of a count: five in the first minute, then one a minute."""
MARKS_A_MINUTE = 40
"""Slack allows some 50 reactions a minute (tier 3); beyond it would close the channel for everything else."""
MINUTE = 60.0
MOST = 2_000


@dataclass(slots=True, eq=False)
class Counted:
    """How often the count of an answer was shown, when last, and whether it is about to be again."""

    shown: int = 0
    last: float = float("-inf")
    waiting: bool = False


class Tally:
    """One for the whole process; `show` brings the count of an answer up to date."""

    def __init__(self, surface: Surface, show: Callable[[str], Awaitable[None]]) -> None:
        self._surface = surface
        self._show = show
        self._counted = OrderedDict[str, Counted]()
        self._marked = deque[float](maxlen=MARKS_A_MINUTE)
        self._unmarked = deque[tuple[Spot, str]](maxlen=MOST)

    async def mark(self, spot: Spot, ts: str) -> None:
        """Mark a repeat, at once while there are few, else when its turn comes."""
        now = self._surface.clock.monotonic()
        if self._unmarked or (len(self._marked) == MARKS_A_MINUTE and now - self._marked[0] < MINUTE):
            if not self._unmarked:
                self._later(MINUTE / MARKS_A_MINUTE, self._mark_next)
            self._unmarked.append((spot, ts))
            return
        self._marked.append(now)
        await self._surface.messenger.react(spot, ts, MARK)

    def count(self, answer: PostedAnswer, lane: str) -> None:
        """See to it that the answer shows its count soon."""
        counted = self._counted.setdefault(answer.id, Counted())
        self._counted.move_to_end(answer.id)
        if len(self._counted) > MOST:
            self._counted.popitem(last=False)
        if counted.waiting:
            return
        counted.waiting = True
        rest = RESTS[min(counted.shown, len(RESTS) - 1)]
        delay = max(0.0, counted.last + rest - self._surface.clock.monotonic())
        self._later(delay, partial(self._submit_count, answer, lane))

    def _submit_count(self, answer: PostedAnswer, lane: str) -> None:
        if not self._submit(Job("count", partial(self._show_count, answer.id), answer.channel, lane)):
            self._counted[answer.id].waiting = False

    async def _show_count(self, answer_id: str) -> None:
        counted = self._counted.setdefault(answer_id, Counted())
        counted.waiting = False
        counted.shown += 1
        counted.last = self._surface.clock.monotonic()
        await self._show(answer_id)

    def _mark_next(self) -> None:
        spot, ts = self._unmarked.popleft()
        self._marked.append(self._surface.clock.monotonic())
        self._submit(Job("mark", partial(self._react, spot, ts), spot.channel))
        if self._unmarked:
            self._later(MINUTE / MARKS_A_MINUTE, self._mark_next)

    async def _react(self, spot: Spot, ts: str) -> None:
        await self._surface.messenger.react(spot, ts, MARK)

    def _later(self, seconds: float, work: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(seconds, work)

    def _submit(self, job: Job) -> bool:
        try:
            self._surface.inbox.submit(job)
        except InboxFull:
            log.warning("repeat_not_shown", job=job.name, channel=job.channel)
            return False
        return True
