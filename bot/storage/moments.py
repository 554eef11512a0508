"""The time by the clock of the database, as an expression: all processes agree on it, whatever their own clocks say."""

from typing import Any

from sqlalchemy import FunctionElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from bot.storage.schema import Moment


class DatabaseNow(FunctionElement[Any]):
    """Microseconds since 1970, as Moment keeps them; the moment of the statement, not of its transaction."""

    type = Moment()
    inherit_cache = True
    name = "database_now"


@compiles(DatabaseNow, "postgresql")
def _on_postgresql(element: DatabaseNow, compiler: SQLCompiler, **kw: Any) -> str:
    del element, compiler, kw
    return "(extract(epoch from clock_timestamp()) * 1000000)::bigint"


@compiles(DatabaseNow, "sqlite")
def _on_sqlite(element: DatabaseNow, compiler: SQLCompiler, **kw: Any) -> str:
    del element, compiler, kw
    # unixepoch('subsec') is younger than the SQLite of Debian 12.
    return "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"
