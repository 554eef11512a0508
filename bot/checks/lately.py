"""Remembers for a few seconds what was answered, so that many who ask at once cost one asking; asks nobody itself."""

from collections import OrderedDict
from collections.abc import Hashable, Sequence

from bot.checks.ports import Asks, Clock, PlaceKind
from bot.models.target import Place, Reading, Target

FRESH = 5.0
"""Seconds for which a reading is given again instead of asking: whoever reads it is told its age."""
MOST = 1_000


class Lately:
    """Somebody who asks, with a short memory. One that shares what is under way is wanted beneath it (the Prober)."""

    def __init__(self, asks: Asks, clock: Clock, fresh: float = FRESH) -> None:
        self._asks = asks
        self._clock = clock
        self._fresh = fresh
        self._told: OrderedDict[Hashable, tuple[float, Reading]] = OrderedDict()

    async def probe(self, target: Target) -> Reading:
        """One reading of `target`, a few seconds old at most."""
        known = self._known(target.name)
        return known or self._keep(target.name, await self._asks.probe(target))

    async def ask_place(self, place: Place, kind: PlaceKind, targets: Sequence[Target]) -> Reading | None:
        """One reading of a place, a few seconds old at most; None where no target allows it."""
        key = (place, kind, tuple(target.name for target in targets))
        known = self._known(key)
        if known is not None:
            return known
        reading = await self._asks.ask_place(place, kind, targets)
        return None if reading is None else self._keep(key, reading)

    def _known(self, key: Hashable) -> Reading | None:
        at, reading = self._told.get(key, (float("-inf"), None))
        return reading if self._clock.monotonic() - at < self._fresh else None

    def _keep(self, key: Hashable, reading: Reading) -> Reading:
        self._told[key] = (self._clock.monotonic(), reading)
        self._told.move_to_end(key)
        if len(self._told) > MOST:
            self._told.popitem(last=False)
        return reading
