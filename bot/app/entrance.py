"""The HTTP surface from its first request to its last: open before Slack is reached, closed once; knows no path."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping

from bot.app.asked import Asked
from bot.app.watching import Foundation
from bot.catalog.living import LivingCatalog
from bot.incidents.engine import Engine
from bot.web.doorway import Doorway, open_doorway
from bot.web.intake import Ground
from bot.web.sources import Listed, Sources

AgesOfSome = Callable[[], Mapping[str, float]]
ENDS_WITHIN = 9.0
"""Seconds for what is being answered; the server itself gives up after eight."""


class Ages:
    """When each supervised loop last came round, of whoever has put itself down."""

    def __init__(self) -> None:
        self.told: list[AgesOfSome] = []

    def ages(self) -> Mapping[str, float]:
        """Seconds since, by the loop's name."""
        return {name: age for some in self.told for name, age in some().items()}


class Entrance:
    """Serves from `open` on."""

    def __init__(self, doorway: Doorway) -> None:
        self._doorway = doorway
        self._serving: asyncio.Task[None] | None = None
        self._closed = False

    def open(self) -> None:
        """Take the address and serve; raises BadSettings where the address cannot be had."""
        self._doorway.listen()
        self._serving = asyncio.create_task(self._doorway.run(), name="web")

    async def run(self) -> None:
        """Until it is closed; raises what made it end before."""
        if self._serving is not None:
            await asyncio.shield(self._serving)

    async def leave(self) -> None:
        """Be no longer ready, serve on for a moment, then take in nothing more."""
        if not self._closed:
            self._closed = True
            await self._doorway.close()

    async def close(self) -> None:
        """Leave, and wait for what is being answered."""
        await self.leave()
        if self._serving is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ENDS_WITHIN):
                    await self._serving


async def open_entrance(
    asked: Asked,
    base: Foundation,
    engine: Engine,
    knowledge: LivingCatalog,
    loops: Ages,
    stack: contextlib.AsyncExitStack,
) -> Entrance | None:
    """The entrance where the site wants one, serving; closed by the stack."""
    web = asked.web
    if web.port is None:
        return None
    sources = Sources([Listed(one.source, one.tokens) for one in asked.sources])
    ground = Ground(engine, knowledge, sources, base.metrics, base.clock, web.caps)
    entrance = Entrance(open_doorway(ground, base.store.pulse, loops, (web.host, web.port)))
    entrance.open()
    stack.push_async_callback(entrance.close)
    return entrance
