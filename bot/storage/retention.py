"""Deletes what is too old or too much, or all of a workspace; in portions, so that writing goes on meanwhile."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, delete, func, select, tuple_

from bot.models.conversation import Limits
from bot.storage.database import Database
from bot.storage.schema import (
    OF_THE_SITE,
    answer,
    answer_window,
    audit,
    channel_setting,
    delivery,
    event,
    feedback_case,
    gate,
    inbox,
    incident,
    metadata,
    reading,
    reading_hour,
    silence,
    source,
    standing,
    step_feedback,
    tally,
    unknown_code,
    user_language,
)

PORTION = 1_000
AGE: Mapping[Table, Column[dt.datetime]] = {
    event: event.c.at,
    answer: answer.c.at,
    answer_window: answer_window.c.at,
    user_language: user_language.c.at,
    channel_setting: channel_setting.c.at,
    feedback_case: feedback_case.c.at,
    step_feedback: step_feedback.c.at,
    unknown_code: unknown_code.c.last_at,
    audit: audit.c.at,
    gate: gate.c.not_before,
    incident: incident.c.last_at,
    delivery: delivery.c.at,
    silence: silence.c.until,
    tally: tally.c.last_at,
    source: source.c.last_at,
    inbox: inbox.c.at,
    standing: standing.c.at,
    reading: reading.c.at,
    reading_hour: reading_hour.c.hour,
}
"""By which column a table's rows age; a test proves that no table is missing."""

AGELESS = ("counter",)
"""Tables whose rows never go: a number that was given once is not given again."""

_CLOSED = select(incident.c.number).where(incident.c.state == "resolved")
SPENT: Mapping[Table, ColumnElement[bool]] = {
    incident: incident.c.state == "resolved",
    delivery: delivery.c.incident.in_(_CLOSED) | delivery.c.incident.not_in(select(incident.c.number)),
}
"""Which rows may go at all, whatever their age: nothing of an incident that is still open does."""


async def prune(database: Database, now: dt.datetime, limits: Limits) -> dict[str, int]:
    """Delete what the limits do not cover; returns how many rows of each table went."""
    gone: dict[str, int] = {}
    for table in AGE:
        for portion in _portions(table, now, limits):
            while done := await database.write(portion):
                gone[table.name] = gone.get(table.name, 0) + done
                if done < PORTION:
                    break
    return gone


async def forget_workspace(database: Database, team: str) -> int:
    """Delete all that is kept of a workspace, as uninstalling promises; returns how many rows went.

    Tables without a workspace hold what is shown in the one that alerts go to, and who did what about it: all of it.
    """
    gone = 0
    for table in metadata.sorted_tables:
        if table in OF_THE_SITE:
            continue
        mine = select(*table.primary_key).limit(PORTION)
        if "team" in table.c:
            mine = mine.where(table.c.team == team)
        while done := await database.write(partial(_delete, table=table, chosen=mine)):
            gone += done
    return gone


async def count_rows(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    return await database.read(_count)


def _portions(table: Table, now: dt.datetime, limits: Limits) -> list[Callable[[Connection], int]]:
    limit = getattr(limits, table.name)
    oldest = select(*table.primary_key).order_by(AGE[table]).limit(PORTION)
    if table in SPENT:
        oldest = oldest.where(SPENT[table])
    portions: list[Callable[[Connection], int]] = []
    if table is feedback_case:
        portions.append(partial(_delete, table=table, chosen=oldest.where(feedback_case.c.expires_at <= now)))
    if limit.age is not None:
        portions.append(partial(_delete, table=table, chosen=oldest.where(AGE[table] < now - limit.age)))
    if limit.rows is not None:
        portions.append(partial(_delete_beyond, table=table, chosen=oldest, rows=limit.rows))
    return portions


def _delete(connection: Connection, table: Table, chosen: Select[tuple[object, ...]]) -> int:
    return connection.execute(delete(table).where(tuple_(*table.primary_key).in_(chosen))).rowcount


def _delete_beyond(connection: Connection, table: Table, chosen: Select[tuple[object, ...]], rows: int) -> int:
    beyond = connection.execute(select(func.count()).select_from(table)).scalar_one() - rows
    return _delete(connection, table, chosen.limit(min(PORTION, beyond))) if beyond > 0 else 0


def _count(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }
