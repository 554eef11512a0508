"""Ends doubts: of a message nobody knows of says whether it is there, before it is sent again; decides by rules."""

import structlog

from bot.delivery import rules
from bot.delivery.lookout import Lookout, by_spot
from bot.delivery.ports import Screen
from bot.delivery.sender import Desk, Rows
from bot.errors import StorageError
from bot.models.showing import REPEAT, Mandate, Task

log = structlog.get_logger("skms_bot.reconcile")

EVERY = 1.0
AT_ONCE = 100


class Reconciler:
    """Ends doubts, as long as the lease is ours."""

    def __init__(self, rows: Rows, screen: Screen, desk: Desk) -> None:
        self._rows = rows
        self._desk = desk
        self._lookout = Lookout(screen, desk.clock)

    async def run(self) -> None:
        """Look for as long as this is not cancelled."""
        while True:
            await self.step()
            await self._desk.clock.sleep(EVERY)

    async def step(self) -> int:
        """Look once for all that is in doubt for long enough; returns how many doubts ended."""
        desk = self._desk
        mandate = desk.lease.mandate
        if mandate is None:
            return 0
        try:
            before = desk.clock.now() - desk.pace.call - desk.pace.grace
            return await self._end(mandate, await self._rows.doubtful(mandate, before, AT_ONCE))
        except StorageError as error:
            log.warning("not_reconciled", reason=type(error).__name__)
            return 0

    async def _end(self, mandate: Mandate, tasks: list[Task]) -> int:
        desk = self._desk
        ended = 0
        for spot, wanted in by_spot(tasks):
            for task, copies in await self._lookout.look(spot, wanted):
                row = rules.reconcile(task.row, copies, desk.clock.now(), desk.pace)
                if row.state != "unknown":
                    ended += await self._rows.keep(mandate, row)
                    word = "repeat" if row.err == REPEAT else "found" if copies else "absent"
                    log.info("doubt_ended", incident=row.incident, channel=row.channel, how=word)
        return ended
