"""Holds the one lock beside a SQLite file, so that a second process refuses to start; knows nothing of SQL."""

import fcntl
import os
from pathlib import Path

from bot.errors import DatabaseInUse, DatabaseRefused


class FileLock:
    """An exclusive flock on `<database>.lock`; the system releases it when the process ends, however it ends.

    Two read-write connections of two processes could lose commits (the WAL-reset fault of SQLite before 3.51.3,
    sqlite.org/wal.html#walresetbug), so there is never a second one.
    """

    def __init__(self, database: Path) -> None:
        """Take the lock now; raises DatabaseInUse or DatabaseRefused."""
        self.path = database.with_name(f"{database.name}.lock")
        try:
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise DatabaseRefused(
                f"database {database}: {self.path} cannot be made ({error.strerror})",
                hint="the folder must exist and this user must be allowed to write there",
            ) from None
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._descriptor, 32).decode("ascii", "replace").strip()
            os.close(self._descriptor)
            raise DatabaseInUse(
                f"database {database} is in use by process {holder or 'unknown'}",
                hint="SQLite serves one process; stop the other one, or use PostgreSQL for several",
            ) from None
        except OSError as error:
            os.close(self._descriptor)
            raise DatabaseRefused(
                f"database {database}: no lock can be taken ({error.strerror})",
                hint="keep the database on a local disk; network file systems are not safe for SQLite",
            ) from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode("ascii"), 0)

    def release(self) -> None:
        """Give the lock up; the file stays, since removing it would let two processes lock two files of one name."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
