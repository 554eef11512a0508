"""What an operator does to a database from outside: check, copy, upgrade, export; decides nothing by itself."""

import datetime as dt
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from bot.errors import DatabaseRefused, StorageError
from bot.models.feedback import FeedbackKept
from bot.storage import migrations
from bot.storage.address import Address
from bot.storage.engines import reading_engine
from bot.storage.feedback import read_feedback
from bot.storage.link import describe
from bot.storage.lock import FileLock
from bot.storage.schema import metadata

Result = TypeVar("Result")

NEVER_RAN = "the bot makes it when it first runs; if it ran, name its file: `database` or SKMS_BOT_DATABASE"


@dataclass(frozen=True, slots=True)
class Health:
    """What a check found in a database that is sound: its engine, its schema, how many rows each table has."""

    engine: str
    schema: str
    rows: dict[str, int]


def check(address: Address) -> Health:
    """Look at pages, schema and rows without writing; works beside a running bot. Raises StorageError."""
    must_exist(address)
    return with_connection(address, lambda connection: _health(connection, address))


def export_feedback(address: Address, now: dt.datetime) -> FeedbackKept:
    """What people said, of all workspaces; works beside a running bot. Raises StorageError."""
    must_exist(address)
    return with_connection(address, lambda connection: _feedback(connection, address, now))


def upgrade(address: Address) -> tuple[str | None, str]:
    """Bring the schema up, holding the file's lock; returns the schema before and after. Raises StorageError."""
    if address.path is None:
        return migrations.upgrade(address)
    lock = FileLock(address.path)
    try:
        return migrations.upgrade(address)
    finally:
        lock.release()


def backup(address: Address, target: Path) -> int:
    """Copy a SQLite database, consistent, compact and readable by its owner only; returns the copy's bytes.

    Works beside a running bot. The copy is checked before it is called one. Raises StorageError, leaving no target.
    """
    if address.path is None:
        raise DatabaseRefused(
            f"database {address}: PostgreSQL makes its own backups",
            hint="run: pg_dump --format=custom --file=skms-bot.dump NAME",
        )
    must_exist(address)
    try:
        descriptor = os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise DatabaseRefused(f"{target} exists already", hint="a backup overwrites nothing; name a new file") from None
    except OSError as error:
        raise DatabaseRefused(
            f"{target}: {error.strerror}", hint="name a file in a folder that can be written"
        ) from None
    try:
        with_connection(address, lambda connection: _copy(connection, target))
        with_connection(
            Address(address.url, target), lambda copy: migrations.check_file(copy, Address(address.url, target))
        )
        os.fsync(descriptor)
        _sync_folder(target.absolute().parent)
        return os.fstat(descriptor).st_size
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)


def _copy(connection: Connection, target: Path) -> None:
    # VACUUM runs outside any transaction, and is the one writing that a query_only connection must be allowed.
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError("only SQLite is copied")
    driver.execute("PRAGMA query_only=OFF")
    try:
        driver.execute("VACUUM INTO ?", (str(target),))
    finally:
        driver.execute("PRAGMA query_only=ON")


def _feedback(connection: Connection, address: Address, now: dt.datetime) -> FeedbackKept:
    migrations.check_schema(migrations.current(connection), address)
    return read_feedback(connection, now)


def _health(connection: Connection, address: Address) -> Health:
    migrations.check_file(connection, address)
    found = migrations.current(connection)
    migrations.check_schema(found, address)
    rows = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }
    server = "SQLite" if address.path else "PostgreSQL"
    version = ".".join(str(part) for part in connection.dialect.server_version_info or ())
    return Health(f"{server} {version}", str(found), rows)


def with_connection(address: Address, function: Callable[[Connection], Result]) -> Result:
    """What `function` reads on a connection of its own that cannot write, beside a running bot. Raises StorageError."""
    engine = reading_engine(address)
    try:
        with engine.connect() as connection:
            return function(connection)
    except (DBAPIError, sqlite3.Error, StorageError) as error:
        raise describe(error, address) from error
    finally:
        engine.dispose()


def must_exist(address: Address) -> None:
    """Raise DatabaseRefused where there is no such file, since looking must not make one."""
    if address.path is not None and not address.path.is_file():
        raise DatabaseRefused(f"database {address}: no such file", hint=NEVER_RAN)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
