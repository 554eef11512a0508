"""One running bot: its tasks side by side, and the order in which they end."""

import asyncio
import datetime as dt
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

import structlog

from bot.app.absence import Absence
from bot.app.asked import Asked
from bot.app.dispatch import Dispatch
from bot.app.entrance import Entrance
from bot.app.figures import Figures
from bot.app.slack_lost import SlackLost
from bot.app.upkeep import Upkeep
from bot.app.watching import Watching
from bot.app.ways import Way
from bot.catalog.living import LivingCatalog, Notice
from bot.clock import SystemClock
from bot.errors import StorageError
from bot.explain.templates import Phrases
from bot.metrics import Metrics
from bot.rounds import Rounds
from bot.settings.secret import News
from bot.settings.slack import Secrets
from bot.slack.clients import Clients
from bot.slack.core import Core
from bot.slack.recovery import LEFT_ALONE_FOR
from bot.slack.socket import SocketLines
from bot.storage.store import Store

log = structlog.get_logger("skms_bot.app")

LOOK_AT_KNOWLEDGE_EVERY = 3.0
LOOK_AT_SECRETS_EVERY = 10.0
LOOK_AT_GATES_EVERY = 1.0
PRUNE_EVERY = 3600.0
TAKE_IN_WITHIN = 1.5
DRAIN_WITHIN = 9.0
"""Together with three seconds of being served on, closing the sockets and the store these stay under the 20 seconds
that a shutdown may take."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What works beside the conversation, as far as the site wants it."""

    watching: Watching | None = None
    rounds: Rounds | None = None
    dispatch: Dispatch | None = None
    entrance: Entrance | None = None
    upkeep: Upkeep | None = None
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class Bot:
    """One running bot; `alone` says that no other process works on its database."""

    core: Core
    way: Way
    store: Store
    knowledge: LivingCatalog
    clients: Clients
    secrets: Secrets
    metrics: Metrics
    alone: bool
    asked: Asked | None = None
    beside: Beside = Beside()

    async def serve(self, stop: asyncio.Event) -> None:
        """Work until `stop`, then drain; raises what made a task end that should not."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work, name=name) for name, work in self._works()]
            await stop.wait()
            log.info("stopping", jobs=len(self.core.inbox))
            await self._drain()
            for task in tasks:
                task.cancel()

    def _works(self) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
        """Everything that goes on until the end, by name."""
        beside = self.beside
        yield "way-in", self.way.run()
        yield "recovery", self.core.recovery.run(alone=self.alone)
        yield "knowledge", self._reload_knowledge()
        yield "secrets", self._refresh_secrets()
        yield "retention", self._prune()
        yield "pulse", self.store.pulse.keep(SystemClock())
        figures = Figures(
            self.metrics, self.way, self.core.gates, beside.dispatch, self.store.deliveries, SystemClock()
        )
        yield "figures", figures.run()
        if beside.watching is not None:
            yield "status", beside.watching.watch.run()
            yield "status-follow", beside.watching.watch.follow()
        if beside.rounds is not None:
            yield "incidents", beside.rounds.run()
        if beside.dispatch is not None:
            yield "delivery", beside.dispatch.office.run()
            yield from self._looks_at_slack(beside.dispatch)
        if beside.entrance is not None:
            yield "web", beside.entrance.run()
        if beside.absence is not None:
            yield "absence", self._tell_of_absence(beside.absence)
        if beside.upkeep is not None:
            yield "upkeep", beside.upkeep.run()
        if not self.alone:
            yield "gates", self._load_gates()

    def _looks_at_slack(self, dispatch: Dispatch) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
        way = self.way
        if dispatch.alarm is not None and isinstance(way, SocketLines):
            yield "slack-lost", SlackLost(lambda: way.health, dispatch.lease, dispatch.alarm).run()

    async def _drain(self) -> None:
        """Nothing more comes in, what was acked is answered, or stays recorded for the next life.

        The lease is given up before all else: another process takes over asking and sending meanwhile.
        """
        left, unsent = await asyncio.gather(self._drain_talk(), self._close_office())
        if left or unsent:
            log.warning("left", jobs=left, messages=unsent)

    async def _drain_talk(self) -> int:
        """Returns how many jobs are left."""
        if self.beside.entrance is not None:
            await self.beside.entrance.leave()
        await self.core.front.drain(TAKE_IN_WITHIN)
        await self.way.close()
        await self.core.front.drain(TAKE_IN_WITHIN)
        return await self.core.inbox.drain(DRAIN_WITHIN)

    async def _close_office(self) -> int:
        dispatch = self.beside.dispatch
        return 0 if dispatch is None else await dispatch.office.close(DRAIN_WITHIN)

    async def _tell_of_absence(self, absence: Absence) -> None:
        dispatch, watching, surface = self.beside.dispatch, self.beside.watching, self.core.surface
        if dispatch is None or dispatch.post is None:
            return
        targets = watching.watch.targets.values() if watching else ()
        phrases = Phrases(surface.catalog().phrases, surface.locale)
        zone = surface.clock.now().astimezone(surface.zone).tzinfo or dt.UTC
        await absence.tell(dispatch.post, targets, phrases, zone)

    async def _reload_knowledge(self) -> None:
        if self.knowledge.first_notice is not None:
            self._tell_of(self.knowledge.first_notice)
        while True:
            await asyncio.sleep(LOOK_AT_KNOWLEDGE_EVERY)
            notice = await asyncio.to_thread(self.knowledge.reload)
            if notice is not None:
                self._tell_of(notice)

    def _tell_of(self, notice: Notice) -> None:
        """One line per load: what is wrong, by file and line, or what is in use now."""
        self.metrics.knowledge_broken.set(bool(notice.problems))
        if notice.problems:
            log.error("knowledge_is_broken", problems=list(notice.problems[:20]), in_use=notice.revision)
        else:
            log.info("knowledge_loaded", revision=notice.revision)

    async def _refresh_secrets(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AT_SECRETS_EVERY)
            found = await asyncio.to_thread(self._read_secrets)
            for news in found:
                log.warning("secret_file", name=news.name, what=news.what)
            if any(news.what == "changed" for news in found):
                # What could not be said with the old token is waiting for the new one.
                await self.core.recovery.sweep(dt.timedelta(0) if self.alone else LEFT_ALONE_FOR)

    def _read_secrets(self) -> list[News]:
        return [*self.secrets.refresh(), *(self.asked.refresh() if self.asked else ())]

    async def _load_gates(self) -> None:
        """Channels that Slack closed to another process are closed to this one."""
        away = False
        while True:
            await asyncio.sleep(LOOK_AT_GATES_EVERY)
            try:
                await self.core.gates.load()
            except StorageError as error:
                if not away:
                    log.warning("gates_not_loaded", reason=type(error).__name__)
                away = True
            else:
                away = False

    async def _prune(self) -> None:
        while True:
            await asyncio.sleep(PRUNE_EVERY)
            try:
                gone = await self.store.prune(self.core.surface.clock.now())
            except StorageError as error:
                log.warning("not_pruned", reason=type(error).__name__)
            else:
                log.info("pruned", rows=sum(gone.values()))
