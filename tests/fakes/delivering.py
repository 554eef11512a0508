"""Delivery on a real store, with a clock of the test and a scripted screen; a life may be killed and another begun."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from typing_extensions import override

from bot.catalog.loader import open_catalog
from bot.delivery.lease import Lease
from bot.delivery.reconcile import Reconciler
from bot.delivery.rules import Pace
from bot.delivery.sender import Desk, Sender
from bot.delivery.sweep import Sweeper
from bot.errors import DatabaseUnavailable
from bot.incidents.engine import Engine
from bot.models.alerting import Alerting
from bot.models.delivery import Delivery
from bot.models.showing import Mandate
from bot.storage.deliveries import Deliveries
from bot.storage.store import Store
from tests.fakes.hours import Hours
from tests.fakes.incidents import a_target, alerting, observed
from tests.fakes.screens import Killed, ScriptedScreen

CATALOG = open_catalog([Path(__file__).parents[2] / "knowledge"])
DOWN, UP = [observed(a_target(), "down")], [observed(a_target(), "up")]
MINUTE = 60
QUARTER = 15 * MINUTE


class Rows(Deliveries):
    """The real rows, which can be away, or kill whoever wants to write what came of an attempt."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.database)
        self.away = 0
        self.kills = False

    @override
    async def keep(self, mandate: Mandate, row: Delivery) -> bool:
        if self.kills:
            self.kills = False
            raise Killed
        if self.away:
            self.away -= 1
            raise DatabaseUnavailable("the database is away")
        return await super().keep(mandate, row)


@dataclass
class Heard:
    """The alarms that would have sounded."""

    alarms: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    async def __call__(self, kind: str, facts: Mapping[str, str]) -> None:
        self.alarms.append((kind, facts))

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.alarms]


class Life:
    """One life of the process that sends."""

    def __init__(self, store: Store, screen: ScriptedScreen, hours: Hours, **settings: Any) -> None:
        self.rows = Rows(store)
        self.hours = hours
        self.screen = screen
        self.heard = Heard()
        self.lease = Lease(store.lease, hours)
        self.desk = replace(Desk(self.lease, hours, self.heard, pace=Pace()), **settings)
        self.sender = Sender(self.rows, screen, self.desk, ("parent", "note"))
        self.reconciler = Reconciler(self.rows, screen, self.desk)
        self.sweeper = Sweeper(self.rows, screen, self.desk)

    async def turn(self, times: int = 1) -> bool:
        """Let everything look once, and wait for what was begun; False where the process was killed meanwhile."""
        for _ in range(times):
            await self.lease.renew()
            try:
                await self.reconciler.step()
                await self.sweeper.step()
                await self.sender.step()
                under_way = list(self.sender._busy.values())  # noqa: SLF001 - whoever is killed tells nobody else
                await asyncio.gather(*under_way)
            except Killed:
                return False
        return True

    async def live(self, seconds: float, every: float = 1.0) -> None:
        """Go on for a while."""
        for _ in range(int(seconds / every)):
            await self.turn()
            await self.hours.pass_by(every)
        await self.turn(2)


class World:
    """Incidents on a real store, a screen, and lives of the bot one after the other."""

    def __init__(self, store: Store, settings: Alerting | None = None) -> None:
        self.store = store
        self.hours = Hours()
        self.screen = ScriptedScreen(self.hours.now)
        self.alerting = settings or alerting()
        self.engine = Engine(store.incidents, lambda: self.alerting, lambda: CATALOG)
        self.life = Life(store, self.screen, self.hours)

    async def begin(self) -> None:
        await self.engine.observe(DOWN, self.hours.now())

    async def end(self) -> None:
        await self.engine.observe(UP, self.hours.now())

    async def restart(self, **settings: Any) -> None:
        """The next life of the process; it finds the file unlocked, and so the lease free."""
        await self.store.lease.force()
        self.life = Life(self.store, self.screen, self.hours, **settings)

    async def run(self, seconds: float) -> None:
        await self.life.live(seconds, every=1 if seconds <= MINUTE else 10)

    async def rows(self, number: int = 1) -> list[Delivery]:
        return await self.store.incidents.deliveries(number)

    async def quiet(self) -> bool:
        """Nothing is wanted, unknown or under way any more."""
        rows = await self.rows()
        return all(
            one.state == "dead" or (one.state == "idle" and one.sweep_at is None and one.sent_rev == one.want_rev)
            for one in rows
        )
