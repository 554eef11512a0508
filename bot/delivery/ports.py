"""What delivery needs of others: rows, a lease, somebody who shows, somebody who speaks; holds no code."""

import datetime as dt
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Protocol

from bot.models.delivery import Delivery
from bot.models.showing import Backlog, Copy, Mandate, Missing, Outcome, Spot, Task, Wish


class Time(Protocol):
    """The time, and how to wait."""

    def now(self) -> dt.datetime:
        """The current time, aware."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back, and go on while the process is stopped."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait without blocking others."""
        ...


class OutboxRows(Protocol):
    """Deliveries as the sender needs them; every write is for the holder of the lease alone."""

    async def claim(self, mandate: Mandate, wish: Wish) -> list[Task]:
        """Begin attempts: of the rows that may go now, the most urgent per channel; marked `sending` and fenced.

        A note waits until all before it in its stream are visible. Whoever holds no valid lease gets nothing. Raises
        StorageError, after which nothing was begun (OutcomeUnknown: perhaps it was).
        """
        ...

    async def keep(self, mandate: Mandate, row: Delivery) -> bool:
        """Write what came of an attempt; False where somebody else has taken the row over. Raises StorageError."""
        ...

    async def recover(self, mandate: Mandate, now: dt.datetime) -> int:
        """Take over from earlier holders: what they were sending is unknown, unless it may be repeated without harm.

        So is what should have been visible for a while: a restored database does not know what was sent. Returns how
        many rows became unknown.
        """
        ...


class DoubtRows(Protocol):
    """Deliveries whose messages have to be looked for."""

    async def doubtful(self, mandate: Mandate, before: dt.datetime, most: int) -> list[Task]:
        """Unknown ones last attempted before a time, fenced; they stay unknown."""
        ...

    async def sweepable(self, mandate: Mandate, now: dt.datetime, most: int) -> list[Task]:
        """Visible ones that have to be looked for again, to find copies; marked `sending` and fenced."""
        ...

    async def divert(self, mandate: Mandate, row: Delivery, channel: str) -> None:
        """Let what is not visible yet of a row's stream go to another channel, or nowhere where it is told there."""
        ...


class AuditRows(Protocol):
    """What should be visible, compared with what is."""

    async def missing(self, before: dt.datetime, most: int) -> list[Missing]:
        """What should be visible since before a time and is not, or not as it is now."""
        ...

    async def backlog(self, now: dt.datetime) -> Backlog:
        """What waits."""
        ...


class LeaseRows(Protocol):
    """The one lease, by the clock of the database."""

    async def take(self, owner: str, lasts: dt.timedelta) -> int | None:
        """Take or renew it; returns the term, None where another holds it. Raises StorageError."""
        ...

    async def release(self, mandate: Mandate) -> None:
        """Let the next one have it at once."""
        ...


class Screen(Protocol):
    """Where things are shown; no method raises what the messenger or the network did."""

    async def show(self, task: Task, allowed: Callable[[], bool]) -> Outcome:
        """One attempt to make the task's incident visible: a post where the row has no `ts`, else an edit.

        `allowed` is asked right before the request is written; where it says no, nothing is sent.
        """
        ...

    async def find(self, spot: Spot, ids: Collection[str], since: dt.datetime) -> Mapping[str, Sequence[Copy]] | None:
        """Our messages there that carry one of the ids, the earliest first; None where nobody can say."""
        ...

    async def take_back(self, spot: Spot, extra: Copy, kept: str) -> bool:
        """Remove a copy, or point it to the kept one where people answered it; False where that was not done."""
        ...


Alarm = Callable[[str, Mapping[str, str]], Awaitable[None]]
"""Tells people about the bot itself: what kind, and facts about it; never raises."""
