"""Reads the database setting into an address: which database, which file, and how to show it without its password."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError
from typing_extensions import override

from bot.errors import DatabaseRefused

FORMS = "write sqlite:///path/to/file.db or postgresql://user:password@host/name"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the database is; `path` is the file of SQLite and None for PostgreSQL. Its text hides the password."""

    url: URL
    path: Path | None

    @override
    def __str__(self) -> str:
        return str(self.path) if self.path else self.url.render_as_string(hide_password=True)

    @override
    def __repr__(self) -> str:
        return f"Address({self})"


def read_address(setting: str) -> Address:
    """The address that a setting names; raises DatabaseRefused without showing the setting, which holds a password."""
    try:
        url = make_url(setting)
    except (ArgumentError, ValueError):
        raise DatabaseRefused("the setting `database` is no database URL", hint=FORMS) from None
    dialect = url.get_backend_name()
    if dialect == "postgresql" and url.database:
        return Address(url.set(drivername="postgresql+psycopg"), None)
    if dialect == "sqlite" and url.database and url.database != ":memory:" and not url.query:
        return Address(url.set(drivername="sqlite+pysqlite"), Path(url.database))
    raise DatabaseRefused(f"the setting `database` cannot be used: {dialect} without a usable name", hint=FORMS)
