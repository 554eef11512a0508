"""Serves an ASGI application over HTTP: listens, closes what dawdles, stops in order; knows no path of it."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import structlog
import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from bot.errors import BadSettings
from bot.models.intake import Caps

log = structlog.get_logger("skms_bot.web")

KEEP_ALIVE = 30
"""Seconds that an idle connection is kept: shippers send every few seconds over the same one."""
FINISH_WITHIN = 8
MOST_CONNECTIONS = 2_000
BACKLOG = 1_024


class PromptProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 with what it lacks: the head of a request must come within a time, the first one, too."""

    head_within = 5.0

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._head_due: asyncio.TimerHandle | None = None

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        self._expect_head()

    @override
    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_served():
            self._forget_head()
        else:
            self._expect_head()

    @override
    def on_response_complete(self) -> None:
        super().on_response_complete()
        # What was sent ahead may be the next request's head, whole or in part.
        if not self._is_served() and self.conn.trailing_data[0]:
            self._expect_head()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_head()
        super().connection_lost(exc)

    def _is_served(self) -> bool:
        """Whether a request is being answered, so that nothing is owed by the other side but its body."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _expect_head(self) -> None:
        if self._head_due is None:
            self._head_due = self.loop.call_later(self.head_within, self._on_no_head)

    def _forget_head(self) -> None:
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None

    def _on_no_head(self) -> None:
        self._head_due = None
        if not self._is_served():
            # abort, not close: the other side may read nothing, and what is unsent would keep the connection.
            self.transport.abort()


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: when the process ends is decided elsewhere."""

    @override
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class WebServer:
    """Listens on one address; `run` serves until `close` is called."""

    def __init__(self, app: ASGIApp, host: str, port: int, caps: Caps) -> None:
        protocol = type("Protocol", (PromptProtocol,), {"head_within": caps.head_within})
        self._config = uvicorn.Config(
            app,
            host=host,
            port=port,
            http=protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE,
            timeout_graceful_shutdown=FINISH_WITHIN,
            limit_concurrency=MOST_CONNECTIONS,
            backlog=BACKLOG,
        )
        self._server = _Server(self._config)
        self._listener: socket.socket | None = None

    def listen(self) -> int:
        """Take the address, where connections wait until `run`; returns the port.

        Raises BadSettings where it cannot be had.
        """
        return int(self._open().getsockname()[1])

    async def run(self) -> None:
        """Serve until closed; takes the address unless `listen` did."""
        with contextlib.closing(self._open()) as listener:
            log.info("listening", host=self._config.host, port=self.listen())
            await self._server.serve(sockets=[listener])

    def close(self) -> None:
        """Listen no more; `run` returns once what is being answered is, or after eight seconds."""
        self._server.should_exit = True

    def _open(self) -> socket.socket:
        self._listener = self._listener or self._take_address()
        return self._listener

    def _take_address(self) -> socket.socket:
        config = self._config
        family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
        # Only sockets that name TCP get TCP_NODELAY from asyncio; without it each answer waits 40 ms for an ACK.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((config.host, config.port))
            listener.listen(BACKLOG)
        except OSError as error:
            listener.close()
            hint = "another process listens there, or the address is none of this machine: set web.host, web.port"
            raise BadSettings(f"cannot listen on {config.host}:{config.port} ({error.strerror})", hint=hint) from None
        return listener
