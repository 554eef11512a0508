"""The two ways in for machines: `/v1/errors` and `/v1/alertmanager`; answers 202 only for what is kept."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import NamedTuple, TypeVar
from urllib.parse import parse_qsl

import structlog
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from bot.errors import StorageError
from bot.metrics import Metrics, bounded
from bot.models import alerting
from bot.models.alerting import ErrorReport
from bot.models.intake import Caps, IntakeSource, Taken
from bot.web.alertmanager import read_alerts
from bot.web.gathering import Gathering
from bot.web.ports import Engine, Kept, Knowledge, Time
from bot.web.records import Read, content_type, read_records
from bot.web.refusal import Refused, come_again
from bot.web.reports import Reader
from bot.web.sources import Sources

log = structlog.get_logger("skms_bot.web")

PATHS: Mapping[str, Taken] = {"/v1/errors": "errors", "/v1/alertmanager": "alerts"}
LONGEST_KEY = 255
HEAVY = 16 * 1024
"""Bodies beyond this many bytes are read beside the loop, so that nobody else waits for them."""

ACCEPTED, DUPLICATE = 202, 200
Result = TypeVar("Result")


class Ground(NamedTuple):
    """What the intake stands on."""

    engine: Engine
    knowledge: Knowledge
    sources: Sources
    metrics: Metrics
    clock: Time
    caps: Caps


class Order(NamedTuple):
    """What is known of a request before its body: what it brings, who sends it, its type, its key, its environment."""

    wanted: Taken
    source: IntakeSource
    kind: str
    key: str | None
    environment: str


class Found(NamedTuple):
    """What a body held."""

    reports: list[ErrorReport]
    ignored: int
    unreadable: int


class Intake:
    """Takes in what sources send."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._gathering = Gathering(ground.engine, ground.clock, ground.caps.stored_within)
        self._heard = dict[str, int]()

    def admit(self, scope: Scope) -> Order:
        """What is known of a request before its body is read: its path, token, type and key; raises Refused."""
        wanted = PATHS.get(scope["path"])
        if wanted is None:
            raise Refused(404, f"sources send to {' or '.join(PATHS)}")
        if scope["method"] != "POST":
            raise Refused(405, "send it by POST", {"allow": "POST"})
        headers = Headers(scope=scope)
        source = self._ground.sources.find(headers.get("authorization", ""), wanted)
        # For the figures, which are kept of every request that had a good token, whatever becomes of it.
        scope["state"] = {**scope.get("state", {}), "source": source}
        kind = content_type(headers.get("content-type", ""))
        return Order(wanted, source, kind, _key(headers), _environment(scope["query_string"]))

    async def take(self, order: Order, body: bytes) -> Response:
        """Keep what a body holds; raises Refused for what cannot be read or, now, kept."""
        return await (self._take_errors if order.wanted == "errors" else self._take_alerts)(order, body)

    async def _take_errors(self, order: Order, body: bytes) -> Response:
        """Error bodies and log records."""
        found = await _aside(partial(self._read_errors, body, order), body)
        self._count(order.source, found)
        answer = {"errors": sum(one.count for one in found.reports), "ignored": found.ignored}
        if found.unreadable:
            answer["unreadable"] = found.unreadable
        if order.key is None:
            await (self._store(self._gathering.keep(found.reports)) if found.reports else self._hear(order.source))
            return JSONResponse({"status": "accepted", **answer}, ACCEPTED)
        keyed = _request(order, body)
        kept = await self._store(self._soon(self._ground.engine.report(found.reports, self._ground.clock.now(), keyed)))
        return _answer(kept, answer)

    async def _take_alerts(self, order: Order, body: bytes) -> Response:
        """Alerts of another system; one that is repeated changes nothing."""
        alerts = await _aside(partial(read_alerts, body, order.source, self._ground.knowledge.current), body)
        keyed = _request(order, body)
        kept = await self._store(self._soon(self._ground.engine.alerts(alerts, self._ground.clock.now(), keyed)))
        return _answer(kept, {"alerts": len(alerts)})

    async def _hear(self, source: IntakeSource) -> None:
        """A source that sends, but no errors, is alive: what it told of before may be over. Once a minute is enough."""
        now = self._ground.clock.now()
        minute = int(now.timestamp()) // 60
        if self._heard.get(source.name) == minute:
            return
        sign = alerting.Request(source=source.name, key=f"alive-{minute}", body="")
        await self._store(self._soon(self._ground.engine.report((), now, sign)))
        self._heard[source.name] = minute

    def _read_errors(self, body: bytes, order: Order) -> Found:
        ground = self._ground
        read: Read = read_records(body, order.kind, ground.caps.most_records)
        reader = Reader(ground.knowledge.current, order.source, ground.clock.now(), order.environment)
        each = [reader.read(record) for record in read.records]
        return Found([report for found in each for report in found], sum(not found for found in each), read.unreadable)

    def _count(self, source: IntakeSource, found: Found) -> None:
        counts = {"accepted": len(found.reports), "ignored": found.ignored, "unreadable": found.unreadable}
        name = bounded(source.name, self._ground.sources.names)
        for result, count in counts.items():
            if count:
                self._ground.metrics.records.labels(name, result).inc(count)

    async def _soon(self, work: Awaitable[Result]) -> Result:
        async with asyncio.timeout(self._ground.caps.stored_within):
            return await work

    async def _store(self, work: Awaitable[Result]) -> Result:
        """What the engine returns; raises Refused with 503 where it was not kept, or nobody knows."""
        try:
            return await work
        except TimeoutError:
            raise come_again("the database takes too long") from None
        except StorageError as error:
            log.warning("not_stored", reason=type(error).__name__)
            raise come_again("the database cannot take it now") from None


async def _aside(read: Callable[[], Result], body: bytes) -> Result:
    """What `read` returns, beside the loop where the body is long enough for that to matter."""
    return read() if len(body) <= HEAVY else await asyncio.to_thread(read)


def _key(headers: Headers) -> str | None:
    """The Idempotency-Key, None where there is none; raises Refused for one that cannot be kept."""
    key = headers.get("idempotency-key")
    if key is None:
        return None
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Refused(400, f"an Idempotency-Key has 1 to {LONGEST_KEY} printable characters")
    return key


def _environment(query: bytes) -> str:
    """The environment that the address names, empty where it names none."""
    return dict(parse_qsl(query.decode("latin-1"))).get("environment", "") if query else ""


def _request(order: Order, body: bytes) -> alerting.Request | None:
    if order.key is None:
        return None
    return alerting.Request(source=order.source.name, key=order.key, body=hashlib.sha256(body).hexdigest())


def _answer(kept: Kept, counts: Mapping[str, int]) -> Response:
    if kept.status == "conflict":
        raise Refused(422, "this Idempotency-Key came with another body before")
    if kept.status == "duplicate":
        return JSONResponse({"status": "duplicate", **counts}, DUPLICATE)
    return JSONResponse({"status": "accepted", **counts, "incidents": list(kept.incidents)}, ACCEPTED)
