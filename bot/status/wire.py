"""One guarded connection: resolves, checks, connects to the very address it checked, counts every byte; no HTTP."""

import asyncio
import datetime as dt
import socket
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import httpcore
from typing_extensions import override

from bot.models.target import Place
from bot.status.addresses import Address, Network, may_be_asked, plain
from bot.status.resolver import Resolver

Phase = Literal["dns", "connect", "tls", "answer"]

PIECE = 16 * 1024
"""Bytes taken in at once: little enough that parsing them never holds up the loop."""


class AddressNotAllowed(Exception):  # noqa: N818 - named for the fact
    """A name led to an address that may not be asked; nothing was connected to."""


class TooMuchData(Exception):  # noqa: N818 - named for the fact
    """The other side sent more than any answer may be long, heads and framing included."""


@dataclass(slots=True)
class Course:
    """How far an asking came: the phase it is in, the address it went to, what its certificate said."""

    ends_at: float
    """When its deadline is, by the loop's time."""
    phase: Phase = "dns"
    address: Address | None = None
    certificate_ends: dt.datetime | None = None
    hung_up: bool = False
    """Whether the other side ended the connection."""


class Dialler:
    """Opens connections to allowed addresses."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    async def resolve(self, host: str, networks: Sequence[Network], course: Course) -> list[Address]:
        """The addresses of the host; raises AddressNotAllowed if even one of them may not be asked.

        The course then names that one, so that whoever set the networks sees which is missing.
        """
        course.phase = "dns"
        found = [plain(address) for address in await self._resolver.addresses(host)]
        outside = [address for address in found if not may_be_asked(address, networks)]
        course.address = next(iter(outside or found), None)
        if outside or not found:
            raise AddressNotAllowed
        return found

    async def dial(self, place: Place, networks: Sequence[Network], course: Course) -> socket.socket:
        """A connected socket to one of the host's addresses; each has its share of the time that is left."""
        addresses = await self.resolve(place.host, networks, course)
        course.phase = "connect"
        for left in range(len(addresses), 1, -1):
            address = addresses[-left]
            now = asyncio.get_running_loop().time()
            try:
                async with asyncio.timeout(max(0.0, course.ends_at - now) / left):
                    return await _connect(address, place.port, course)
            except OSError:
                continue
        return await _connect(addresses[-1], place.port, course)


async def _connect(address: Address, port: int, course: Course) -> socket.socket:
    course.address = address
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004 - the two versions of IP
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)  # noqa: FBT003 - the name of the call says it
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(sock, (str(address), port))
    except BaseException:
        sock.close()
        raise
    return sock


class Wire(httpcore.AsyncNetworkStream):
    """A connection as httpcore wants it: read to a budget, closed at once, without waiting for the other side."""

    def __init__(self, sock: socket.socket, course: Course, budget: int) -> None:
        self._sock = sock
        self._course = course
        self._budget = budget
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    @override
    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> "Wire":
        self._course.phase = "tls"
        _, writer = await self._open(tls=ssl_context, server_name=server_hostname)
        told = writer.get_extra_info("ssl_object").getpeercert()
        ends = ssl.cert_time_to_seconds(told["notAfter"])
        self._course.certificate_ends = dt.datetime.fromtimestamp(ends, dt.UTC)
        return self

    @override
    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        reader, _ = await self._streams()
        data = await reader.read(min(max_bytes, PIECE))
        self._budget -= len(data)
        if self._budget < 0:
            raise TooMuchData
        self._course.hung_up = not data
        return data

    @override
    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        _, writer = await self._streams()
        self._course.phase = "answer"
        writer.write(buffer)
        await writer.drain()

    @override
    async def aclose(self) -> None:
        # An orderly end would wait for the other side, which may be the one that hangs.
        if self._writer is None:
            self._sock.close()
        else:
            self._writer.transport.abort()

    @override
    def get_extra_info(self, info: str) -> Any:
        return None if self._writer is None else self._writer.get_extra_info(info)

    async def _streams(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._reader is not None and self._writer is not None:
            return self._reader, self._writer
        return await self._open()

    async def _open(
        self, tls: ssl.SSLContext | None = None, server_name: str | None = None
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        try:
            self._reader, self._writer = await asyncio.open_connection(
                sock=self._sock, limit=PIECE, ssl=tls, server_hostname=server_name if tls else None
            )
        except BaseException:
            self._sock.close()
            raise
        return self._reader, self._writer


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """What httpcore connects with: only over a Dialler, only for one asking."""

    def __init__(self, dialler: Dialler, networks: Sequence[Network], course: Course, budget: int) -> None:
        self._dialler = dialler
        self._networks = networks
        self._course = course
        self._budget = budget

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> Wire:
        sock = await self._dialler.dial(Place(host=host, port=port), self._networks, self._course)
        return Wire(sock, self._course, self._budget)

    @override
    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None
    ) -> Wire:
        raise AddressNotAllowed
