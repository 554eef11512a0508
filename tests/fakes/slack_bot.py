"""The real core on a loopback Slack with small listeners; its store is a real one that can be made to fail."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slack_bolt.app.async_app import AsyncApp

from bot.clock import SystemClock
from bot.errors import DatabaseUnavailable
from bot.models.catalog import Catalog
from bot.models.conversation import Event, Novelty
from bot.settings.slack import SlackSettings
from bot.slack.clients import Clients
from bot.slack.core import Core, Ground, assemble
from bot.slack.messenger import Body, Outcome, Spot
from bot.slack.socket import SocketLines
from bot.slack.surface import Arrival, Job, Surface
from bot.storage.store import Store, open_store
from tests.fakes.knowledge import specification_catalog
from tests.fakes.slack import FakeSlack

PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'


class FixedKnowledge:
    def __init__(self, catalog: Catalog) -> None:
        self.current = catalog


@dataclass
class Echo:
    """Listeners that answer every message they get in its thread, and keep what they saw."""

    seen: list[tuple[dict[str, Any], Arrival]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    pause: float = 0.0
    breaks: Exception | None = None
    surface: Surface | None = None

    def __call__(self, app: AsyncApp, surface: Surface) -> None:
        self.surface = surface

        async def on_message(event: dict[str, Any], body: dict[str, Any], context: dict[str, Any]) -> None:
            arrival: Arrival = context["arrival"]
            self.seen.append((event, arrival))
            if self.breaks is not None:
                raise self.breaks
            if event.get("subtype") in {"message_changed", "message_deleted"}:
                return
            spot = Spot(body["team_id"], event["channel"], event.get("thread_ts") or event["ts"])

            async def answer() -> None:
                await asyncio.sleep(self.pause)
                words = f"{'late: ' if arrival.late else ''}{arrival.reason}"
                self.outcomes.append(await surface.messenger.post(spot, Body(words), own_id=arrival.event_id))

            surface.inbox.submit(Job("echo", answer, spot.channel, f"{spot.channel}:{event['ts']}", arrival.event_id))

        async def on_command(ack: Callable[..., Any], command: dict[str, Any]) -> None:
            if command["text"] == "break":
                raise RuntimeError("xoxb-not-a-token in a message")
            await ack(f"you said {command['text']}")

        app.event("message")(on_message)
        app.event("app_mention")(on_message)
        app.command("/skms")(on_command)

    @property
    def reasons(self) -> list[str]:
        return [arrival.reason for _, arrival in self.seen]


class FailingRows:
    """The real rows of events, behind a switch."""

    def __init__(self, store: Store) -> None:
        self._events = store.events
        self.down = False
        self.slow = 0.0
        self.recorded: list[Event] = []

    async def record(self, seen: Event) -> Novelty:
        await asyncio.sleep(self.slow)
        if self.down:
            raise DatabaseUnavailable("the database is away")
        self.recorded.append(seen)
        return await self._events.record(seen)

    async def mark(self, event_id: str, state: Any) -> None:
        if self.down:
            raise DatabaseUnavailable("the database is away")
        await self._events.mark(event_id, state)

    async def unanswered(self, before: Any, most: int = 500) -> list[Event]:
        return await self._events.unanswered(before, most)


@dataclass
class RunningBot:
    core: Core
    lines: SocketLines
    rows: FailingRows
    store: Store
    echo: Echo

    async def state_of(self, event_id: str) -> str:
        again = await self.store.events.record(
            Event(event_id=event_id, team="T", kind="message", at=SystemClock().now())
        )
        assert again.first is not None
        return again.first.state

    async def left_open(self) -> list[str]:
        return [event.event_id for event in await self.store.events.unanswered(SystemClock().now())]


@asynccontextmanager
async def made(
    slack: FakeSlack, database: Path, echo: Echo, settings: SlackSettings | None = None
) -> AsyncIterator[RunningBot]:
    """The bot, not yet connected."""
    clock = SystemClock()
    store = await open_store(f"sqlite:///{database}", clock)
    clients = Clients(lambda: slack.app.bot_token, lambda: slack.app.app_token, slack.url)
    rows = FailingRows(store)
    store.events = rows  # type: ignore[assignment]  # the same methods
    try:
        identity = await clients.who_we_are()
        knowledge = FixedKnowledge(specification_catalog())
        core = assemble(Ground(settings or SlackSettings(), store, knowledge, clients, identity, clock), echo)
        await core.remember()
        yield RunningBot(core, SocketLines(clients, core.front, clock, alarm_after=0.5), rows, store, echo)
        await core.front.drain(1)
        await core.inbox.drain(2)
    finally:
        await clients.close()
        await store.close()


@asynccontextmanager
async def running(
    slack: FakeSlack, database: Path, echo: Echo, settings: SlackSettings | None = None
) -> AsyncIterator[RunningBot]:
    """The bot with both connections open."""
    async with made(slack, database, echo, settings) as bot:
        task = asyncio.ensure_future(bot.lines.run())
        try:
            await slack.connected(2)
            yield bot
        finally:
            await bot.lines.close()
            await task
