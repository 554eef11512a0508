"""The ways in which Slack reaches us, each to run and to close; knows no event."""

import asyncio
from typing import Protocol

import structlog
from aiohttp import web

from bot.settings.slack import SlackSettings
from bot.slack.web_guard import WebGuard

log = structlog.get_logger("skms_bot.app")


class Way(Protocol):
    """How Slack reaches us."""

    async def run(self) -> None:
        """Take in what comes, until closed."""
        ...

    async def close(self) -> None:
        """Take in nothing more."""
        ...


class HttpWay:
    """HTTP mode: a server with one route, behind the guard."""

    def __init__(self, guard: WebGuard, settings: SlackSettings) -> None:
        self._guard = guard
        self._http = settings.http
        self._runner = web.AppRunner(
            guard.application(settings.http.path), access_log=None, handle_signals=False, shutdown_timeout=2.0
        )
        self._closed = asyncio.Event()
        self.port = 0

    async def run(self) -> None:
        """Serve until closed."""
        await self._runner.setup()
        await web.TCPSite(self._runner, self._http.host, self._http.port).start()
        self.port = self._runner.addresses[0][1]
        log.info("listening", host=self._http.host, port=self.port, path=self._http.path)
        await self._closed.wait()

    async def close(self) -> None:
        """Say 503 to what still comes, so that Slack sends it again, then stop listening."""
        self._guard.open = False
        await self._runner.cleanup()
        self._closed.set()
