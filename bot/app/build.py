"""Builds one bot from what a site sets: opens what it stands on, in order, and closes it the other way round."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.app.absence import Absence
from bot.app.asked import Asked
from bot.app.bot import Beside, Bot
from bot.app.dispatch import AwakeClock, Dispatch, TellingRows, open_bare_dispatch, open_dispatch
from bot.app.entrance import Ages, Entrance, open_entrance
from bot.app.upkeep import Upkeep, demand_copies, find_copies
from bot.app.watching import Foundation, Watching, open_watching
from bot.app.ways import HttpWay, Way
from bot.catalog.living import LivingCatalog
from bot.catalog.loader import find_knowledge
from bot.delivery.lease import Lease
from bot.errors import SlackRefused, StorageError
from bot.incidents.engine import Engine
from bot.logs import counted
from bot.metrics import Metrics
from bot.models.alerting import Alerting
from bot.rounds import Rounds
from bot.settings import Settings
from bot.settings.slack import Secrets, SlackSettings
from bot.slack.backoff import Backoff
from bot.slack.bolt import Register
from bot.slack.clients import Clients, Identity, error_of, retry_after
from bot.slack.core import Core, Ground, assemble
from bot.slack.listeners import register as register_all
from bot.slack.socket import SocketLines
from bot.slack.surface import Alerts, Status
from bot.slack.web_guard import WebGuard
from bot.storage.address import Address, read_address
from bot.storage.store import Store, open_store_or_anew

log = structlog.get_logger("skms_bot.app")

FAREWELL_WITHIN = 4.0
"""Seconds for the store to end what is queued."""


@dataclass(frozen=True, slots=True)
class Basement:
    """What works before Slack is reached."""

    foundation: Foundation
    knowledge: LivingCatalog
    rows: TellingRows
    engine: Engine
    lease: Lease
    loops: Ages
    absence: Absence | None = None
    watching: Watching | None = None
    entrance: Entrance | None = None


@contextlib.asynccontextmanager
async def build(
    site: Settings,
    slack: SlackSettings,
    secrets: Secrets,
    register: Register = register_all,
    asked: Asked | None = None,
) -> AsyncIterator[Bot]:
    """The whole bot, ready to serve; raises SkmsBotError where it cannot be, and closes what it opened."""
    address = read_address(site.database.get_secret_value())
    demand_copies(address, site.backups)
    async with contextlib.AsyncExitStack() as stack:
        base = await _open_basement(site, asked, address, stack)
        store, clock = base.foundation.store, base.foundation.clock
        clients = Clients(secrets.bot_token.reveal, secrets.app_token.reveal, slack.slack.api_url)
        stack.push_async_callback(clients.close)
        identity = await introduce(clients, slack.slack.workspaces)
        ground = Ground(slack, store, base.knowledge, clients, identity, clock, site.owners, zone=site.zone)
        core = assemble(_furnish(ground, asked, base), register, locale=site.locale)
        await core.remember()
        way: Way = (
            SocketLines(clients, core.front, clock, lines=slack.work.connections)
            if slack.slack.mode == "socket"
            else HttpWay(WebGuard(core.front, secrets.signing_secret.reveal, clock), slack)
        )
        beside = _open_beside(site, asked, core, base, address, stack)
        alone = address.path is not None
        metrics = base.foundation.metrics
        yield Bot(core, way, store, base.knowledge, clients, secrets, metrics, alone, asked, beside)


async def _open_basement(
    site: Settings, asked: Asked | None, address: Address, stack: contextlib.AsyncExitStack
) -> Basement:
    """All that stands without Slack; machines are served from here on, so that what they send is kept meanwhile."""
    clock, metrics = AwakeClock(), Metrics()
    stack.enter_context(counted(metrics.count_trouble))
    copy = None if address.path is None else _beside(address.path)
    folders = [find_knowledge(site.knowledge), *site.knowledge_paths]
    knowledge = await asyncio.to_thread(LivingCatalog, folders, copy)
    if asked is not None:
        asked.demand(knowledge.current)
    setting = site.database.get_secret_value()
    store = await open_store_or_anew(setting, clock, clock.now(), lambda: find_copies(site.backups))
    stack.push_async_callback(_close_store, store)
    foundation = Foundation(store, clock, metrics, lambda: knowledge.current)
    rows, lease, loops = TellingRows(store.incidents), Lease(store.lease, clock), Ages()
    engine = Engine(rows, _alerting(asked), foundation.catalog)
    base = Basement(foundation, knowledge, rows, engine, lease, loops, await _find_absence(store, clock))
    if asked is None:
        return base
    # Where nobody can say who holds the lease every process asks for itself: better twice than not at all.
    alone = address.path is not None
    watching = await open_watching(asked, foundation, lambda: alone or not lease.elsewhere, stack)
    entrance = await open_entrance(asked, foundation, engine, knowledge, loops, stack)
    return replace(base, watching=watching, entrance=entrance)


async def _find_absence(store: Store, clock: AwakeClock) -> Absence | None:
    """From the last sign of life to now; None where there was none, or nobody can say."""
    now = clock.now()
    try:
        away = await store.pulse.arrive()
    except StorageError as error:
        log.warning("absence_unread", reason=type(error).__name__)
        return None
    return None if away is None else Absence(now - away, now)


def _alerting(asked: Asked | None) -> Callable[[], Alerting]:
    alerting = asked.alerts.alerting if asked else None
    return lambda: alerting or Alerting()


def _furnish(ground: Ground, asked: Asked | None, base: Basement) -> Ground:
    """The ground with what the site wants besides answers."""
    if asked is None:
        return ground
    if base.watching is not None:
        status = Status(base.watching.watch, base.watching.prober, asked.settings.environments)
        ground = replace(ground, status=status)
    if asked.alerts.alerting is not None:
        ground = replace(ground, alerts=Alerts(base.engine, _alerting(asked), asked.alerts.companies))
    return ground


def _open_beside(
    site: Settings,
    asked: Asked | None,
    core: Core,
    base: Basement,
    address: Address,
    stack: contextlib.AsyncExitStack,
) -> Beside:
    watching, surface = base.watching, core.surface
    watch = watching.watch if watching else None
    dispatch: Dispatch | None = None
    rounds: Rounds | None = None
    if asked is not None and surface.alerts is not None:
        dispatch = open_dispatch(asked, surface, surface.alerts, base.lease, watch, stack)
        base.rows.listeners.append(dispatch.office.hurry)
        rounds = Rounds(base.engine, base.foundation.clock, watch, lambda: base.lease.mandate is not None)
        base.loops.told.append(rounds.ages)
    elif watching is not None and address.path is None:
        dispatch = open_bare_dispatch(base.lease, AwakeClock())
    upkeep = None
    if address.path is not None:
        upkeep = Upkeep(address, AwakeClock(), site.backups, dispatch.alarm if dispatch else None)
    return Beside(watching, rounds, dispatch, base.entrance, upkeep, base.absence)


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


def _beside(path: Path) -> Path:
    """Where the last good knowledge is kept: beside the database, which is a place that outlives restarts."""
    return path.with_name(f"{path.name}.knowledge")
