import sqlite3
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.errors import (
    DatabaseBusy,
    DatabaseCorrupt,
    DatabaseFull,
    DatabaseRefused,
    DatabaseUnavailable,
    SchemaMismatch,
    StorageError,
)
from bot.storage.address import read_address
from bot.storage.failures import HINTS, POSTGRES, SQLITE, translate

ADDRESS = read_address("postgresql://bot:not-to-be-shown@db.example.test/skms")


def sqlite_error(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorname = name
    return error


def postgres_error(state: str) -> psycopg.Error:
    return psycopg.errors.lookup(state)("as PostgreSQL says it\nand more")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SQLITE_BUSY", DatabaseBusy),
        ("SQLITE_BUSY_SNAPSHOT", DatabaseBusy),
        ("SQLITE_FULL", DatabaseFull),
        ("SQLITE_IOERR_WRITE", DatabaseFull),
        ("SQLITE_READONLY_DBMOVED", DatabaseRefused),
        ("SQLITE_CANTOPEN_ISDIR", DatabaseRefused),
        ("SQLITE_CORRUPT_VTAB", DatabaseCorrupt),
        ("SQLITE_NOTADB", DatabaseCorrupt),
    ],
)
def test_each_failure_of_sqlite_has_a_name_and_a_remedy(name: str, kind: type[StorageError]) -> None:
    failure = translate(DBAPIError("statement", None, sqlite_error(name)), ADDRESS)

    assert type(failure) is kind
    assert failure.hint == HINTS[kind]


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("53100", DatabaseFull),
        ("53300", DatabaseUnavailable),
        ("25006", DatabaseUnavailable),
        ("25P03", DatabaseUnavailable),
        ("57P01", DatabaseUnavailable),
        ("57P03", DatabaseUnavailable),
        ("08006", DatabaseUnavailable),
        ("57014", DatabaseBusy),
        ("55P03", DatabaseBusy),
        ("40P01", DatabaseBusy),
        ("40001", DatabaseBusy),
        ("28P01", DatabaseRefused),
        ("3D000", DatabaseRefused),
        ("42501", DatabaseRefused),
        ("XX001", DatabaseCorrupt),
    ],
)
def test_each_failure_of_postgresql_has_a_name_and_a_remedy(state: str, kind: type[StorageError]) -> None:
    failure = translate(DBAPIError("statement", None, postgres_error(state)), ADDRESS)

    assert type(failure) is kind
    assert failure.message.endswith("as PostgreSQL says it")


@pytest.mark.parametrize(
    "error",
    [
        IntegrityError("statement", None, sqlite_error("SQLITE_CONSTRAINT_UNIQUE")),
        DBAPIError("statement", None, sqlite_error("SQLITE_ERROR")),
        DBAPIError("statement", None, postgres_error("42P01")),
        DBAPIError("statement", None, postgres_error("23505")),
        ZeroDivisionError("a unit's own"),
    ],
)
def test_a_statement_that_is_wrong_is_no_failure_of_the_database(error: Exception) -> None:
    assert translate(error, ADDRESS) is None


def test_a_deliberate_error_stays_itself() -> None:
    error = SchemaMismatch("older")

    assert translate(error, ADDRESS) is error


def test_a_connection_that_sqlalchemy_gave_up_is_unavailable() -> None:
    error = DBAPIError("statement", None, psycopg.InterfaceError("gone"), connection_invalidated=True)

    assert type(translate(error, ADDRESS)) is DatabaseUnavailable


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ('connection failed: FATAL:  password authentication failed for user "bot"', DatabaseRefused),
        ('connection failed: FATAL:  database "skms" does not exist', DatabaseRefused),
        ("connection failed: Connection refused", DatabaseUnavailable),
        ("server closed the connection unexpectedly", DatabaseUnavailable),
        ("connection timeout expired", DatabaseUnavailable),
    ],
)
def test_without_a_state_only_the_words_tell_a_wrong_login_from_a_server_that_is_gone(words: str, kind: type) -> None:
    failure = translate(DBAPIError("statement", None, psycopg.OperationalError(words)), ADDRESS)

    assert type(failure) is kind


@pytest.mark.parametrize("kind", sorted({*SQLITE.values(), *POSTGRES.values()}, key=str))
def test_every_failure_says_what_to_do_and_hides_the_password(kind: type[StorageError]) -> None:
    states: dict[type[StorageError], Any] = {kind: name for name, kind in SQLITE.items()}
    error = sqlite_error(states[kind]) if kind in states else postgres_error("08006")
    failure = translate(error, ADDRESS)

    assert failure is not None
    assert failure.hint
    assert "not-to-be-shown" not in failure.message
    assert "db.example.test" in failure.message


def test_what_sqlite_itself_raises_is_known(tmp_path: Path) -> None:
    path = tmp_path / "noise.db"
    path.write_bytes(b"noise" * 1000)
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.DatabaseError) as caught:
        connection.execute("SELECT * FROM sqlite_schema")
    connection.close()

    assert type(translate(caught.value, ADDRESS)) is DatabaseCorrupt
