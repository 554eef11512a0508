"""One transaction for many units of work; a unit that fails is undone alone. Knows no thread and no reconnecting."""

import sqlite3

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InvalidRequestError

from bot.errors import DatabaseFull, DatabaseUnavailable, StorageError
from bot.storage.address import Address
from bot.storage.failures import translate
from bot.storage.link import describe
from bot.storage.work import Unit, run_together, runs

# These end the transaction with everything in it; any other error of a unit is its own affair.
ENDING = (DatabaseFull, DatabaseUnavailable)


class LostInCommit(Exception):  # noqa: N818 - named for the fact; never leaves this room
    """The connection was lost while committing; `number` is what the transaction can be asked about by."""

    def __init__(self, number: str, failure: StorageError) -> None:
        super().__init__(number)
        self.number = number
        self.failure = failure


def commit_batch(connection: Connection, address: Address, units: list[Unit]) -> None:
    """Do all units and commit; a unit that failed has its error and left no trace.

    First all run without savepoints, which is several times faster; only where one failed is everything rolled back
    and done again with a savepoint around each. So a unit may run more than once.

    Raises the StorageError that undid the whole batch, or LostInCommit.
    """
    try:
        connection.begin()
        number = _together(connection, address, units)
        if number is None:
            connection.rollback()
            connection.begin()
            number = _each_alone(connection, address, units)
    except (DBAPIError, StorageError) as error:
        _roll_back(connection)
        raise describe(error, address) from error
    try:
        connection.commit()
    except DBAPIError as error:
        _roll_back(connection)
        failure = describe(error, address)
        if number and isinstance(failure, DatabaseUnavailable):
            raise LostInCommit(number, failure) from error
        raise failure from error


def _together(connection: Connection, address: Address, units: list[Unit]) -> str | None:
    """The transaction's number (empty where there is none to ask about), or None where a unit failed."""
    try:
        for run in runs(units):
            run_together(run, connection)
        return _number(connection, address)
    except Exception as error:
        failure = translate(error, address)
        if isinstance(failure, ENDING):
            raise failure from error
        return None


def _each_alone(connection: Connection, address: Address, units: list[Unit]) -> str:
    """Do each unit within a savepoint, keeping its error with it; returns the transaction's number."""
    for unit in units:
        connection.exec_driver_sql("SAVEPOINT unit")
        try:
            unit.run(connection)
            connection.exec_driver_sql("RELEASE SAVEPOINT unit")
            unit.error = None
        except Exception as error:
            failure = translate(error, address)
            if isinstance(failure, ENDING):
                raise failure from error
            unit.error = failure or error
            _still_open(connection, address)
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT unit")
            connection.exec_driver_sql("RELEASE SAVEPOINT unit")
    return _number(connection, address)


def _number(connection: Connection, address: Address) -> str:
    """What PostgreSQL can be asked about later; raises where the transaction is no longer whole.

    PostgreSQL answers a COMMIT of a failed transaction with a ROLLBACK and no error, so this must be asked before.
    """
    if address.path is not None:
        _still_open(connection, address)
        return ""
    number = connection.exec_driver_sql("SELECT pg_current_xact_id_if_assigned()::text").scalar()
    return "" if number is None else str(number)


def _still_open(connection: Connection, address: Address) -> None:
    """SQLite ends a transaction by itself on some errors; what was done in it before must then not be acknowledged."""
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection) and not driver.in_transaction:
        raise DatabaseFull(
            f"database {address}: SQLite ended the transaction by itself", hint="see the log for its error"
        )


def _roll_back(connection: Connection) -> None:
    try:
        connection.rollback()
    except (DBAPIError, InvalidRequestError):
        # Already gone with its connection; the error that is being raised tells why.
        return
