"""Looks again, later, where there was a doubt: of a message that came twice the later one is taken back."""

import structlog

from bot.delivery import rules
from bot.delivery.lookout import Lookout, by_spot
from bot.delivery.ports import Screen
from bot.delivery.sender import Desk, Rows
from bot.errors import StorageError
from bot.models.delivery import Delivery
from bot.models.showing import Copy, Mandate, Spot, Task

log = structlog.get_logger("skms_bot.sweep")

EVERY = 2.0
AT_ONCE = 100


class Sweeper:
    """Finds copies, as long as the lease is ours."""

    def __init__(self, rows: Rows, screen: Screen, desk: Desk) -> None:
        self._rows = rows
        self._screen = screen
        self._desk = desk
        self._lookout = Lookout(screen, desk.clock)

    async def run(self) -> None:
        """Look for as long as this is not cancelled."""
        while True:
            await self.step()
            await self._desk.clock.sleep(EVERY)

    async def step(self) -> int:
        """Look once wherever it is time to; returns how many copies were taken back."""
        mandate = self._desk.lease.mandate
        if mandate is None or self._lookout.rests:
            return 0
        try:
            return await self._sweep(mandate, await self._rows.sweepable(mandate, self._desk.clock.now(), AT_ONCE))
        except StorageError as error:
            log.warning("not_swept", reason=type(error).__name__)
            return 0

    async def _sweep(self, mandate: Mandate, tasks: list[Task]) -> int:
        taken = 0
        for spot, wanted in by_spot(tasks):
            here = 0
            for task, copies in await self._lookout.look(spot, wanted):
                row, extra = rules.sweep(task.row, copies, self._desk.clock.now(), self._desk.pace)
                here += await self._take_back(mandate, spot, row, extra)
            if here:
                log.warning("copies_taken_back", channel=spot.channel, count=here)
            taken += here
        return taken

    async def _take_back(self, mandate: Mandate, spot: Spot, row: Delivery, extra: tuple[Copy, ...]) -> int:
        done = [await self._screen.take_back(spot, copy, row.ts or "") for copy in extra]
        if not all(done):
            row = rules.sweep_again(row, self._desk.clock.now(), self._desk.pace)
        await self._rows.keep(mandate, row)
        self._desk.meters.swept += sum(done)
        return sum(done)
