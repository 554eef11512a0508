"""Incidents as they are kept: one unit of work on a ledger at a time, over all processes; decides nothing."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, bindparam, case, func, insert, select, tuple_, update

from bot.models.alerting import Silence, Tally
from bot.models.delivery import CRITICAL, NORMAL, Delivery
from bot.models.incident import OPEN, Announcement, Incident
from bot.models.ledger import MOST_LEFT, Ledger, Wanted
from bot.storage.database import Database
from bot.storage.kept import read_back
from bot.storage.schema import audit, counter, delivery, inbox, incident, silence, source, tally
from bot.storage.statements import insert_or_update, insert_unless_known
from bot.storage.turn import TURN

Result = TypeVar("Result")
Key = TypeVar("Key", str, int, tuple[str, str])
Work = tuple[Wanted, Callable[[Ledger], Any]]

PORTION = 500
"""How many due incidents are taken at once, and how many names one statement asks for."""

MINUTE = dt.timedelta(minutes=1)
_ROWS = select(incident.c.data, incident.c.fingerprint, incident.c.generation)
_COUNT = update(counter).where(counter.c.name == bindparam("which")).values(value=bindparam("to"))
_KEEP = insert_or_update(incident)
_WISH = insert_unless_known(delivery)
_SHOW = (
    update(delivery)
    .where(delivery.c.incident == bindparam("of"), delivery.c.kind != "note")
    .values(want_rev=case((delivery.c.kind == "page", bindparam("page")), else_=bindparam("parent")))
)
_HURRY = (
    update(delivery)
    .where(delivery.c.incident == bindparam("of"), delivery.c.kind == "parent", delivery.c.sent_rev == 0)
    .values(lane=CRITICAL, not_before=bindparam("now"))
)
_TALLY = insert_or_update(tally)
_HEAR = insert_or_update(source)
_SILENCE = insert_or_update(silence)
_ANSWER = insert_or_update(inbox)


class Incidents:
    """The incidents of all environments, with what they want to be visible."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def work(self, wanted: Wanted, function: Callable[[Ledger], Result]) -> Result:
        """Hand `function` a ledger of what is wanted and keep what it leaves; see bot.incidents.ports.IncidentRows."""
        result: Result = await self._database.write_each(work_each, (wanted, function))
        return result

    async def open(self, most: int) -> list[Incident]:
        """The open incidents, the most urgent first."""
        return await self._database.read(partial(read_open, most=most))

    async def at(self, channel: str, ts: str) -> Incident | None:
        """The incident that a message, or the thread below it, is about."""
        return await self._database.read(partial(_at, channel=channel, ts=ts))

    async def deliveries(self, number: int) -> list[Delivery]:
        """What an incident wants to be visible and what is, by stream and order."""
        return await self._database.read(partial(_deliveries, number=number))


def work_each(connection: Connection, items: Sequence[Work]) -> list[Any]:
    """Do several pieces of work one after the other on one ledger, read once and written once.

    The counters' rows are locked first, so that on PostgreSQL the work of all processes is done one after the other.
    """
    counters = {row.name: row.value for row in connection.execute(TURN)}
    ledger = Ledger(last_number=counters["incident"], last_silence=counters["silence"])
    _read(connection, ledger, [wanted for wanted, _ in items])
    results = [function(ledger) for _, function in items]
    _write(connection, ledger)
    used = {"incident": ledger.last_number, "silence": ledger.last_silence}
    grown = [{"which": name, "to": value} for name, value in used.items() if value > counters[name]]
    if grown:
        connection.execute(_COUNT, grown)
    return results


def _read(connection: Connection, ledger: Ledger, wanted: Sequence[Wanted]) -> None:
    now = max(one.now for one in wanted)
    for condition in _conditions(wanted):
        _load(connection, ledger, _ROWS.where(condition))
    if any(one.due for one in wanted):
        due = _ROWS.where(incident.c.due_at <= now).order_by(incident.c.due_at)
        _load(connection, ledger, due.limit(PORTION))
        _read_storms(connection, ledger, now)
    if any(one.sources for one in wanted):
        ledger.sources.update({row.name: row.last_at for row in connection.execute(select(source))})
    _read_tallies(connection, ledger, {name for one in wanted for name in one.tallies})
    _read_silences(connection, ledger, now)
    _read_requests(connection, ledger, {key for one in wanted for key in one.requests})
    fresh = (delivery.c.kind == "parent", delivery.c.lane == NORMAL, delivery.c.at > now - MINUTE)
    ledger.fresh_parents = connection.execute(select(func.count()).select_from(delivery).where(*fresh)).scalar_one()


def _conditions(wanted: Sequence[Wanted]) -> Iterator[ColumnElement[bool]]:
    """Which incidents are wanted, in portions that a statement can name."""
    key = tuple_(incident.c.fingerprint, incident.c.generation)
    for names in _portions({name for one in wanted for name in one.fingerprints}):
        latest = select(incident.c.fingerprint, func.max(incident.c.generation))
        yield key.in_(latest.where(incident.c.fingerprint.in_(names)).group_by(incident.c.fingerprint))
    for numbers in _portions({number for one in wanted for number in one.numbers}):
        yield incident.c.number.in_(numbers)
    still_open = incident.c.state.in_(OPEN)
    kinds = {kind for one in wanted for kind in one.kinds}
    if any(one.every_open for one in wanted):
        yield still_open
    elif kinds:
        yield still_open & incident.c.kind.in_(sorted(kinds))


def _load(connection: Connection, ledger: Ledger, statement: Select[tuple[str, str, int]]) -> None:
    for row in connection.execute(statement):
        known = read_back(Incident, row.data)
        if known is not None:
            ledger.load(known)
        else:
            ledger.pass_over(row.fingerprint, row.generation)


def _read_storms(connection: Connection, ledger: Ledger, now: dt.datetime) -> None:
    storms = [one for one in ledger.incidents.values() if one.subject.kind == "storm"]
    for number in [one.number for one in storms if one.due_at is not None and one.due_at <= now]:
        # Within JSON a quote in a text is escaped, so that this can be nothing but the field itself.
        mine = incident.c.data.contains(f'"storm":{number},')
        _load(connection, ledger, _ROWS.where(incident.c.state.in_(OPEN), mine).limit(MOST_LEFT + 1))


def _read_tallies(connection: Connection, ledger: Ledger, fingerprints: AbstractSet[str]) -> None:
    for names in _portions(fingerprints):
        for row in connection.execute(select(tally.c.data).where(tally.c.fingerprint.in_(names))):
            counted = read_back(Tally, row.data)
            if counted is not None:
                ledger.tallies[counted.fingerprint] = counted


def _read_silences(connection: Connection, ledger: Ledger, now: dt.datetime) -> None:
    for row in connection.execute(select(silence.c.data).where(silence.c.until > now)):
        kept = read_back(Silence, row.data)
        if kept is not None:
            ledger.silences[kept.number] = kept


def _read_requests(connection: Connection, ledger: Ledger, keys: Iterable[tuple[str, str]]) -> None:
    for portion in _portions(set(keys)):
        asked = select(inbox).where(tuple_(inbox.c.source, inbox.c.key).in_(portion))
        for row in connection.execute(asked):
            ledger.requests[row.source, row.key] = (row.body, row.result)


def _write(connection: Connection, ledger: Ledger) -> None:
    shown = [ledger.incidents[number] for number in ledger.shown]
    written: tuple[tuple[Any, list[dict[str, Any]]], ...] = (
        (_KEEP, [_row(ledger.incidents[number]) for number in sorted(ledger.changed)]),
        (_WISH, [dict(one) for one in ledger.deliveries]),
        (_SHOW, [{"of": one.number, "parent": one.revision, "page": one.page_revision} for one in shown]),
        (_HURRY, [{"of": number, "now": now} for number, now in ledger.hurried.items()]),
        (_TALLY, [_tally(ledger.tallies[name]) for name in sorted(ledger.changed_tallies)]),
        (_HEAR, [{"name": name, "last_at": ledger.sources[name]} for name in sorted(ledger.heard)]),
        (_SILENCE, [_silence(ledger.silences[number]) for number in sorted(ledger.changed_silences)]),
        (insert(audit), [dict(one) for one in ledger.audits]),
        (_ANSWER, [_request(key, *kept) for key, kept in ledger.answered.items()]),
    )
    for statement, rows in written:
        if rows:
            connection.execute(statement, rows)


def _row(one: Incident) -> dict[str, Any]:
    return {
        "number": one.number,
        "fingerprint": one.fingerprint,
        "generation": one.generation,
        "kind": one.subject.kind,
        "state": one.state,
        "environment": one.subject.environment,
        "revision": one.revision,
        "first_at": one.first_at,
        "last_at": one.last_at,
        "due_at": one.due_at,
        "data": one.model_dump_json(),
    }


def _tally(one: Tally) -> dict[str, Any]:
    return {"fingerprint": one.fingerprint, "last_at": one.last_at, "data": one.model_dump_json()}


def _silence(one: Silence) -> dict[str, Any]:
    return {"number": one.number, "until": one.until, "at": one.at, "data": one.model_dump_json()}


def _request(key: tuple[str, str], body: str, result: str, at: dt.datetime) -> dict[str, Any]:
    return {"source": key[0], "key": key[1], "body": body, "result": result, "at": at}


def read_open(connection: Connection, most: int) -> list[Incident]:
    """The open incidents, the most urgent first."""
    wanted = select(incident.c.data).where(incident.c.state.in_(OPEN)).order_by(incident.c.last_at.desc()).limit(most)
    found = [read_back(Incident, row.data) for row in connection.execute(wanted)]
    return sorted(filter(None, found), key=lambda one: (one.subject.lane, one.subject.level, one.number))


def read_one(connection: Connection, number: int) -> tuple[Incident, list[Announcement]] | None:
    """An incident and what was told of it, the oldest first; None where there is none of this number."""
    row = connection.execute(select(incident.c.data).where(incident.c.number == number)).first()
    if row is None:
        return None
    # Every thread of an incident has the same notes: one of them tells all.
    notes = select(delivery.c.seq, func.min(delivery.c.note).label("note"))
    mine = notes.where(delivery.c.incident == number, delivery.c.kind == "note").group_by(delivery.c.seq)
    told = connection.execute(mine.order_by(delivery.c.seq))
    known = read_back(Incident, row.data)
    return None if known is None else (known, [Announcement.read_back(one.note) for one in told])


def _at(connection: Connection, channel: str, ts: str) -> Incident | None:
    message = select(delivery.c.incident).where(delivery.c.channel == channel, delivery.c.ts == ts).limit(1)
    row = connection.execute(select(incident.c.data).where(incident.c.number.in_(message))).first()
    return None if row is None else read_back(Incident, row.data)


def _deliveries(connection: Connection, number: int) -> list[Delivery]:
    mine = select(delivery).where(delivery.c.incident == number).order_by(delivery.c.stream, delivery.c.seq)
    return [Delivery.model_validate(dict(row)) for row in connection.execute(mine).mappings()]


def _portions(names: AbstractSet[Key]) -> Iterator[list[Key]]:
    ordered = sorted(names)
    for start in range(0, len(ordered), PORTION):
        yield ordered[start : start + PORTION]
