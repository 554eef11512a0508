"""Statements that both databases know but SQLAlchemy offers per dialect; its form for PostgreSQL compiles for both."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import Insert, insert


def insert_unless_known(table: Table) -> Insert:
    """An insert that does nothing where any key of the row is there already."""
    return insert(table).on_conflict_do_nothing()


def insert_or_update(table: Table, values: Mapping[str, Any] | None = None) -> Insert:
    """An insert that, where the primary key is there already, sets `values`, else everything, to what is new."""
    statement = insert(table)
    keys = [column.name for column in table.primary_key]
    fresh = {column.name: statement.excluded[column.name] for column in table.c if column.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=dict(values or fresh))
