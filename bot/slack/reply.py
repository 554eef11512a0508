"""A reply whose last word may take a moment: what is said at once, what when more is known; sends nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import reduce

from bot.slack.blocks import page
from bot.slack.blocks.page import Message

Later = Callable[[], Awaitable[Message]]


@dataclass(frozen=True, slots=True)
class Reply:
    """`message` is for at once. `later` brings the same message with more known, None where there is no more to know.

    `settled` is for where nothing can be changed afterwards: it promises nothing.
    """

    message: Message
    later: Later | None = None
    settled: Callable[[], Message] | None = None

    def followed_by(self, more: Sequence[Message]) -> "Reply":
        """The same with further messages behind it."""
        if not more:
            return self
        first, later, settled = self.message, self.later, self.settled

        async def joined() -> Message:
            return reduce(page.join, more, await later() if later else first)

        def joined_settled() -> Message:
            return reduce(page.join, more, settled() if settled else first)

        return Reply(reduce(page.join, more, first), joined if later else None, joined_settled)

    async def within(self, seconds: float) -> Message:
        """The best that can be said after this time.

        A command's response_url cannot change what it said before (slackapi/bolt-python#1268, bolt-js#2287).
        """
        if self.later is None:
            return self.message
        try:
            async with asyncio.timeout(seconds):
                return await self.later()
        except TimeoutError:
            return self.settled() if self.settled else self.message
