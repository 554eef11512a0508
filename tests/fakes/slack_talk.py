"""The whole Slack side, all listeners and the real knowledge base, in a conversation with a loopback Slack."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.catalog.loader import open_catalog
from bot.clock import SystemClock
from bot.incidents.engine import Engine
from bot.models.alerting import Alerting
from bot.models.catalog import Catalog
from bot.settings.slack import SlackSettings
from bot.slack.clients import Clients
from bot.slack.core import Core, Ground, assemble
from bot.slack.listeners import register
from bot.slack.manifest import build_manifest
from bot.slack.scopes import Plan
from bot.slack.socket import SocketLines
from bot.slack.surface import Alerts, Status
from bot.storage.store import Store, open_store
from tests.fakes.slack import App, FakeSlack
from tests.fakes.slack_bot import FixedKnowledge

ROOT = Path(__file__).parents[2]


@cache
def knowledge() -> Catalog:
    return open_catalog([ROOT / "knowledge"])


def installed(*, ambient: bool = True, groups: bool = False) -> App:
    """The app as an admin installs it: with the scopes, events, commands and shortcuts of the manifest alone."""
    return App.from_manifest(build_manifest(Plan(ambient=ambient, groups=groups)))


@dataclass
class Talk:
    core: Core
    store: Store
    lines: SocketLines

    @property
    def engine(self) -> Engine:
        alerts = self.core.surface.alerts
        assert alerts is not None, "this bot has no alerts"
        return alerts.engine


@dataclass
class Told:
    """How a site wants to be told of incidents, as a test may change it while the bot runs."""

    alerting: Alerting
    companies: dict[str, str] = field(default_factory=dict)

    def alerts(self, store: Store) -> Alerts:
        return Alerts(Engine(store.incidents, lambda: self.alerting, knowledge), lambda: self.alerting, self.companies)


@asynccontextmanager
async def talking(
    slack: FakeSlack,
    database: Path,
    settings: SlackSettings | None = None,
    locale: str = "en",
    status: Status | None = None,
    told: Told | None = None,
) -> AsyncIterator[Talk]:
    """The bot, connected; with a status it knows of SKMS, and tells times as in Seoul."""
    clock = SystemClock()
    store = await open_store(f"sqlite:///{database}", clock)
    clients = Clients(lambda: slack.app.bot_token, lambda: slack.app.app_token, slack.url)
    try:
        ground = Ground(
            settings or SlackSettings(),
            store,
            FixedKnowledge(knowledge()),
            clients,
            await clients.who_we_are(),
            clock,
            status=status,
            alerts=told.alerts(store) if told else None,
            zone=ZoneInfo("Asia/Seoul"),
        )
        core = assemble(ground, register, locale=locale)
        await core.remember()
        lines = SocketLines(clients, core.front, clock)
        task = asyncio.ensure_future(lines.run())
        try:
            await slack.connected(2)
            yield Talk(core, store, lines)
            await core.front.drain(1)
            await core.inbox.drain(5)
        finally:
            await lines.close()
            await task
    finally:
        await clients.close()
        await store.close()
