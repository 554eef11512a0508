"""Which events were seen, so that none is answered twice and none that was acknowledged stays unanswered."""

import datetime as dt
from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection, RowMapping, bindparam, select, update

from bot.models.conversation import DuplicateKey, Event, EventState, Novelty
from bot.storage.database import Database
from bot.storage.schema import event
from bot.storage.statements import insert_unless_known

_INSERT = insert_unless_known(event).returning(event.c.event_id)
_MARK = update(event).where(event.c.event_id == bindparam("known")).values(state=bindparam("to"))
_BY_ID = select(event).where(event.c.event_id == bindparam("event_id"))
_BY_MESSAGE = select(event).where(
    event.c.team == bindparam("team"), event.c.channel == bindparam("channel"), event.c.ts == bindparam("ts")
)
_BY_CLIENT_MSG_ID = select(event).where(
    event.c.team == bindparam("team"),
    event.c.user == bindparam("user"),
    event.c.client_msg_id == bindparam("client_msg_id"),
)
_KEYS: tuple[tuple[DuplicateKey, object], ...] = (
    ("event_id", _BY_ID),
    ("message", _BY_MESSAGE),
    ("client_msg_id", _BY_CLIENT_MSG_ID),
)


class Events:
    """The events of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, seen: Event) -> Novelty:
        """Keep an event unless it is known by its id, by its message, or by the sender's own id for the message.

        Once this returns, the event survives a crash: it may be acknowledged.
        """
        novelty: Novelty = await self._database.write_each(record_events, seen)
        return novelty

    async def mark(self, event_id: str, state: EventState) -> None:
        """Say what became of an event; of one that was pruned, nothing is said."""
        await self._database.write_each(mark_events, (event_id, state))

    async def author_of(self, team: str, channel: str, ts: str) -> str | None:
        """Who wrote a message, None where it was never seen or is forgotten."""
        keys = {"team": team, "channel": channel, "ts": ts}
        return await self._database.read(partial(_author, keys=keys))

    async def unanswered(self, before: dt.datetime, most: int = 500) -> list[Event]:
        """Events that were received before `before` and not dealt with, oldest first: work that a crash left behind."""
        return await self._database.read(partial(_unanswered, before=before, most=most))


def record_events(connection: Connection, seen: Sequence[Event]) -> list[Novelty]:
    """Keep each event unless it is known; one statement for those that are new."""
    rows = [dict(item) for item in seen]
    first_of: dict[str, int] = {}
    for index, item in enumerate(seen):
        first_of.setdefault(item.event_id, index)
    kept = {found.event_id for found in connection.execute(_INSERT, rows)}
    return [
        Novelty() if item.event_id in kept and first_of[item.event_id] == index else _known(connection, item)
        for index, item in enumerate(seen)
    ]


def mark_events(connection: Connection, marks: Sequence[tuple[str, EventState]]) -> list[None]:
    """Say what became of each event."""
    connection.execute(_MARK, [{"known": event_id, "to": state} for event_id, state in marks])
    return [None] * len(marks)


def _known(connection: Connection, item: Event) -> Novelty:
    """By which key an event is known, the strongest first."""
    parameters = dict(item)
    for key, statement in _KEYS:
        found = connection.execute(statement, parameters).mappings().first()  # type: ignore[call-overload]
        if found is not None:
            return Novelty(by=key, first=_event(found))
    return Novelty()


def _author(connection: Connection, keys: dict[str, str]) -> str | None:
    found = connection.execute(_BY_MESSAGE, keys).mappings().first()
    return None if found is None else _event(found).user


def _unanswered(connection: Connection, before: dt.datetime, most: int) -> list[Event]:
    waiting = select(event).where(event.c.state == "received", event.c.at < before).order_by(event.c.at).limit(most)
    return [_event(row) for row in connection.execute(waiting).mappings()]


def _event(row: RowMapping) -> Event:
    return Event.model_validate(dict(row))
