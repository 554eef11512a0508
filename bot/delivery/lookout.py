"""Looks where messages of ours may stand, and rests while nobody can say; decides nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bot.delivery import rules
from bot.delivery.breaker import Breaker
from bot.delivery.ports import Screen, Time
from bot.models.showing import Copy, Spot, Task

Seen = list[tuple[Task, Sequence[Copy] | None]]
"""Each task with the copies of its message, the earliest first; None where nobody could say."""


class Lookout:
    """One look for all that is looked for in one place."""

    def __init__(self, screen: Screen, clock: Time) -> None:
        self._screen = screen
        self._clock = clock
        self._breaker = Breaker(first=2.0)

    @property
    def rests(self) -> bool:
        """Whether nothing would be asked now, since nobody could say just before."""
        return not self._breaker.allows(1, self._clock.monotonic())

    async def look(self, spot: Spot, tasks: Iterable[Task]) -> Seen:
        """What stands at one place; during a rest nothing is asked and nothing known: a doubt may last too long."""
        wanted, found = list(tasks), None
        if not self.rests:
            since = min(rules.look_since(task.row, self._clock.now()) for task in wanted)
            found = await self._screen.find(spot, {task.row.id for task in wanted}, since)
            if found is None:
                self._breaker.fail(self._clock.monotonic())
            else:
                self._breaker.work()
        return [(task, None if found is None else found.get(task.row.id, ())) for task in wanted]


def by_spot(tasks: Iterable[Task]) -> Iterator[tuple[Spot, list[Task]]]:
    """Tasks by the place where their messages are looked for."""
    found: dict[Spot, list[Task]] = defaultdict(list)
    for task in tasks:
        found[rules.place_of(task.row)].append(task)
    yield from found.items()
