"""What the checks need of the outside: somebody who asks a target or a place that a target allows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from bot.models.target import Place, Reading, Target

PlaceKind = Literal["dns", "tcp", "tls", "http", "https"]


class Asks(Protocol):
    """Asks, read-only; every failure of the other side is a Reading, never an exception."""

    async def probe(self, target: Target) -> Reading:
        """One reading of `target`, as its watch would take it."""

    async def ask_place(self, place: Place, kind: PlaceKind, targets: Sequence[Target]) -> Reading | None:
        """One reading of a place that is one of the targets' own or in its `also_allow`; None where it is neither."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The current time, aware."""

    def monotonic(self) -> float:
        """Seconds that never go back."""
