"""Brings a database to the schema of this code and says which schema it has; the steps are in versions, oldest first.

Expand, then contract: a revision only adds (tables, nullable columns, indexes), so that going back to the release
before still finds what it knows; what nobody reads any more is removed by a revision of a later release. A revision
imports nothing from the rest of the bot, since that moves on and it must not. An upgrade is one transaction.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from bot.errors import DatabaseCorrupt, DatabaseRefused, SchemaMismatch, StorageError
from bot.storage.address import Address
from bot.storage.engines import writing_engine
from bot.storage.failures import HINTS
from bot.storage.link import describe

VERSION_TABLE = "skms_bot_schema"
"""Not alembic's own default, since a shared PostgreSQL may hold another program's."""
ADVISORY_LOCK = 0x736B6D73
UPGRADING = (
    "SET LOCAL lock_timeout = '30s'",
    "SET LOCAL statement_timeout = 0",
    f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})",
)


def upgrade(address: Address, revision: str = "head") -> tuple[str | None, str]:
    """Bring the database up; returns the schema before and after. Raises StorageError, with nothing changed.

    The caller holds the file's lock. Several processes may ask PostgreSQL for it at once: one does it, the others wait.
    """
    engine = writing_engine(address)
    try:
        with engine.begin() as connection:
            if address.path is None:
                for statement in UPGRADING:
                    connection.exec_driver_sql(statement)
            before = current(connection)
            _refuse_foreign(connection, address, before)
            if before not in (None, *known()):
                check_schema(before, address)
            command.upgrade(_config(connection), revision)
            return before, current(connection) or ""
    except (DBAPIError, StorageError) as error:
        raise describe(error, address) from error
    finally:
        engine.dispose()


def prepare(address: Address) -> None:
    """Make an empty database usable and refuse one that this code cannot serve; raises StorageError."""
    engine = writing_engine(address)
    try:
        with engine.connect() as connection:
            check_file(connection, address)
            found = current(connection)
            check_schema(found, address, empty_is_fine=True)
    except (DBAPIError, StorageError) as error:
        raise describe(error, address) from error
    finally:
        engine.dispose()
    if found is None:
        upgrade(address)


def check_file(connection: Connection, address: Address) -> None:
    """Look at SQLite's pages, which nothing else does until one is needed; raises DatabaseCorrupt."""
    if address.path is None:
        return
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise DatabaseCorrupt(
            f"database {address} is damaged: {str(found).splitlines()[-1]}", hint=HINTS[DatabaseCorrupt]
        )


def check_schema(found: str | None, address: Address, *, empty_is_fine: bool = False) -> None:
    """Raise SchemaMismatch where the database's schema is not this code's."""
    newest = head()
    if found == newest or (found is None and empty_is_fine):
        return
    if found is None:
        raise SchemaMismatch(f"database {address} has no tables yet", hint="run: skms-bot db upgrade")
    if found in known():
        raise SchemaMismatch(
            f"database {address} has schema {found}, this skms-bot needs {newest}",
            hint="make a backup (skms-bot db backup PATH), then run: skms-bot db upgrade",
        )
    raise SchemaMismatch(
        f"database {address} has schema {found}, which is newer than this skms-bot knows ({newest})",
        hint="run the newer skms-bot again, or restore a backup of the older database",
    )


def current(connection: Connection) -> str | None:
    """The schema that a database has; None where it has none of ours."""
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def head() -> str:
    """The schema that this code needs."""
    return str(ScriptDirectory.from_config(_config(None)).get_current_head())


def known() -> frozenset[str]:
    """Every schema that this code can upgrade from."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config(None)).walk_revisions())


def _refuse_foreign(connection: Connection, address: Address, found: str | None) -> None:
    if found is None and address.path is not None and inspect(connection).get_table_names():
        raise DatabaseRefused(
            f"database {address} belongs to another program", hint="name a new file in the setting `database`"
        )


def _config(connection: Connection | None) -> Config:
    config = Config(attributes={"connection": connection, "version_table": VERSION_TABLE})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
