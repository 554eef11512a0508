"""What the engine needs of a storage: one unit of work on a ledger, and a look at what is kept."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from bot.models.incident import Incident
from bot.models.ledger import Ledger, Wanted

Result = TypeVar("Result")


class IncidentRows(Protocol):
    """Where incidents are kept."""

    async def work(self, wanted: Wanted, function: Callable[[Ledger], Result]) -> Result:
        """Hand `function` a ledger of what is wanted, and keep what it leaves, all of it or nothing.

        Units run one after the other, whoever asks for them, in however many processes; neighbours may share a
        ledger. `function` may be called again on another ledger after a failure, so it touches nothing else. Returns
        what it returned, after the commit; raises StorageError.
        """
        ...

    async def open(self, most: int) -> list[Incident]:
        """The open incidents, the most urgent first."""
        ...

    async def at(self, channel: str, ts: str) -> Incident | None:
        """The incident that a message, or the thread below it, is about."""
        ...
