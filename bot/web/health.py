"""Says whether the process lives, whether it may be given work, and its figures; asks neither Slack nor SKMS."""

import asyncio
from collections.abc import Collection

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.errors import StorageError
from bot.metrics import Metrics
from bot.web.ports import Knowledge, Loops, Time, Vitals

LOOP_MUST_TICK_WITHIN = 30.0
WRITTEN_WITHIN = 10.0
"""A write younger than this shows that the database works; probes may come as often as they like."""
BEAT_WITHIN = 2.0


class Health:
    """What probes ask. `open` is False once the process is shutting down, so that nobody sends it more."""

    def __init__(self, vitals: Vitals, knowledge: Knowledge, loops: Loops, metrics: Metrics, clock: Time) -> None:
        self._vitals = vitals
        self._knowledge = knowledge
        self._loops = loops
        self._metrics = metrics
        self._clock = clock
        self._written_at: float | None = None
        self._writing = asyncio.Lock()
        self.open = True

    def routes(self) -> list[Route]:
        """`/livez`, `/readyz` and `/metrics`."""
        return [
            Route("/livez", self.on_livez),
            Route("/readyz", self.on_readyz),
            Route("/metrics", self.on_metrics),
        ]

    async def on_livez(self, request: Request) -> Response:
        """200 while every supervised loop comes round; else 503, and whoever asks may restart the process."""
        del request
        ages = self._loops.ages()
        return _answer(sorted(name for name, age in ages.items() if age > LOOP_MUST_TICK_WITHIN))

    async def on_readyz(self, request: Request) -> Response:
        """200 while knowledge is loaded and the database takes writes; Slack away is no reason to take in nothing."""
        del request
        missing = [] if self.open else ["shutting-down"]
        if not self._knowledge.current.vendor:
            missing.append("knowledge")
        if not await self._writes():
            missing.append("database")
        return _answer(missing)

    async def on_metrics(self, request: Request) -> Response:
        """The figures as Prometheus reads them."""
        del request
        return Response(self._metrics.text(), media_type=CONTENT_TYPE_LATEST)

    async def _writes(self) -> bool:
        async with self._writing:
            now = self._clock.monotonic()
            if self._written_at is not None and now - self._written_at < WRITTEN_WITHIN:
                return True
            try:
                async with asyncio.timeout(BEAT_WITHIN):
                    await self._vitals.beat(self._clock.now())
            except (StorageError, TimeoutError):
                return False
            self._written_at = now
            return True


def _answer(missing: Collection[str]) -> Response:
    status = "ok" if not missing else "failing"
    return JSONResponse({"status": status, "failing": list(missing)}, 503 if missing else 200)
