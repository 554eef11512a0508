"""The database as the event loop sees it: awaitables for writing and reading; knows no table."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, ResourceClosedError

from bot.errors import DatabaseUnavailable, StorageError
from bot.storage import migrations
from bot.storage.address import Address
from bot.storage.engines import READERS, reading_engine, writing_engine
from bot.storage.failures import translate
from bot.storage.link import Time
from bot.storage.lock import FileLock
from bot.storage.work import Many, Unit
from bot.storage.writer import LONGEST_QUEUE, Writer

Result = TypeVar("Result")
LONGEST_FAREWELL = 10.0
"""Seconds that closing waits for queued work; part of the 20 s that a shutdown may take."""


class Database:
    """One writer thread and a few readers on one database.

    On SQLite it holds the file's lock until it is closed. A newer, older or damaged database is refused; an empty one
    gets its tables.
    """

    def __init__(self, address: Address, clock: Time, *, longest_queue: int = LONGEST_QUEUE) -> None:
        """Open it now, blocking; raises StorageError, with nothing left open."""
        self.address = address
        self._lock = FileLock(address.path) if address.path else None
        try:
            migrations.prepare(address)
            self.writer = Writer(writing_engine(address), address, clock, longest_queue=longest_queue)
            self.writer.start()
        except BaseException:
            self._release()
            raise
        self._reading: Engine = reading_engine(address)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="storage-reader")

    async def write(self, function: Callable[[Connection], Result]) -> Result:
        """Do one unit of work; returns its result after the commit.

        Raises what the unit raised, which undid this unit alone, or the StorageError that prevented it. Units run one
        after the other, in the order of their calls. A unit may be run again after another one failed, so it must
        touch nothing but the connection. Where the waiter is cancelled the unit is done wholly or not at all.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self.writer.queue.put(Unit(loop, future, function=function))
        return await future

    async def write_each(self, many: Many, item: Any) -> Any:
        """Do one unit of a kind that is done for many at once; as `write`, but neighbours share their statements."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self.writer.queue.put(Unit(loop, future, many=many, item=item))
        return await future

    async def read(self, function: Callable[[Connection], Result]) -> Result:
        """What `function` reads in one transaction that cannot write; raises StorageError.

        It may run again after a lost connection, and returns values, never a cursor: the connection is gone after it.
        """
        try:
            reading = asyncio.get_running_loop().run_in_executor(self._readers, self._read, function)
        except RuntimeError:
            raise StorageError("the database is closed", hint="the bot is shutting down") from None
        return await reading

    async def close(self) -> None:
        """Refuse new work, do what is queued, close everything; may be called twice."""
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        """As `close`, blocking; for those without a loop."""
        self._readers.shutdown(cancel_futures=True)
        self._reading.dispose()
        if not self.writer.stop(LONGEST_FAREWELL):
            raise StorageError(
                f"database {self.address}: work is still under way after {LONGEST_FAREWELL:.0f} s",
                hint="it is undone when the process ends, and was not acknowledged",
            )
        self._release()

    def _read(self, function: Callable[[Connection], Result]) -> Result:
        try:
            return self._read_once(function)
        except DatabaseUnavailable:
            # A pooled connection may have died long ago; the pool has thrown it away, and reading twice does no harm.
            return self._read_once(function)

    def _read_once(self, function: Callable[[Connection], Result]) -> Result:
        try:
            with self._reading.connect() as connection:
                return function(connection)
        except (DBAPIError, ResourceClosedError, StorageError) as error:
            failure = translate(error, self.address)
            if failure is None or failure is error:
                raise
            raise failure from error

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
