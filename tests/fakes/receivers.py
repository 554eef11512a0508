"""A receiver of webhooks on loopback: keeps what it was sent, answers as a test says."""

import asyncio
from types import TracebackType
from typing import Any, Self

from aiohttp import web


class Receiver:
    """`async with Receiver() as pager:` — `calls` are (path, bearer, body); `statuses` are the next answers."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, Any]] = []
        self.statuses: list[int] = []
        self.hangs = False
        self._runner = web.ServerRunner(web.Server(self._take), shutdown_timeout=0.1)
        self.url = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _take(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else None
        self.calls.append((request.path, request.headers.get("Authorization", ""), body))
        if self.hangs:
            await asyncio.sleep(60)
        status = self.statuses.pop(0) if self.statuses else 202
        return web.Response(status=status, headers={"Location": "/elsewhere"} if status == 302 else {})
