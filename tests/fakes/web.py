"""The real HTTP surface on loopback, with incidents in memory, and a client that sees the very bytes."""

import asyncio
import contextlib
import datetime as dt
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.catalog.loader import open_catalog
from bot.clock import SystemClock
from bot.errors import DatabaseBusy
from bot.incidents.engine import Engine, Intake
from bot.metrics import Metrics
from bot.models.alerting import AlertReport, ErrorReport, Request
from bot.models.catalog import Catalog
from bot.models.intake import Caps, IntakeSource
from bot.web.health import Health
from bot.web.intake import Ground
from bot.web.server import WebServer
from bot.web.sources import Listed, Sources
from bot.web.surface import assemble
from tests.fakes.incidents import Rows, alerting

CATALOG = open_catalog([Path(__file__).parents[2] / "knowledge"])
SHIPPER, WATCHER, LATER = "shipper-token-not-real", "watcher-token-not-real", "second-token-not-real"
BODY = {"code": 40008, "message": "Key Vault Service Failed", "detail": "connect timed out"}


@dataclass
class Knowledge:
    current: Catalog = CATALOG


@dataclass
class Pulse:
    """A database that takes writes, or does not."""

    works: bool = True
    beats: int = 0

    async def beat(self, now: dt.datetime) -> None:
        self.beats += 1
        if not self.works:
            raise DatabaseBusy(f"locked at {now}")


@dataclass
class Loops:
    seconds: dict[str, float] = field(default_factory=dict)

    def ages(self) -> Mapping[str, float]:
        return self.seconds


class Recording:
    """The real engine on rows in memory; remembers what it was handed, and fails or waits where it is told to."""

    def __init__(self) -> None:
        self.rows = Rows()
        self.engine = Engine(self.rows, alerting, lambda: CATALOG)
        self.reports = list[ErrorReport]()
        self.alerted = list[AlertReport]()
        self.units = 0
        self.failure: Exception | None = None
        self.chokes_on = 0
        self.asked = asyncio.Event()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def report(self, errors: Sequence[ErrorReport], now: dt.datetime, request: Request | None = None) -> Intake:
        await self._obey()
        if any(one.code == self.chokes_on for one in errors):
            raise RuntimeError("a fault of the engine")
        self.reports += errors
        return await self.engine.report(errors, now, request)

    async def alerts(self, alerts: Sequence[AlertReport], now: dt.datetime, request: Request | None = None) -> Intake:
        await self._obey()
        self.alerted += alerts
        return await self.engine.alerts(alerts, now, request)

    async def _obey(self) -> None:
        self.units += 1
        self.asked.set()
        await self.may_go_on.wait()
        if self.failure is not None:
            raise self.failure


@dataclass
class Answer:
    """What came back, as it stood on the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


@dataclass
class Web:
    """A surface that listens."""

    port: int
    engine: Recording
    health: Health
    pulse: Pulse
    loops: Loops
    metrics: Metrics
    tokens: dict[str, list[str]]
    server: WebServer
    knowledge: Knowledge

    async def post(self, path: str, body: object, token: str = SHIPPER, **headers: str) -> Answer:
        """POST `body`, as JSON unless it is bytes."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return await ask(self.port, "POST", path, data, given)

    async def get(self, path: str) -> Answer:
        return await ask(self.port, "GET", path)


async def ask(port: int, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
    """One request on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        lines = [f"{method} {path} HTTP/1.1", "host: bot.example.test", "connection: close"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if body:
            lines.append(f"content-length: {len(body)}")
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        return read_answer(await reader.read())
    finally:
        writer.close()


def read_answer(raw: bytes) -> Answer:
    """The answer in bytes that a connection brought before it was closed."""
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
    return Answer(int(first.split()[1]), headers, body)


@contextlib.asynccontextmanager
async def serving(caps: Caps | None = None) -> AsyncIterator[Web]:
    """A surface with two sources: a shipper of errors, and a watcher that sends alerts."""
    caps = caps or Caps()
    tokens = {"shipper": [SHIPPER], "watcher": [WATCHER]}
    listed = [
        Listed(IntakeSource(name="shipper", accepts=("errors",), environment="prod"), lambda: tokens["shipper"]),
        Listed(IntakeSource(name="watcher", accepts=("alerts",), environment="stage"), lambda: tokens["watcher"]),
    ]
    engine, pulse, loops, metrics, clock = Recording(), Pulse(), Loops(), Metrics(), SystemClock()
    knowledge = Knowledge()
    ground = Ground(engine, knowledge, Sources(listed), metrics, clock, caps)
    health = Health(pulse, knowledge, loops, metrics, clock)
    server = WebServer(assemble(ground, health), "127.0.0.1", 0, caps)
    port = server.listen()
    async with asyncio.TaskGroup() as group:
        group.create_task(server.run())
        try:
            yield Web(port, engine, health, pulse, loops, metrics, tokens, server, knowledge)
        finally:
            engine.may_go_on.set()
            server.close()
