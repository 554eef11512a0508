"""The composition root: introduces the rooms to each other, owns the tasks, and closes everything in its order."""

import asyncio
import contextlib
import datetime as dt
import signal
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
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
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.settings.slack import Secrets, SlackSettings
from bot.slack.backoff import Backoff
from bot.slack.bolt import Register
from bot.slack.clients import Clients, Identity, error_of, retry_after
from bot.slack.core import Core, Ground, assemble
from bot.slack.listeners import register as register_all
from bot.slack.recovery import LEFT_ALONE_FOR
from bot.slack.socket import SocketLines
from bot.slack.web_guard import WebGuard
from bot.storage.address import read_address
from bot.storage.store import Store, open_store_or_anew

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
class Bot:
    """One running bot."""

    core: Core
    way: Way
    store: Store
    knowledge: LivingCatalog
    clients: Clients
    secrets: Secrets
    alone: bool

    async def serve(self, stop: asyncio.Event) -> None:
        """Work until `stop`, then drain; raises what made a task end that should not."""
        async with asyncio.TaskGroup() as group:
            way = group.create_task(self.way.run(), name="way-in")
            beside = [
                group.create_task(self.core.recovery.run(alone=self.alone), name="recovery"),
                group.create_task(self._reload_knowledge(), name="knowledge"),
                group.create_task(self._refresh_secrets(), name="secrets"),
                group.create_task(self._prune(), name="retention"),
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
            found = await asyncio.to_thread(self.secrets.refresh)
            for news in found:
                log.warning("secret_file", name=news.name, what=news.what)
            if any(news.what == "changed" for news in found):
                # What could not be said with the old token is waiting for the new one.
                await self.core.recovery.sweep(dt.timedelta(0) if self.alone else LEFT_ALONE_FOR)

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
    site: Settings, slack: SlackSettings, secrets: Secrets, register: Register = register_all
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
    store = await open_store_or_anew(setting, clock, clock.now())
    clients = Clients(secrets.bot_token.reveal, secrets.app_token.reveal, slack.slack.api_url)
    try:
        identity = await introduce(clients, slack.slack.workspaces)
        core = assemble(
            Ground(slack, store, knowledge, clients, identity, clock, site.owners), register, locale=site.locale
        )
        await core.remember()
        way: Way = (
            SocketLines(clients, core.front, clock, lines=slack.work.connections)
            if slack.slack.mode == "socket"
            else HttpWay(WebGuard(core.front, secrets.signing_secret.reveal, clock), slack)
        )
        yield Bot(core, way, store, knowledge, clients, secrets, alone=path is not None)
    finally:
        await clients.close()
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


async def run_bot(site: Settings, slack: SlackSettings, secrets: Secrets, register: Register = register_all) -> None:
    """Run until SIGTERM or SIGINT; raises SkmsBotError where it cannot start."""
    set_up_logs(slack.log.format, slack.log.level, _known(secrets, site))
    stop, serving = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    async def serve() -> None:
        async with build(site, slack, secrets, register) as bot:
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


def _known(secrets: Secrets, site: Settings) -> Callable[[], Iterable[str]]:
    """The secrets as they are at the moment of logging."""

    def now() -> Iterable[str]:
        shown = (secret.reveal() for secret in (secrets.bot_token, secrets.app_token, secrets.signing_secret))
        return [*(secret for secret in shown if secret), site.database.get_secret_value()]

    return now


def _beside(path: Path) -> Path:
    """Where the last good knowledge is kept: beside the database, which is a place that outlives restarts."""
    return path.with_name(f"{path.name}.knowledge")
