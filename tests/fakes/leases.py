"""A lease that one process holds until it is told otherwise, in a database that can be away."""

import datetime as dt

from bot.errors import DatabaseUnavailable
from bot.models.showing import Mandate


class Leases:
    """`owner` has it; empty: whoever asks first."""

    def __init__(self) -> None:
        self.owner = ""
        self.away = False

    async def take(self, owner: str, lasts: dt.timedelta) -> int | None:
        """Let the owner have it."""
        del lasts
        if self.away:
            raise DatabaseUnavailable("the database is away")
        self.owner = self.owner or owner
        return 1 if owner == self.owner else None

    async def release(self, mandate: Mandate) -> None:
        """Nobody has it."""
        del mandate
        self.owner = ""
