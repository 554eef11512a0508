"""Goes its rounds so that incidents stay current: looks at the targets, lets time pass; decides and sends nothing."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from bot.errors import SkmsBotError, StorageError
from bot.models.alerting import Observed
from bot.models.incident import Incident
from bot.models.target import Standing, Target

log = structlog.get_logger("skms_bot.rounds")

LOOK_EVERY = 1.0
LOOK_AGAIN_AFTER = 30.0
"""Seconds after which what is held of the targets is applied again though nothing changed: another process may have
had the lease meanwhile."""
PASS_TIME_EVERY = 2.0
PORTION = 500
"""As many due incidents the engine takes at once (bot.storage.incidents): more may wait."""

Sleep = Callable[[float], Awaitable[None]]


class Time(Protocol):
    """What is asked of a clock."""

    def now(self) -> dt.datetime:
        """The current time, aware."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...


class Board(Protocol):
    """What is held of the targets (bot.status.watch.Watch has it)."""

    @property
    def targets(self) -> Mapping[str, Target]:
        """Every target by its name."""
        ...

    @property
    def standings(self) -> Mapping[str, Standing]:
        """How each stands now."""
        ...


class Engine(Protocol):
    """Where incidents are changed (bot.incidents.engine.Engine). Raises StorageError."""

    async def observe(self, observed: Sequence[Observed], now: dt.datetime) -> list[Incident]:
        """Apply what is held of all targets."""
        ...

    async def tick(self, now: dt.datetime) -> int:
        """Do what time alone does."""
        ...


@dataclass(slots=True)
class Rounds:
    """Two rounds for the life of a process; `holds` is asked before each: where several processes run, one goes them.

    `board` is None where no target is configured. A database that is away is told of once, and tried again.
    """

    engine: Engine
    clock: Time
    board: Board | None = None
    holds: Callable[[], bool] = lambda: True
    sleep: Sleep = asyncio.sleep
    _last: dict[str, float] = field(default_factory=dict)
    _away: set[str] = field(default_factory=set)
    _applied: tuple[object, float] = (None, float("-inf"))

    async def run(self) -> None:
        """Go both until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._go("observe", self.look, LOOK_EVERY), name="observe")
            group.create_task(self._go("tick", self.pass_time, PASS_TIME_EVERY), name="tick")

    def ages(self) -> dict[str, float]:
        """Seconds since each round last came to its end, by its name."""
        now = self.clock.monotonic()
        return {name: now - at for name, at in self._last.items()}

    async def look(self) -> None:
        """Apply what is held of the targets, if that changed; raises StorageError."""
        if self.board is None:
            return
        known, now = _known(self.board), self.clock.monotonic()
        before, at = self._applied
        if known == before and now - at < LOOK_AGAIN_AFTER:
            return
        standings = self.board.standings
        observed = [Observed(target=one, standing=standings[name]) for name, one in self.board.targets.items()]
        await self.engine.observe(observed, self.clock.now())
        self._applied = (known, now)

    async def pass_time(self) -> None:
        """Do all that time alone does; raises StorageError."""
        while await self.engine.tick(self.clock.now()) >= PORTION:
            pass

    async def _go(self, name: str, round_: Callable[[], Awaitable[None]], every: float) -> None:
        self._last[name] = self.clock.monotonic()
        while True:
            if self.holds():
                await self._once(name, round_)
            self._last[name] = self.clock.monotonic()
            await self.sleep(every)

    async def _once(self, name: str, round_: Callable[[], Awaitable[None]]) -> None:
        try:
            await round_()
        except StorageError as error:
            if name not in self._away:
                log.warning("round_waits", round=name, reason=type(error).__name__)
            self._away.add(name)
        except SkmsBotError as error:
            log.error("round_failed", round=name, reason=str(error))  # noqa: TRY400 - ours, and told in its own words
        except Exception as error:  # noqa: BLE001 - supervision point: told by its type (a trace may quote a report), the next round comes
            log.error("round_broke", round=name, reason=type(error).__name__)  # noqa: TRY400 - as said
        else:
            if name in self._away:
                log.info("round_goes_on", round=name)
            self._away.discard(name)


def _known(board: Board) -> object:
    """What of the targets can change an incident: the verdicts, and what speaks for each."""
    return tuple(
        (name, one.verdict, one.since, one.proof.at if one.proof is not None else None)
        for name, one in board.standings.items()
    )
