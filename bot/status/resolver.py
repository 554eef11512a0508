"""Turns a name into addresses on threads of its own, so that a resolver that hangs takes nobody else's; judges none."""

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from bot.status.addresses import Address

Lookup = Callable[[str], list[Address]]
"""Blocks until the name is resolved; raises socket.gaierror."""

THREADS = 8
SUSPECT_THREADS = 2
SLOW = 1.0
"""Seconds after which a name is suspect: it then waits for the few threads that suspects share."""


def look_up(host: str) -> list[Address]:
    """The addresses of a host by the system's resolver, in its order; raises socket.gaierror."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError:
        # A label of more than 63 letters: the codec refuses what no server could know.
        raise socket.gaierror(socket.EAI_NONAME, "no such name") from None
    return list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0])) for entry in found))


class Resolver:
    """Resolves names, at most THREADS at once; the same name at once is asked once.

    A lookup cannot be interrupted, so a thread stays taken until the system gives up, 20 seconds and more. Names
    that were slow share a few threads, so that one broken zone does not blind us to the others. The threads are
    daemons: a lookup that hangs does not hold up the end of the process.
    """

    def __init__(self, lookup: Lookup = look_up) -> None:
        self._lookup = lookup
        self._free = asyncio.Semaphore(THREADS)
        self._free_for_suspects = asyncio.Semaphore(SUSPECT_THREADS)
        self._suspects: set[str] = set()
        self._running: dict[str, asyncio.Future[list[Address]]] = {}

    async def addresses(self, host: str) -> list[Address]:
        """The addresses of the host; raises socket.gaierror. Ends when the caller's deadline does, not before."""
        with suppress(ValueError):
            return [ipaddress.ip_address(host)]
        while host not in self._running:
            free = self._free_for_suspects if host in self._suspects else self._free
            await free.acquire()
            if host in self._running:
                free.release()
                break
            self._begin(host, free)
        return await asyncio.shield(self._running[host])

    def _begin(self, host: str, free: asyncio.Semaphore) -> None:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[list[Address]] = loop.create_future()
        self._running[host] = future
        begun = loop.time()

        def settle(found: list[Address] | OSError) -> None:
            free.release()
            suspicion.cancel()
            del self._running[host]
            if loop.time() - begun < SLOW:
                self._suspects.discard(host)
            if isinstance(found, OSError):
                future.set_exception(found)
                future.exception()  # those who asked may be gone by now
            else:
                future.set_result(found)

        def work() -> None:
            found: list[Address] | OSError
            try:
                found = self._lookup(host)
            except OSError as error:
                found = error
            with suppress(RuntimeError):  # the loop has ended, and with it whoever asked
                loop.call_soon_threadsafe(settle, found)

        suspicion = loop.call_later(SLOW, self._suspects.add, host)
        threading.Thread(target=work, name="resolver", daemon=True).start()
