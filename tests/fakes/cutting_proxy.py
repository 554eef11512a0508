"""Stands between us and PostgreSQL and cuts the line at a COMMIT, before or after the server has it."""

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Literal

COMMIT = b"COMMIT"
Cut = Literal["before", "after"]


class CuttingProxy:
    """Listens beside the server's socket; `cut_next` says where the next COMMIT is cut."""

    def __init__(self, server: Path, folder: Path) -> None:
        self.cut_next: Cut | None = None
        self.cuts = 0
        self._server = str(server / ".s.PGSQL.5432")
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(folder / ".s.PGSQL.5432"))
        self._listener.listen()
        self._lines = [self._listener]
        self._threads: list[Thread] = []
        self._start(self._accept)

    def close(self) -> None:
        """End all lines and wait for the threads."""
        for line in self._lines:
            _end(line)
        for thread in self._threads:
            thread.join(5)
        for line in self._lines:
            line.close()

    def _start(self, target: Callable[..., None], *lines: socket.socket) -> None:
        thread = Thread(target=target, args=lines, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                self._lines += [client, server]
                server.connect(self._server)
                self._start(self._forward, client, server)
                self._start(self._back, server, client)

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if self.cut_next and COMMIT in data:
                    self._cut(data, client, server)
                    return
                server.sendall(data)
        _end(server)

    def _cut(self, data: bytes, client: socket.socket, server: socket.socket) -> None:
        where, self.cut_next = self.cut_next, None
        self.cuts += 1
        # The client's line goes first, so that no reply can reach it.
        _end(client)
        if where == "after":
            server.sendall(data)
        else:
            _end(server)

    def _back(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                client.sendall(data)
        _end(client)


def _end(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
