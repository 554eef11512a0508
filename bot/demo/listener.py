"""One listening port of the simulation that can really be shut and opened again; knows no protocol."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable

HOST = "127.0.0.1"

Protocol = Callable[[], asyncio.BaseProtocol]


class Listener:
    """A port of loopback. While shut it stays bound, so that nobody else gets it, and refuses connections."""

    def __init__(self, protocol: Protocol, tls: ssl.SSLContext | None = None) -> None:
        """Takes a free port at once; raises OSError where there is none."""
        self._protocol = protocol
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._bound = _bind(0)
        self.port: int = self._bound.getsockname()[1]

    async def open(self) -> None:
        """Accept connections; one that is open stays so."""
        if self._server is None:
            loop = asyncio.get_running_loop()
            self._server = await loop.create_server(self._protocol, sock=self._bound, ssl=self._tls)

    async def shut(self) -> None:
        """Refuse connections from now on; those that are there are left alone."""
        if self._server is not None:
            self._server.close()
            self._server = None
            self._bound = _bind(self.port)

    def close(self) -> None:
        """Give the port back."""
        if self._server is not None:
            self._server.close()
        with contextlib.suppress(OSError):
            self._bound.close()


def _bind(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((HOST, port))
    bound.settimeout(0)
    return bound
