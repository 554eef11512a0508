"""Makes the engines: one connection that writes, a few that only read, with the settings each database needs."""

import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import DatabaseRefused
from bot.storage.address import Address

BUSY_MILLISECONDS = 2_000
READERS = 2
PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_MILLISECONDS}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
)
WRITER_PRAGMAS = (*PRAGMAS, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL")
READER_PRAGMAS = (*PRAGMAS, "PRAGMA query_only=ON")

TIMEOUTS = "-c lock_timeout=2000 -c statement_timeout=5000 -c idle_in_transaction_session_timeout=10000"
LIVELINESS: Mapping[str, Any] = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "skms-bot",
}
"""A vanished host is noticed within seconds instead of the system's two hours."""


def writing_engine(address: Address) -> Engine:
    """The engine of the one read-write connection; each transaction takes the write lock at its beginning."""
    if address.path is None:
        return _postgres(address, TIMEOUTS, {"poolclass": NullPool}, target="read-write")
    make_file(address.path)
    uri = f"file:{quote(str(address.path.absolute()))}?mode=rw"
    return _sqlite(uri, WRITER_PRAGMAS, "BEGIN IMMEDIATE", {"poolclass": NullPool})


def reading_engine(address: Address) -> Engine:
    """The engine of a few connections that cannot write."""
    pool = {"poolclass": QueuePool, "pool_size": READERS, "max_overflow": 0}
    if address.path is None:
        return _postgres(address, f"{TIMEOUTS} -c default_transaction_read_only=on", pool, target="any")
    uri = f"file:{quote(str(address.path.absolute()))}?mode=ro"
    return _sqlite(uri, READER_PRAGMAS, "BEGIN", pool)


def make_file(path: Path) -> None:
    """Create an empty database file that only its owner reads, where there is none; raises DatabaseRefused."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise DatabaseRefused(
            f"database {path}: {error.strerror}",
            hint="the folder must exist, and this user must be allowed to write there",
        ) from None


def _sqlite(uri: str, pragmas: tuple[str, ...], begin: str, pool: Mapping[str, Any]) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        try:
            for pragma in pragmas:
                connection.execute(pragma).fetchall()
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite+pysqlite://", creator=connect, **pool)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgres(address: Address, options: str, pool: Mapping[str, Any], *, target: str) -> Engine:
    given = address.url.query
    # What the operator writes into the URL wins over what we would set.
    arguments = {key: value for key, value in LIVELINESS.items() if key not in given}
    arguments["options"] = f"{options} {given.get('options', '')}".strip()
    if "target_session_attrs" not in given:
        arguments["target_session_attrs"] = target
    engine = create_engine(address.url.difference_update_query(["options"]), connect_args=arguments, **pool)

    @event.listens_for(engine, "connect")
    def ready(connection: Any, record: ConnectionPoolEntry) -> None:  # noqa: ARG001 - SQLAlchemy gives two arguments
        # Server-side prepared statements break behind a pooler in transaction mode.
        connection.prepare_threshold = None

    return engine
