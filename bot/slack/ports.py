"""What the Slack core needs of others, as small protocols; holds no code."""

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from bot.models.conversation import Event, EventState, Novelty, PostedAnswer

Secret = Callable[[], str | None]
"""Gives a secret as it is now: from the environment, or from its file, which may change while running."""


class Time(Protocol):
    """What is asked of a clock."""

    def now(self) -> dt.datetime:
        """The current time, aware."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...


class EventRows(Protocol):
    """Where events are recorded."""

    async def record(self, seen: Event) -> Novelty:
        """Keep an event unless it is known."""
        ...

    async def mark(self, event_id: str, state: EventState) -> None:
        """Say what became of it."""
        ...

    async def unanswered(self, before: dt.datetime, most: int = 500) -> list[Event]:
        """What was received before and not dealt with."""
        ...


class GateRows(Protocol):
    """Where it is kept until when a channel is closed."""

    async def close(self, team: str, channel: str, until: dt.datetime) -> None:
        """Nothing may be sent there before `until`."""
        ...

    async def closed(self, now: dt.datetime) -> dict[tuple[str, str], dt.datetime]:
        """Everything that is closed now."""
        ...


class AnswerRows(Protocol):
    """Where answers are kept, as far as remembering what was answered needs it."""

    async def since(self, at: dt.datetime, states: Sequence[str], most: int = 1000) -> list[PostedAnswer]:
        """Answers begun since."""
        ...


Work = Callable[[], Awaitable[None]]
"""What is left to do when an event was acknowledged."""
