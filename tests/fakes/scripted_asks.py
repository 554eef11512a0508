"""Stands where the prober stands: answers as it is told, keeps what it was asked, or never answers at all."""

import asyncio
from collections.abc import Mapping, Sequence

from bot.checks.ports import PlaceKind
from bot.models.target import Place, Reading, Target
from tests.fakes.live_status import NOW


class ScriptedAsks:
    """Says `up` to everything but what `failing` names: a protocol, or a target; hangs on what `hanging` names."""

    def __init__(self, failing: Mapping[str, Reading] | None = None, hanging: Sequence[str] = ()) -> None:
        self.asked: list[str] = []
        self._failing = failing or {}
        self._hanging = hanging

    async def probe(self, target: Target) -> Reading:
        """A reading of the target."""
        return await self._tell(target.name, target)

    async def ask_place(self, place: Place, kind: PlaceKind, targets: Sequence[Target]) -> Reading | None:
        """A reading of the place, None where no target allows it."""
        allowing = [one for one in targets if place in (one.asked, *one.also_allow)]
        return await self._tell(kind, allowing[0]) if allowing else None

    async def _tell(self, what: str, target: Target) -> Reading:
        self.asked.append(what)
        if what in self._hanging:
            await asyncio.Event().wait()
        return self._failing.get(what, Reading(target=target.name, verdict="up", at=NOW))
