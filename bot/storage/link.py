"""The writer's one connection: made, dropped when it is lost, made again with rests between; runs no unit of work."""

import os
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.errors import DatabaseRefused, DatabaseUnavailable, StorageError
from bot.storage.address import Address
from bot.storage.failures import translate

LONGEST_REST = 0.5
"""Seconds between two tries to connect; recovery is noticed within this."""


class Time(Protocol):
    """What storage needs of a clock."""

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...

    def pause(self, seconds: float) -> None:
        """Block this thread."""
        ...


class Link:
    """Keeps one connection open; used by one thread."""

    def __init__(self, engine: Engine, address: Address, clock: Time) -> None:
        self.address = address
        self.clock = clock
        self.made = 0
        self._engine = engine
        self._connection: Connection | None = None
        self._file: tuple[int, int] | None = None
        self._closed_until = 0.0

    def open(self, deadline: float) -> Connection:
        """The open connection, or a new one, tried until `deadline` (monotonic); raises StorageError.

        After a try until the deadline, others fail at once for a moment: work must not pile up behind a dead server.
        """
        if self._connection is not None:
            self._check_file()
            return self._connection
        if self.clock.monotonic() < self._closed_until:
            raise DatabaseUnavailable(
                f"database {self.address}: no connection", hint="the bot connects again by itself; try again"
            )
        rest = LONGEST_REST / 16
        while True:
            try:
                return self._connect()
            except (DBAPIError, StorageError) as error:
                failure = describe(error, self.address)
                if self.clock.monotonic() + rest >= deadline or not isinstance(failure, DatabaseUnavailable):
                    self._closed_until = self.clock.monotonic() + LONGEST_REST
                    raise failure from error
            self.clock.pause(rest)
            rest = min(LONGEST_REST, rest * 2)

    def drop(self) -> None:
        """Forget a connection that is lost."""
        if self._connection is not None:
            lost, self._connection = self._connection, None
            lost.invalidate()
            lost.close()

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> Connection:
        connection = self._engine.connect()
        self._file = None if self.address.path is None else _identity(self.address.path)
        self._connection = connection
        self.made += 1
        return connection

    def _check_file(self) -> None:
        """Refuse to write into a file that was deleted or replaced: what is acknowledged would be lost with it."""
        path = self.address.path
        if path is not None and _identity(path) != self._file:
            raise DatabaseRefused(
                f"database {path} was moved, deleted or replaced while in use",
                hint="stop the bot before restoring a backup; put the file back, or restart the bot to use the new one",
            )


def describe(error: Exception, address: Address) -> StorageError:
    """The deliberate error for a failure that no unit of work is to blame for."""
    return translate(error, address) or StorageError(f"database {address}: {error}")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - once per commit, and a third of the cost of Path.stat
    except OSError:
        return None
    return status.st_dev, status.st_ino
