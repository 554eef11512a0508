"""The composition root: introduces the rooms to each other, owns the tasks, and closes everything in its order."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import aiohttp
import structlog
from aiohttp import web
from slack_sdk.errors import SlackApiError

from bot.catalog.living import LivingCatalog, Notice
from bot.catalog.loader import find_knowledge
from bot.clock import SystemClock
from bot.errors import SlackRefused, StorageError
from bot.incidents.engine import Engine
from bot.logs import set_up_logs
from bot.models.catalog import Catalog
from bot.rounds import Rounds
from bot.settings import Settings
from bot.settings.alerts import AlertSettings, Pager
from bot.settings.secret import News
from bot.settings.slack import Secrets, SlackSettings
from bot.settings.status import StatusSettings, TargetSecrets
from bot.slack.backoff import Backoff
from bot.slack.bolt import Register
from bot.slack.clients import Clients, Identity, error_of, retry_after
from bot.slack.core import Core, Ground, assemble
from bot.slack.listeners import register as register_all
from bot.slack.socket import SocketLines
from bot.slack.surface import Alerts, Status
from bot.slack.web_guard import WebGuard
from bot.status.probe import Prober
from bot.status.transport import shared_tls
from bot.status.understanding import understanding
from bot.status.watch import Watch
from bot.storage.address import read_address
from bot.storage.store import Store, open_store

log = structlog.get_logger("skms_bot.app")

LOOK_AT_KNOWLEDGE_EVERY = 3.0
LOOK_AT_SECRETS_EVERY = 10.0
PRUNE_EVERY = 3600.0
TAKE_IN_WITHIN = 1.5
DRAIN_WITHIN = 11.0
FAREWELL_WITHIN = 4.0
"""Together with closing the sockets these stay under the 20 seconds that a shutdown may take."""


class Way(Protocol):
    """How Slack reaches us."""

    async def run(self) -> None:
        """Take in what comes, until closed."""
        ...

    async def close(self) -> None:
        """Take in nothing more."""
        ...


class HttpWay:
    """HTTP mode: a server with one route, behind the guard."""

    def __init__(self, guard: WebGuard, settings: SlackSettings) -> None:
        self._guard = guard
        self._http = settings.http
        self._runner = web.AppRunner(
            guard.application(settings.http.path), access_log=None, handle_signals=False, shutdown_timeout=2.0
        )
        self._closed = asyncio.Event()
        self.port = 0

    async def run(self) -> None:
        """Serve until closed."""
        await self._runner.setup()
        await web.TCPSite(self._runner, self._http.host, self._http.port).start()
        self.port = self._runner.addresses[0][1]
        log.info("listening", host=self._http.host, port=self.port, path=self._http.path)
        await self._closed.wait()

    async def close(self) -> None:
        """Say 503 to what still comes, so that Slack sends it again, then stop listening."""
        self._guard.open = False
        await self._runner.cleanup()
        self._closed.set()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about SKMS, and by which secrets; who is told of incidents, and who is called besides."""

    settings: StatusSettings
    secrets: TargetSecrets
    alerts: AlertSettings = field(default_factory=AlertSettings)
    pager: Pager | None = None

    def demand(self, catalog: Catalog) -> None:
        """Raise BadSettings for a name that the knowledge base does not have."""
        self.settings.demand_components(catalog.components)
        self.alerts.demand_components(catalog.components)
        self.alerts.demand_locales(catalog.locales)

    def refresh(self) -> list[News]:
        """Read every secret's file again; what is to be logged."""
        of_pager = self.pager.refresh() if self.pager else None
        return [*self.secrets.refresh(), *([of_pager] if of_pager else [])]

    def every(self) -> Iterator[str]:
        """Each secret itself, so that a log can leave it out."""
        yield from self.secrets.every()
        if self.pager is not None:
            yield self.pager.secret.reveal() or ""


@dataclass(frozen=True, slots=True)
class Watching:
    """Who asks the targets, and what is held of them."""

    prober: Prober
    watch: Watch


@dataclass(frozen=True, slots=True)
class Bot:
    """One running bot."""

    core: Core
    way: Way
    store: Store
    knowledge: LivingCatalog
    clients: Clients
    secrets: Secrets
    alone: bool
    asked: Asked | None = None
    watching: Watching | None = None
    rounds: Rounds | None = None

    async def serve(self, stop: asyncio.Event) -> None:
        """Work until `stop`, then drain; raises what made a task end that should not."""
        async with asyncio.TaskGroup() as group:
            way = group.create_task(self.way.run(), name="way-in")
            beside = [
                group.create_task(self.core.recovery.run(alone=self.alone), name="recovery"),
                group.create_task(self._reload_knowledge(), name="knowledge"),
                group.create_task(self._refresh_secrets(), name="secrets"),
                group.create_task(self._prune(), name="retention"),
                group.create_task(self.store.pulse.keep(self.core.surface.clock), name="pulse"),
                group.create_task(self._watch(), name="status"),
                group.create_task(self._keep_incidents(), name="incidents"),
            ]
            await stop.wait()
            log.info("stopping", jobs=len(self.core.inbox))
            await self._drain()
            for task in (way, *beside):
                task.cancel()

    async def _drain(self) -> None:
        """What came in is acked, what was acked is answered, or stays recorded for the next life."""
        await self.core.front.drain(TAKE_IN_WITHIN)
        await self.way.close()
        await self.core.front.drain(TAKE_IN_WITHIN)
        left = await self.core.inbox.drain(DRAIN_WITHIN)
        if left:
            log.warning("jobs_left", count=left)

    async def _reload_knowledge(self) -> None:
        if self.knowledge.first_notice is not None:
            tell_of(self.knowledge.first_notice)
        while True:
            await asyncio.sleep(LOOK_AT_KNOWLEDGE_EVERY)
            notice = await asyncio.to_thread(self.knowledge.reload)
            if notice is not None:
                tell_of(notice)

    async def _refresh_secrets(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AT_SECRETS_EVERY)
            for news in await asyncio.to_thread(self._read_secrets):
                log.warning("secret_file", name=news.name, what=news.what)

    def _read_secrets(self) -> list[News]:
        return [*self.secrets.refresh(), *(self.asked.refresh() if self.asked else ())]

    async def _watch(self) -> None:
        """Ask the targets at their intervals; every process does: where one is to do it for all, it is decided here."""
        if self.watching is not None:
            await self.watching.watch.run()

    async def _keep_incidents(self) -> None:
        """Keep incidents current; `Rounds.holds` decides whether this process does."""
        if self.rounds is not None:
            await self.rounds.run()

    async def _prune(self) -> None:
        while True:
            await asyncio.sleep(PRUNE_EVERY)
            try:
                gone = await self.store.prune(self.core.surface.clock.now())
            except StorageError as error:
                log.warning("not_pruned", reason=type(error).__name__)
            else:
                log.info("pruned", rows=sum(gone.values()))


def tell_of(notice: Notice) -> None:
    """One line per load: what is wrong, by file and line, or what is in use now."""
    if notice.problems:
        log.error("knowledge_is_broken", problems=list(notice.problems[:20]), in_use=notice.revision)
    else:
        log.info("knowledge_loaded", revision=notice.revision)


@contextlib.asynccontextmanager
async def build(
    site: Settings,
    slack: SlackSettings,
    secrets: Secrets,
    register: Register = register_all,
    asked: Asked | None = None,
) -> AsyncIterator[Bot]:
    """The whole bot, ready to serve; raises SkmsBotError where it cannot be, and closes what it opened."""
    clock = SystemClock()
    setting = site.database.get_secret_value()
    path = read_address(setting).path
    knowledge = await asyncio.to_thread(
        LivingCatalog,
        [find_knowledge(site.knowledge), *site.knowledge_paths],
        None if path is None else _beside(path),
    )
    if asked is not None:
        asked.demand(knowledge.current)
    async with contextlib.AsyncExitStack() as stack:
        store = await open_store(setting, clock)
        stack.push_async_callback(_close_store, store)
        clients = Clients(secrets.bot_token.reveal, secrets.app_token.reveal, slack.slack.api_url)
        stack.push_async_callback(clients.close)
        identity = await introduce(clients, slack.slack.workspaces)
        ground = Ground(slack, store, knowledge, clients, identity, clock, site.owners, zone=site.zone)
        watching = await _watching(asked, ground, stack) if asked and asked.settings.targets else None
        if watching is not None and asked is not None:
            ground = replace(ground, status=Status(watching.watch, watching.prober, asked.settings.environments))
        alerts = _alerts(asked.alerts, ground) if asked else None
        ground = replace(ground, alerts=alerts)
        rounds = Rounds(alerts.engine, clock, watching.watch if watching else None) if alerts else None
        core = assemble(ground, register, locale=site.locale)
        await core.remember()
        way: Way = (
            SocketLines(clients, core.front, clock, lines=slack.work.connections)
            if slack.slack.mode == "socket"
            else HttpWay(WebGuard(core.front, secrets.signing_secret.reveal, clock), slack)
        )
        alone = path is not None
        yield Bot(core, way, store, knowledge, clients, secrets, alone, asked, watching, rounds)


async def _watching(asked: Asked, ground: Ground, stack: contextlib.AsyncExitStack) -> Watching:
    """Who asks the targets and holds what they said, as an earlier life left it; closed before what they stand on."""
    understand = understanding(lambda: ground.knowledge.current)
    prober = Prober(ground.clock, asked.secrets, understand, shared_tls(asked.settings.ca_file))
    stack.push_async_callback(prober.aclose)
    watch = Watch(asked.settings.targets, prober, ground.clock, keeps=ground.store.readings)
    stack.push_async_callback(watch.close)
    await watch.load()
    return Watching(prober, watch)


def _alerts(settings: AlertSettings, ground: Ground) -> Alerts | None:
    """Where incidents are kept and changed; None where the site wants no alerts."""
    alerting = settings.alerting
    if alerting is None:
        return None
    engine = Engine(ground.store.incidents, lambda: alerting, lambda: ground.knowledge.current)
    return Alerts(engine, lambda: alerting, settings.companies)


async def _close_store(store: Store) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(FAREWELL_WITHIN):
            await store.close()


async def introduce(clients: Clients, workspaces: Iterable[str]) -> Identity:
    """Learn who we are, as long as it takes; raises SlackRefused for a token, or a workspace, that will not do."""
    backoff = Backoff()
    while True:
        try:
            identity = await clients.who_we_are()
        except SlackApiError as error:
            reason, wait = error_of(error) or "no answer of Slack's", retry_after(error) or backoff.next()
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, AttributeError) as error:
            reason, wait = type(error).__name__, backoff.next()
        else:
            allowed = set(workspaces)
            if allowed and not allowed & {identity.team, identity.enterprise}:
                raise SlackRefused(
                    f"the bot token is of workspace {identity.team}, which slack.workspaces does not name",
                    hint="install the app in a workspace of the list, or add this one to it",
                )
            return identity
        log.warning("slack_unreachable", reason=reason, next_try_in=round(wait, 1))
        await asyncio.sleep(wait)


async def run_bot(
    site: Settings,
    slack: SlackSettings,
    secrets: Secrets,
    register: Register = register_all,
    asked: Asked | None = None,
) -> None:
    """Run until SIGTERM or SIGINT; raises SkmsBotError where it cannot start."""
    set_up_logs(slack.log.format, slack.log.level, _known(secrets, site, asked))
    stop, serving = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    async def serve() -> None:
        async with build(site, slack, secrets, register, asked) as bot:
            log.info("started", mode=slack.slack.mode, knowledge=bot.knowledge.current.revision)
            serving.set()
            await bot.serve(stop)

    work, stopped = asyncio.ensure_future(serve()), asyncio.ensure_future(stop.wait())
    await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if stop.is_set() and not serving.is_set():
        # Nothing was taken in yet: there is nothing to drain, and Slack may be away for hours.
        work.cancel()
        await asyncio.wait({work})
    else:
        await work
    log.info("stopped")


def _known(secrets: Secrets, site: Settings, asked: Asked | None) -> Callable[[], Iterable[str]]:
    """The secrets as they are at the moment of logging."""

    def now() -> Iterable[str]:
        shown = (secret.reveal() for secret in (secrets.bot_token, secrets.app_token, secrets.signing_secret))
        others = asked.every() if asked else ()
        return [*(secret for secret in (*shown, *others) if secret), site.database.get_secret_value()]

    return now


def _beside(path: Path) -> Path:
    """Where the last good knowledge is kept: beside the database, which is a place that outlives restarts."""
    return path.with_name(f"{path.name}.knowledge")
