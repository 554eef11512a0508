"""Looks for messages of which nobody knows whether they were sent, before they are sent again; decides by rules."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import structlog

from bot.delivery import rules
from bot.delivery.breaker import Breaker
from bot.delivery.ports import Screen
from bot.delivery.sender import Desk, Rows
from bot.errors import StorageError
from bot.models.showing import REPEAT, Copy, Mandate, Spot, Task

log = structlog.get_logger("skms_bot.reconcile")

EVERY = 1.0
AT_ONCE = 100


class Reconciler:
    """Ends doubts, as long as the lease is ours."""

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
        """Look once for all that is in doubt for long enough; returns how many doubts ended."""
        desk = self._desk
        mandate = desk.lease.mandate
        if mandate is None:
            return 0
        try:
            before = desk.clock.now() - desk.pace.call - desk.pace.grace
            tasks = await self._rows.doubtful(mandate, before, AT_ONCE)
            return sum([await self._look(mandate, spot, mine) for spot, mine in by_spot(tasks)])
        except StorageError as error:
            log.warning("not_reconciled", reason=type(error).__name__)
            return 0

    async def _look(self, mandate: Mandate, spot: Spot, tasks: list[Task]) -> int:
        """One look for all that is in doubt in one place."""
        desk = self._desk
        found = await self._find(spot, tasks)
        ended = 0
        for task in tasks:
            copies = None if found is None else found.get(task.row.id, ())
            row = rules.reconcile(task.row, copies, desk.clock.now(), desk.pace)
            if row.state != "unknown":
                ended += await self._rows.keep(mandate, row)
                word = "repeat" if row.err == REPEAT else "found" if copies else "absent"
                log.info("doubt_ended", incident=row.incident, channel=row.channel, how=word)
        return ended

    async def _find(self, spot: Spot, tasks: list[Task]) -> Mapping[str, Sequence[Copy]] | None:
        """What is there; None where nobody can say, also while it rests: a doubt may last too long meanwhile."""
        clock = self._desk.clock
        if not self._breaker.allows(1, clock.monotonic()):
            return None
        since = min(rules.look_since(task.row, clock.now()) for task in tasks)
        found = await self._screen.find(spot, {task.row.id for task in tasks}, since)
        if found is None:
            self._breaker.fail(clock.monotonic())
        else:
            self._breaker.work()
        return found


def by_spot(tasks: Iterable[Task]) -> Iterator[tuple[Spot, list[Task]]]:
    """Tasks by the place where their messages are looked for."""
    found: dict[Spot, list[Task]] = defaultdict(list)
    for task in tasks:
        found[rules.place_of(task.row)].append(task)
    yield from found.items()
