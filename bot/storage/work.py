"""Units of work on their way to the writer: a function, or many inputs of one function, and who waits for them."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Condition
from typing import Any

from sqlalchemy import Connection

from bot.errors import DatabaseBusy, StorageError

Many = Callable[[Connection, Sequence[Any]], Sequence[Any]]
"""Does the same work for many inputs with few statements; returns one result per input, in their order."""


@dataclass(slots=True, eq=False)
class Unit:
    """One unit of work; it has `function`, or `many` and its own `item`."""

    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    function: Callable[[Connection], Any] | None = None
    many: Many | None = None
    item: Any = None
    result: Any = None
    error: BaseException | None = None

    def run(self, connection: Connection) -> None:
        """Do this unit alone and keep its result; raises what the work raises."""
        if self.function is not None:
            self.result = self.function(connection)
        elif self.many is not None:
            (self.result,) = self.many(connection, [self.item])


def runs(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    """Neighbours with the same `many` together, all others alone; the order stays."""
    run: list[Unit] = []
    for unit in units:
        if run and (unit.many is None or unit.many is not run[0].many):
            yield run
            run = []
        run.append(unit)
    if run:
        yield run


def run_together(run: list[Unit], connection: Connection) -> None:
    """Do neighbours of one kind with one call."""
    first = run[0]
    if first.many is None or len(run) == 1:
        for unit in run:
            unit.run(connection)
        return
    results = first.many(connection, [unit.item for unit in run])
    for unit, result in zip(run, results, strict=True):
        unit.result = result


def settle(units: Iterable[Unit]) -> None:
    """Tell every waiter, on its own loop; a waiter that went away, or whose loop is closed, is left alone."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Unit]] = {}
    for unit in units:
        by_loop.setdefault(unit.loop, []).append(unit)
    for loop, mine in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, mine)
        except RuntimeError:
            # The loop was closed while its work was under way: nobody is left to be told.
            continue


def _resolve(units: list[Unit]) -> None:
    for unit in units:
        if unit.future.done():
            continue
        if unit.error is None:
            unit.future.set_result(unit.result)
        else:
            unit.future.set_exception(unit.error)


@dataclass(slots=True)
class WorkQueue:
    """The bounded queue between the event loop and the writer; safe to use from both."""

    longest: int
    _units: deque[Unit] = field(default_factory=deque)
    _changed: Condition = field(default_factory=Condition)
    _closed: bool = False

    def put(self, unit: Unit) -> None:
        """Queue a unit; raises DatabaseBusy where the queue is full and StorageError where it is closed."""
        with self._changed:
            if self._closed:
                raise StorageError("the database is closed", hint="the bot is shutting down")
            if len(self._units) >= self.longest:
                raise DatabaseBusy(
                    f"{self.longest} units of work wait for the database already",
                    hint="it is too slow for what comes in; the work can be tried again",
                )
            self._units.append(unit)
            self._changed.notify()

    def take(self, most: int) -> list[Unit]:
        """The next units, waiting for the first; empty where all of them were given up, or the queue is closed."""
        with self._changed:
            while not self._units and not self._closed:
                self._changed.wait()
            # A waiter that went away before its unit began takes the unit with it.
            taken: list[Unit] = []
            while self._units and len(taken) < most:
                unit = self._units.popleft()
                if not unit.future.cancelled():
                    taken.append(unit)
            return taken

    def close(self) -> None:
        """Refuse new units; what is queued is still done."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def drained(self) -> bool:
        """Closed, and nothing is left."""
        with self._changed:
            return self._closed and not self._units

    def __len__(self) -> int:
        return len(self._units)
