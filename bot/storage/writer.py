"""The one thread that writes: commits what is queued together, then tells who waits; outlives every failure."""

from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from bot.errors import DatabaseUnavailable, OutcomeUnknown, StorageError
from bot.storage.address import Address
from bot.storage.batch import LostInCommit, commit_batch
from bot.storage.link import LONGEST_REST, Link, Time, describe
from bot.storage.work import Unit, WorkQueue, settle

LARGEST_BATCH = 500
LONGEST_QUEUE = 10_000
PATIENCE = 2.0
"""Seconds that a batch waits for a lost connection; Slack wants its acknowledgement within three."""


@dataclass(slots=True)
class Counters:
    """What the writer did since its start, for metrics."""

    units: int = 0
    failed: int = 0
    commits: int = 0


class Writer:
    """Group commit on a thread of its own; `queue` takes its work."""

    def __init__(self, engine: Engine, address: Address, clock: Time, *, longest_queue: int = LONGEST_QUEUE) -> None:
        self.queue = WorkQueue(longest_queue)
        self.counters = Counters()
        self._clock = clock
        self._link = Link(engine, address, clock)
        self._ready: Future[None] = Future()
        self._thread = Thread(target=self._work, name="storage-writer", daemon=True)

    def start(self) -> None:
        """Connect and begin to take work; raises the StorageError that prevents it."""
        self._thread.start()
        self._ready.result()

    def stop(self, seconds: float) -> bool:
        """Do what is queued, then end; False where that took longer than `seconds`."""
        self.queue.close()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @property
    def alive(self) -> bool:
        """The thread runs."""
        return self._thread.is_alive()

    @property
    def reconnects(self) -> int:
        """How often the connection was made anew."""
        return max(0, self._link.made - 1)

    def _work(self) -> None:
        try:
            self._link.open(self._clock.monotonic())
        except StorageError as error:
            self._ready.set_exception(error)
            return
        self._ready.set_result(None)
        batch: list[Unit] = []
        try:
            while not self.queue.drained:
                batch = self.queue.take(LARGEST_BATCH)
                if batch:
                    self._serve(batch)
        finally:
            self._end(batch)

    def _end(self, batch: list[Unit]) -> None:
        """Leave nobody waiting, whatever ended the thread."""
        self.queue.close()
        while batch or not self.queue.drained:
            _fail(batch, StorageError("the database writer has ended", hint="restart the bot; the log tells why"))
            settle(batch)
            batch = self.queue.take(LARGEST_BATCH)
        self._link.close()

    def _serve(self, batch: list[Unit]) -> None:
        """Do a batch and tell its waiters; afterwards each unit is kept or has an error."""
        try:
            self._keep(batch)
            self.counters.commits += 1
        except StorageError as error:
            _fail(batch, error)
        self.counters.units += len(batch)
        self.counters.failed += sum(unit.error is not None for unit in batch)
        settle(batch)
        batch.clear()

    def _keep(self, batch: list[Unit]) -> None:
        """Commit a batch, on a new connection where one was lost; raises the StorageError that concerns all of it."""
        deadline = self._clock.monotonic() + PATIENCE
        while True:
            connection = self._link.open(deadline)
            try:
                commit_batch(connection, self._link.address, batch)
            except DatabaseUnavailable:
                self._link.drop()
                if self._clock.monotonic() >= deadline:
                    raise
            except LostInCommit as lost:
                self._link.drop()
                if self._was_committed(lost):
                    return
            else:
                return

    def _was_committed(self, lost: LostInCommit) -> bool:
        """Ask, on a new connection, what became of a transaction; raises OutcomeUnknown where nobody can tell."""
        deadline = self._clock.monotonic() + PATIENCE
        question = "SELECT pg_xact_status(%(number)s::xid8)"
        unknown = OutcomeUnknown(
            lost.failure.message, hint="perhaps it is kept; what can be done twice without harm can be done again"
        )
        while self._clock.monotonic() < deadline:
            try:
                connection = self._link.open(deadline)
                found = connection.exec_driver_sql(question, {"number": lost.number}).scalar()
                connection.rollback()
            except DBAPIError as error:
                self._link.drop()
                if not isinstance(describe(error, self._link.address), DatabaseUnavailable):
                    raise unknown from error
            except StorageError as error:
                raise unknown from error
            else:
                if found in ("committed", "aborted"):
                    return bool(found == "committed")
            self._clock.pause(LONGEST_REST / 10)
        raise unknown


def _fail(units: list[Unit], error: StorageError) -> None:
    """Give each unit an error of its own, since an exception carries the traceback of whoever awaits it."""
    for unit in units:
        unit.error = type(error)(error.message, hint=error.hint)
        unit.error.__cause__ = error.__cause__
