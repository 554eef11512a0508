"""Deliveries as they are kept: claimed by whoever holds the lease, every write fenced by its term; decides nothing.

What is claimed and what comes of it are two units of work: between them the messenger is called, and anything may
happen. The claim locks the counters' row first, as all work on incidents does, so that neither waits for the other in
a circle.
"""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection, Select, bindparam, case, func, literal, or_, select, update

from bot.models.delivery import Delivery
from bot.models.incident import OPEN, Incident
from bot.models.showing import Backlog, Mandate, Missing, Task, Wish
from bot.storage.database import Database
from bot.storage.kept import read_back
from bot.storage.lease import held, of
from bot.storage.schema import Moment, delivery, gate, incident
from bot.storage.turn import TURN

log = structlog.get_logger("skms_bot.storage")

SETTLED = dt.timedelta(minutes=1)
"""What waits for longer than this at a take-over may have been sent by a life that the database does not know of."""

STUBBORN = 5
UNREADABLE_REST = dt.timedelta(minutes=1)

_NOW = bindparam("now", type_=Moment())
_FENCE: dict[str, Any] = {"owner": bindparam("me"), "fence": bindparam("held")}
_parent = delivery.alias("parent")
_earlier = delivery.alias("earlier")
_WANTING = delivery.c.want_rev > delivery.c.sent_rev
_MAY_GO = delivery.c.state.in_(("idle", "parked"))
# Whoever wished for it "now" did so by a clock of its own, which need not be ours.
_DUE = or_(delivery.c.not_before <= _NOW, delivery.c.not_before == delivery.c.at)
_OPEN_CHANNEL = ~(
    select(gate.c.channel)
    .where(gate.c.channel == delivery.c.channel, gate.c.not_before > _NOW)
    .correlate(delivery)
    .exists()
)
_ALL_BEFORE_VISIBLE = ~(
    select(_earlier.c.id)
    .where(
        _earlier.c.stream == delivery.c.stream,
        _earlier.c.seq < delivery.c.seq,
        _earlier.c.state != "dead",
        or_(_earlier.c.ts.is_(None), _earlier.c.state.in_(("sending", "unknown"))),
    )
    .correlate(delivery)
    .exists()
)
_THREAD = (
    select(_parent.c.ts)
    .where(_parent.c.stream == delivery.c.stream, _parent.c.seq == 0)
    .correlate(delivery)
    .scalar_subquery()
)
_TURN = func.row_number().over(
    partition_by=delivery.c.channel,
    order_by=(
        # What failed again and again lets others pass.
        case((delivery.c.attempts >= STUBBORN, 1), else_=0),
        delivery.c.lane,
        case((delivery.c.kind == "note", 1), else_=0),
        delivery.c.attempt_at.nulls_first(),
        delivery.c.at,
        delivery.c.seq,
    ),
)
_KEPT = ("ts", "shown_at", "sent_rev", "state", "first_unknown_at", "attempts", "not_before", "sweep_at", "err")


class Deliveries:
    """What should be visible, for those who make it so."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, mandate: Mandate, wish: Wish) -> list[Task]:
        """Begin attempts; see bot.delivery.ports.OutboxRows, as for `keep` and `recover`."""
        return await self._database.write(partial(_claim, mandate=mandate, wish=wish))

    async def keep(self, mandate: Mandate, row: Delivery) -> bool:
        """Write what came of an attempt, if it is still ours."""
        return await self._database.write(partial(_keep, mandate=mandate, row=row))

    async def recover(self, mandate: Mandate, now: dt.datetime) -> int:
        """Take over from earlier holders; returns how many rows became unknown."""
        return await self._database.write(partial(_recover, mandate=mandate, now=now))

    async def doubtful(self, mandate: Mandate, before: dt.datetime, most: int) -> list[Task]:
        """Unknown rows last attempted before; see bot.delivery.ports.DoubtRows, as for `sweepable` and `divert`."""
        rested = or_(delivery.c.not_before <= before, delivery.c.not_before == delivery.c.at)
        chosen = select(delivery.c.id).where(delivery.c.state == "unknown", delivery.c.attempt_at <= before, rested)
        chosen = chosen.order_by(delivery.c.lane, delivery.c.attempt_at).limit(most)
        return await self._database.write(partial(_take, mandate=mandate, chosen=chosen, state="unknown", now=before))

    async def sweepable(self, mandate: Mandate, now: dt.datetime, most: int) -> list[Task]:
        """Visible rows that have to be looked for again."""
        # Said so that the few with a time to be swept at are looked through, not the many that are idle.
        resting = delivery.c.state.not_in(("sending", "unknown", "parked", "dead"))
        chosen = select(delivery.c.id).where(resting, delivery.c.sweep_at <= now)
        chosen = chosen.where(delivery.c.ts.is_not(None)).order_by(delivery.c.sweep_at).limit(most)
        return await self._database.write(partial(_take, mandate=mandate, chosen=chosen, state="sending", now=now))

    async def divert(self, mandate: Mandate, row: Delivery, channel: str) -> None:
        """Let what is not visible of a stream go to another channel."""
        await self._database.write(partial(_divert, mandate=mandate, row=row, channel=channel))

    async def missing(self, before: dt.datetime, most: int) -> list[Missing]:
        """What should be visible and is not; see bot.delivery.ports.AuditRows, as for `backlog`."""
        return await self._database.read(partial(_missing, before=before, most=most))

    async def backlog(self, now: dt.datetime) -> Backlog:
        """What waits."""
        return await self._database.read(partial(_backlog, now=now))


def _claim(connection: Connection, mandate: Mandate, wish: Wish) -> list[Task]:
    connection.execute(TURN)
    may = (_WANTING, _MAY_GO, _DUE, _OPEN_CHANNEL, _ALL_BEFORE_VISIBLE, held)
    wanted = select(delivery.c.id, delivery.c.lane, _TURN.label("turn")).where(*may, delivery.c.kind.in_(wish.kinds))
    if wish.busy:
        wanted = wanted.where(delivery.c.channel.not_in(sorted(wish.busy)))
    first = wanted.subquery("first")
    chosen = select(first.c.id).where(first.c.turn == 1).order_by(first.c.lane).limit(wish.most)
    begun = (
        update(delivery)
        .where(delivery.c.id.in_(chosen))
        .values(
            state="sending",
            attempts=delivery.c.attempts + 1,
            attempt_op=case((delivery.c.ts.is_(None), "post"), else_="update"),
            attempt_at=_NOW,
            thread_of=case((delivery.c.kind == "note", _THREAD), else_=None),
            **_FENCE,
        )
    )
    return _load(connection, begun.returning(*delivery.c), {**of(mandate), "now": wish.now}, wish.now)


def _take(
    connection: Connection, mandate: Mandate, chosen: Select[tuple[str]], state: str, now: dt.datetime
) -> list[Task]:
    connection.execute(TURN)
    taken = update(delivery).where(delivery.c.id.in_(chosen), held).values(state=state, **_FENCE)
    return _load(connection, taken.returning(*delivery.c), of(mandate), now)


def _load(connection: Connection, statement: Any, parameters: dict[str, Any], now: dt.datetime) -> list[Task]:
    """The rows that a statement returns, with their incidents, the most urgent first; what cannot be read waits."""
    rows = [Delivery.model_validate(dict(row)) for row in connection.execute(statement, parameters).mappings()]
    numbers = {row.incident for row in rows}
    data = select(incident.c.data).where(incident.c.number.in_(numbers))
    read = [read_back(Incident, row.data) for row in connection.execute(data)]
    incidents = {one.number: one for one in read if one is not None}
    lost = [row for row in rows if row.incident not in incidents]
    if lost:
        _let_wait(connection, lost, now)
    shown = select(_parent.c.stream, _parent.c.shown_at)
    shown = shown.where(_parent.c.seq == 0, _parent.c.stream.in_({row.stream for row in rows if row.kind == "note"}))
    threads = {row.stream: row.shown_at for row in connection.execute(shown)}
    rows.sort(key=lambda row: (row.lane, row.at, row.seq))
    return [
        Task(row=row, incident=incidents[row.incident], thread_shown_at=threads.get(row.stream))
        for row in rows
        if row.incident in incidents
    ]


def _let_wait(connection: Connection, rows: Sequence[Delivery], now: dt.datetime) -> None:
    """Put back what nobody can word now, so that the others go on; where there is doubt the doubt stays."""
    log.error("incident_unreadable", incidents=sorted({row.incident for row in rows}))
    names = [row.id for row in rows]
    as_it_was = case((delivery.c.state == "sending", "idle"), else_=delivery.c.state)
    rested = literal(now + UNREADABLE_REST, Moment())
    swept = case((delivery.c.sweep_at.is_not(None), rested), else_=delivery.c.sweep_at)
    later = {"not_before": rested, "sweep_at": swept, "state": as_it_was}
    connection.execute(update(delivery).where(delivery.c.id.in_(names)).values(later))


def _keep(connection: Connection, mandate: Mandate, row: Delivery) -> bool:
    connection.execute(TURN)
    mine = (delivery.c.id == row.id, delivery.c.owner == mandate.owner, delivery.c.fence == mandate.term)
    values = {name: getattr(row, name) for name in _KEPT}
    still = delivery.c.state.in_(("sending", "unknown"))
    return connection.execute(update(delivery).where(*mine, still).values(values)).rowcount == 1


def _recover(connection: Connection, mandate: Mandate, now: dt.datetime) -> int:
    connection.execute(TURN)
    earlier = (delivery.c.fence < bindparam("held"), held)
    given = {**of(mandate), "now": now, "settled": now - SETTLED}
    harmless = (delivery.c.state == "sending", or_(delivery.c.kind == "page", delivery.c.ts.is_not(None)))
    connection.execute(update(delivery).where(*earlier, *harmless).values(state="idle", **_FENCE), given)
    doubt = {"state": "unknown", "first_unknown_at": _NOW, **_FENCE}
    begun = update(delivery).where(*earlier, delivery.c.state == "sending").values(doubt)
    waiting = (delivery.c.state == "idle", delivery.c.ts.is_(None), delivery.c.kind != "page", _WANTING)
    long = (delivery.c.at < bindparam("settled", type_=Moment()), delivery.c.not_before <= _NOW)
    values = {**doubt, "attempt_at": func.coalesce(delivery.c.attempt_at, delivery.c.at)}
    stale = update(delivery).where(*earlier, *waiting, *long).values(values)
    return sum(connection.execute(one, given).rowcount for one in (begun, stale))


def _divert(connection: Connection, mandate: Mandate, row: Delivery, channel: str) -> None:
    connection.execute(TURN)
    there = select(delivery.c.id).where(delivery.c.incident == row.incident, delivery.c.kind == "parent")
    known = connection.execute(there.where(delivery.c.channel == channel, delivery.c.state != "dead")).first()
    goes: dict[str, Any] = {
        "channel": channel,
        "state": "idle",
        "not_before": row.at,
        "ts": None,
        "shown_at": None,
        "sent_rev": 0,
    }
    values = goes if known is None else {"state": "dead", "err": "told elsewhere"}
    mine = (delivery.c.stream == row.stream, or_(delivery.c.kind == "parent", delivery.c.ts.is_(None)))
    changed = update(delivery).where(*mine, delivery.c.state != "dead", held).values(values)
    connection.execute(changed, of(mandate))


def _missing(connection: Connection, before: dt.datetime, most: int) -> list[Missing]:
    waits = or_(delivery.c.not_before < before, delivery.c.state != "idle")
    living = delivery.c.state.in_(("idle", "sending", "unknown", "parked"))
    late = select(delivery).where(living, _WANTING, delivery.c.at < before, waits).limit(most)
    rows = [Delivery.model_validate(dict(row)) for row in connection.execute(late).mappings()]
    found = [
        Missing(
            incident=row.incident,
            channel=row.channel,
            kind=row.kind,
            since=max(row.at, row.not_before) if row.state == "idle" else row.at,
            shown=None if row.ts is None else row.sent_rev,
        )
        for row in rows
    ]
    return found + _untold(connection, before, most)


def _untold(connection: Connection, before: dt.datetime, most: int) -> list[Missing]:
    """Open incidents that nobody is told of: no message, no summary of a storm that stands for it, and no mute."""
    # Within JSON a quote in a text is escaped, so that these can be nothing but the fields themselves.
    alone = [incident.c.data.contains(f'"{name}":null') for name in ("storm", "mute")]
    told = select(delivery.c.id).where(delivery.c.incident == incident.c.number, delivery.c.kind == "parent")
    open_ones = select(incident.c.number, incident.c.first_at).where(
        incident.c.state.in_(OPEN), incident.c.first_at < before, *alone, ~told.correlate(incident).exists()
    )
    return [Missing(incident=row.number, since=row.first_at) for row in connection.execute(open_ones.limit(most))]


def _backlog(connection: Connection, now: dt.datetime) -> Backlog:
    due = case((delivery.c.not_before > delivery.c.at, delivery.c.not_before), else_=delivery.c.at)
    waits = (_WANTING, delivery.c.state != "dead", delivery.c.not_before <= now)
    lanes = select(delivery.c.lane, func.count().label("count"), func.min(due).label("first")).where(*waits)
    rows = connection.execute(lanes.group_by(delivery.c.lane)).all()
    states = select(delivery.c.state, func.count().label("count")).where(delivery.c.state.in_(("unknown", "parked")))
    counted = {row.state: row.count for row in connection.execute(states.group_by(delivery.c.state))}
    return Backlog(
        waiting={row.lane: row.count for row in rows},
        oldest={row.lane: now - row.first for row in rows},
        **counted,
    )
