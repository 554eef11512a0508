"""Looks again, later, where there was a doubt: of a message that came twice the later one is taken back."""

import structlog

from bot.delivery import rules
from bot.delivery.breaker import Breaker
from bot.delivery.ports import Screen
from bot.delivery.reconcile import by_spot
from bot.delivery.sender import Desk, Rows
from bot.errors import StorageError
from bot.models.showing import Mandate, Spot, Task

log = structlog.get_logger("skms_bot.sweep")

EVERY = 2.0
AT_ONCE = 100


class Sweeper:
    """Finds copies, as long as the lease is ours."""

    def __init__(self, rows: Rows, screen: Screen, desk: Desk) -> None:
        self._rows = rows
        self._screen = screen
        self._desk = desk
        self._breaker = Breaker(first=2.0)

    async def run(self) -> None:
        """Look for as long as this is not cancelled."""
        while True:
            await self.step()
            await self._desk.clock.sleep(EVERY)

    async def step(self) -> int:
        """Look once wherever it is time to; returns how many copies were taken back."""
        desk = self._desk
        mandate = desk.lease.mandate
        if mandate is None or not self._breaker.allows(1, desk.clock.monotonic()):
            return 0
        try:
            tasks = await self._rows.sweepable(mandate, desk.clock.now(), AT_ONCE)
            return sum([await self._look(mandate, spot, mine) for spot, mine in by_spot(tasks)])
        except StorageError as error:
            log.warning("not_swept", reason=type(error).__name__)
            return 0

    async def _look(self, mandate: Mandate, spot: Spot, tasks: list[Task]) -> int:
        desk = self._desk
        since = min(rules.look_since(task.row, desk.clock.now()) for task in tasks)
        found = await self._screen.find(spot, {task.row.id for task in tasks}, since)
        if found is None:
            self._breaker.fail(desk.clock.monotonic())
        else:
            self._breaker.work()
        taken = 0
        for task in tasks:
            copies = None if found is None else found.get(task.row.id, ())
            row, extra = rules.sweep(task.row, copies, desk.clock.now(), desk.pace)
            done = [await self._screen.take_back(spot, copy, row.ts or "") for copy in extra]
            if not all(done):
                row = rules.sweep_again(row, desk.clock.now(), desk.pace)
            taken += sum(done)
            await self._rows.keep(mandate, row)
        desk.meters.swept += taken
        if taken:
            log.warning("copies_taken_back", channel=spot.channel, count=taken)
        return taken
