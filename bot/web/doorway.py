"""The whole HTTP surface of a process as one thing to run and to close; the composition root needs no more of it."""

import asyncio

from bot.web.health import Health
from bot.web.intake import Ground
from bot.web.ports import Loops, Vitals
from bot.web.server import WebServer
from bot.web.surface import assemble

STILL_SERVED = 3.0
"""Seconds between saying "not ready" and listening no more: others learn of it only with their next probe."""


class Doorway:
    """Serves until closed."""

    def __init__(self, server: WebServer, health: Health, still_served: float) -> None:
        self._server = server
        self._health = health
        self._still_served = still_served

    def listen(self) -> int:
        """Take the address; returns the port. Raises BadSettings where it cannot be had."""
        return self._server.listen()

    async def run(self) -> None:
        """Serve until closed, and what was begun by then to its end, for eight seconds at most."""
        await self._server.run()

    async def close(self) -> None:
        """Be no longer ready, serve on for a moment, then listen no more."""
        self._health.open = False
        await asyncio.sleep(self._still_served)
        self._server.close()


def open_doorway(
    ground: Ground,
    vitals: Vitals,
    loops: Loops,
    address: tuple[str, int],
    still_served: float = STILL_SERVED,
) -> Doorway:
    """Put the surface together; it listens only once it runs."""
    health = Health(vitals, ground.knowledge, loops, ground.metrics, ground.clock)
    host, port = address
    return Doorway(WebServer(assemble(ground, health), host, port, ground.caps), health, still_served)
