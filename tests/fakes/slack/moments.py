"""Slack's own time: the real one, which a test may move forward; nothing else here asks the time."""

import asyncio
from datetime import datetime

from bot.clock import SystemClock


class SlackTime:
    """Now, waiting, and `skip`, which lets seconds pass at once for everybody who waits."""

    def __init__(self) -> None:
        self._start = SystemClock().now().timestamp()
        self._monotonic = asyncio.get_running_loop().time()
        self._skipped = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Seconds since 1970 as Slack sees them; never runs backwards."""
        return self._start + (asyncio.get_running_loop().time() - self._monotonic) + self._skipped

    def date(self) -> datetime:
        """The same as a local date, for transcripts."""
        return datetime.fromtimestamp(self.now(), SystemClock().now().tzinfo)

    def skip(self, seconds: float) -> None:
        """Moves Slack's clock forward; whoever waits in Slack wakes when due. The app's own clock stays."""
        self._skipped += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Waits in Slack's time."""
        due = self.now() + seconds
        while (left := due - self.now()) > 0:
            try:
                await asyncio.wait_for(self._moved.wait(), left)
            except TimeoutError:
                return
