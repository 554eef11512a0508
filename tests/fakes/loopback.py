"""A server on loopback that does to each connection what a test says, badly if need be, and keeps what it was sent."""

import asyncio
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import Self


class Line:
    """One accepted connection."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: list[str], heard: asyncio.Event
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._asked = asked
        self._heard = heard
        self.sent = 0

    async def head(self) -> str:
        """The head of a request, which the server keeps."""
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode()
        self._asked.append(head)
        self._heard.set()
        return head

    async def send(self, data: bytes) -> None:
        """Send it, waiting where the other side reads slowly."""
        self._writer.write(data)
        await self._writer.drain()
        self.sent += len(data)

    async def answer(self, body: str | bytes, status: str = "200 OK", fields: str = "") -> None:
        """Read a request and answer it properly."""
        await self.head()
        raw = body.encode() if isinstance(body, str) else body
        await self.send(f"HTTP/1.1 {status}\r\n{fields}Content-Length: {len(raw)}\r\n\r\n".encode() + raw)

    async def ended(self) -> None:
        """Until the client hangs up."""
        while await self._reader.read(65536):
            pass

    def reset(self) -> None:
        """Break the connection off, as a crashed host does."""
        sock: socket.socket = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


Script = Callable[[Line], Awaitable[None]]


class Loopback:
    """Listens on a free port of 127.0.0.1; `connections` counts what was accepted, in TLS after the handshake."""

    def __init__(self, script: Script, *, tls: ssl.SSLContext | None = None) -> None:
        self.connections = 0
        self.asked: list[str] = []
        self.sent = 0
        self.heard = asyncio.Event()
        """Set when the first request has come."""
        self._idle = asyncio.Event()
        self._idle.set()
        self._script = script
        self._tls = tls
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def all_gone(self) -> None:
        """Until no connection is open any more."""
        await self._idle.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._idle.clear()
        line = Line(reader, writer, self.asked, self.heard)
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._script(line)
        finally:
            self.sent += line.sent
            writer.transport.abort()
            self._tasks.discard(task)
            if not self._tasks:
                self._idle.set()
