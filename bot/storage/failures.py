"""Turns what SQLAlchemy and the drivers raise into our deliberate errors, each with what to do; knows no table."""

import sqlite3
from collections.abc import Mapping

import psycopg
from sqlalchemy.exc import DBAPIError

from bot.errors import (
    DatabaseBusy,
    DatabaseCorrupt,
    DatabaseFull,
    DatabaseRefused,
    DatabaseUnavailable,
    StorageError,
)
from bot.storage.address import Address

SQLITE: Mapping[str, type[StorageError]] = {
    "SQLITE_BUSY": DatabaseBusy,
    "SQLITE_LOCKED": DatabaseBusy,
    "SQLITE_FULL": DatabaseFull,
    "SQLITE_IOERR": DatabaseFull,
    "SQLITE_READONLY": DatabaseRefused,
    "SQLITE_CANTOPEN": DatabaseRefused,
    "SQLITE_PERM": DatabaseRefused,
    "SQLITE_AUTH": DatabaseRefused,
    "SQLITE_CORRUPT": DatabaseCorrupt,
    "SQLITE_NOTADB": DatabaseCorrupt,
}
"""Primary result codes of SQLite (sqlite.org/rescode.html); extended codes begin with them."""

POSTGRES: Mapping[str, type[StorageError]] = {
    "53100": DatabaseFull,
    "58030": DatabaseFull,
    "53": DatabaseUnavailable,
    "25006": DatabaseUnavailable,
    "25P03": DatabaseUnavailable,
    "57014": DatabaseBusy,
    "57": DatabaseUnavailable,
    "08": DatabaseUnavailable,
    "55P03": DatabaseBusy,
    "40": DatabaseBusy,
    "28": DatabaseRefused,
    "3D": DatabaseRefused,
    "42501": DatabaseRefused,
    "XX001": DatabaseCorrupt,
    "XX002": DatabaseCorrupt,
}
"""SQLSTATEs of PostgreSQL, whole or by class (its manual, appendix A); 25006 is a standby that was asked to write."""

HINTS: Mapping[type[StorageError], str] = {
    DatabaseBusy: "another program holds a lock on it, or it is too slow; the work can be tried again",
    DatabaseFull: "make space where the database is; a bot that runs goes on by itself",
    DatabaseRefused: "its folder must exist and be writable for this user; PostgreSQL: check user, password and name",
    DatabaseCorrupt: "keep the file; put a backup in its place, or start empty (the bot itself puts it aside)",
    DatabaseUnavailable: "PostgreSQL must run, accept connections and be no standby; the bot connects again by itself",
}


def translate(error: BaseException, address: Address) -> StorageError | None:
    """The deliberate error that stands for a failure of the database, or None where the statement itself was wrong."""
    if isinstance(error, StorageError):
        return error
    orig = error.orig if isinstance(error, DBAPIError) else error
    kind = _kind(orig)
    if kind is None and isinstance(error, DBAPIError) and error.connection_invalidated:
        kind = DatabaseUnavailable
    if kind is None or orig is None:
        return None
    return kind(f"database {address}: {_reason(orig)}", hint=HINTS[kind])


def _kind(orig: BaseException | None) -> type[StorageError] | None:
    if isinstance(orig, sqlite3.Error):
        name = getattr(orig, "sqlite_errorname", "")
        return SQLITE.get("_".join(name.split("_")[:2]))
    if isinstance(orig, psycopg.Error):
        state = orig.sqlstate
        if state is None:
            return _without_state(orig)
        return POSTGRES.get(state) or POSTGRES.get(state[:2])
    return None


def _without_state(orig: psycopg.Error) -> type[StorageError] | None:
    """Libpq gives no SQLSTATE where no connection was made, or where it was lost; only its words tell a wrong login."""
    if not isinstance(orig, psycopg.OperationalError):
        return None
    words = str(orig)
    refused = ("password authentication failed", "no password supplied", "does not exist", "no pg_hba.conf entry")
    return DatabaseRefused if any(word in words for word in refused) else DatabaseUnavailable


def _reason(orig: BaseException) -> str:
    lines = str(orig).strip().splitlines()
    return lines[0] if lines else type(orig).__name__
