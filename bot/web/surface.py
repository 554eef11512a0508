"""Puts the HTTP surface together: guard, routes, figures about requests; decides nothing."""

import traceback

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.metrics import Metrics, bounded
from bot.models.intake import IntakeSource
from bot.web.guard import Guard
from bot.web.health import Health
from bot.web.intake import PATHS, Ground, Intake
from bot.web.ports import Time
from bot.web.refusal import Refused

log = structlog.get_logger("skms_bot.web")

NOBODY = "nobody"
"""The label of requests without a good token."""


FAULT = Refused(500, "this should not happen; the log says more")


class Counted:
    """Counts requests of sources and how long they take; what fails unexpectedly becomes a 500 without a trace."""

    def __init__(self, app: ASGIApp, metrics: Metrics, names: frozenset[str], clock: Time) -> None:
        self._app = app
        self._metrics = metrics
        self._names = names
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, and remember how it did."""
        if scope["type"] != "http" or scope["path"] not in PATHS:
            await self._app(scope, receive, send)
            return
        begun, status = self._clock.monotonic(), 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:  # noqa: BLE001 - supervision: one request must not take the server's log with it
            place = traceback.extract_tb(error.__traceback__)[-1]
            at = f"{place.filename.rpartition('/')[2]}:{place.lineno}"
            log.error("request_failed", path=scope["path"], reason=type(error).__name__, at=at)  # noqa: TRY400 - an exception's own words may quote a body
            if status == 0:
                await FAULT.respond()(scope, receive, watch)
        source = scope.get("state", {}).get("source")
        name = source.name if isinstance(source, IntakeSource) else NOBODY
        self._metrics.intake.labels(bounded(name, {*self._names, NOBODY}), str(status or "gone")).inc()
        self._metrics.intake_seconds.observe(self._clock.monotonic() - begun)


def assemble(ground: Ground, health: Health) -> ASGIApp:
    """The whole application: sources send, everybody else asks how the process does."""
    intake = Intake(ground)
    guard = Guard(ground.caps, intake.admit, intake.take)
    asked = Starlette(routes=health.routes(), exception_handlers={Exception: _on_fault})

    async def surface(scope: Scope, receive: Receive, send: Send) -> None:
        sends = scope["type"] == "http" and (scope["method"] == "POST" or scope["path"] in PATHS)
        await (guard if sends else asked)(scope, receive, send)

    return Counted(surface, ground.metrics, ground.sources.names, ground.clock)


def _on_fault(request: Request, error: Exception) -> Response:
    del request, error
    return FAULT.respond()
