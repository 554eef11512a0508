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
MARKS_AT_ONCE = 10
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
        self._marked_until = float("-inf")
        self._unmarked = deque[tuple[Spot, str]](maxlen=MOST)

    async def mark(self, spot: Spot, ts: str) -> None:
        """Mark a repeat, at once while there are few, else when its turn comes."""
        early = self._marked_until - self._surface.clock.monotonic() - MARKS_AT_ONCE * _between_marks()
        if not self._unmarked and early <= 0:
            self._take_turn()
            await self._surface.messenger.react(spot, ts, MARK)
            return
        if not self._unmarked:
            self._later(early, self._mark_next)
        self._unmarked.append((spot, ts))

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
        self._take_turn()
        self._submit(Job("mark", partial(self._react, spot, ts), spot.channel))
        if self._unmarked:
            self._later(_between_marks(), self._mark_next)

    def _take_turn(self) -> None:
        """Each mark takes its share of a minute; a few may be taken ahead."""
        self._marked_until = max(self._marked_until, self._surface.clock.monotonic()) + _between_marks()

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


def _between_marks() -> float:
    return MINUTE / MARKS_A_MINUTE
