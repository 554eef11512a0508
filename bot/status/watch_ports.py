"""What watching needs of others: somebody who asks, somebody who keeps, somebody who hears; holds no code."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from bot.models.history import Past
from bot.models.target import Reading, Standing, Target


class Asks(Protocol):
    """Asks one target once (bot.status.probe.Prober does)."""

    async def probe(self, target: Target) -> Reading:
        """The reading, within the target's deadline; whatever goes wrong out there is in it, and nothing is raised."""
        ...


class Keeps(Protocol):
    """Keeps readings and what is held of the targets (bot.storage.readings.Readings does)."""

    async def keep(self, standing: Standing) -> None:
        """Keep the standing and count its reading; raises StorageError."""
        ...

    async def standings(self) -> list[Standing]:
        """What was held of every target last; raises StorageError."""
        ...

    async def pasts(self, now: dt.datetime) -> Mapping[str, Past]:
        """The last hour and week of every target; raises StorageError."""
        ...


Hears = Callable[[Target, Standing, Standing], Awaitable[None]]
"""Told when what is held of a target changed: the target, the standing before, the standing after."""
Sleep = Callable[[float], Awaitable[None]]
