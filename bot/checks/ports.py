"""What the checks need of the outside: somebody who asks a target or a place that a target allows."""

from datetime import datetime
from typing import Literal, Protocol

from bot.models.target import Place, Reading, Target

PlaceKind = Literal["dns", "tcp", "tls", "http"]


class Asks(Protocol):
    """Asks, read-only; every failure is a Reading, never an exception."""

    async def ask_target(self, target: Target) -> Reading:
        """One reading of `target`, as its watch would take it."""

    async def ask_place(self, place: Place, kind: PlaceKind, target: Target) -> Reading:
        """One reading of `place`, which is the target's own or one of its `also_allow`, by one protocol alone."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The current time, aware."""

    def monotonic(self) -> float:
        """Seconds that never go back."""
