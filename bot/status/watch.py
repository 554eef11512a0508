"""The watch loop: every target asked at its interval, its readings judged and kept; asks and keeps through ports."""

import asyncio
import random
from collections.abc import Iterable, Mapping, Sequence
from math import floor

import structlog

from bot.errors import StorageError
from bot.models.history import Past
from bot.models.target import Reading, Standing, Target
from bot.status.conditions import judge, peers_of, weigh, would_turn
from bot.status.ports import Time
from bot.status.watch_ports import Asks, Hears, Keeps, Sleep

log = structlog.get_logger("skms_bot.watch")

JITTER = 0.02
"""Of the interval, to either side: rounds must not fall into step with something periodic out there."""
PEERS_LAST = 2
"""A peer's reading counts for this many of its own intervals."""


class Watch:
    """What is held of each target, kept current by `run`; every method is for one event loop.

    A target is asked once at a time, whoever wants it; one that hangs delays nobody else, and rounds that were
    missed meanwhile are not made up for. Without `keeps`, nothing outlives the process.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        asks: Asks,
        time: Time,
        *,
        keeps: Keeps | None = None,
        heard: Hears | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.targets: Mapping[str, Target] = {target.name: target for target in targets}
        self._asks = asks
        self._time = time
        self._keeps = keeps
        self._heard = heard
        self._sleep = sleep
        self._standings = {name: Standing(target=name) for name in self.targets}
        self._pasts: dict[str, Past] = {name: Past() for name in self.targets}
        self._peers = {name: peers_of(target, targets) for name, target in self.targets.items()}
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._asked_at: dict[str, float] = {}
        self._counted_at: dict[str, float] = {}
        self._keeping = True

    @property
    def standings(self) -> Mapping[str, Standing]:
        """What is held of every target now; of one that was never asked, nothing."""
        return self._standings

    @property
    def pasts(self) -> Mapping[str, Past]:
        """The last hour and week of every target."""
        return self._pasts

    async def load(self) -> None:
        """Take over what an earlier life of this process, or another replica, kept; raises StorageError."""
        if self._keeps is None:
            return
        known = {standing.target: standing for standing in await self._keeps.standings()}
        pasts = await self._keeps.pasts(self._time.now())
        self._standings |= {name: known[name] for name in self.targets if name in known}
        self._pasts |= {name: pasts[name] for name in self.targets if name in pasts}

    async def run(self) -> None:
        """Ask until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                for target in self.targets.values():
                    group.create_task(self._follow(target), name=f"watch-{target.name}")
        finally:
            await self.close()

    async def ask_now(self, names: Iterable[str]) -> None:
        """Ask these targets at once and wait for all; one that is being asked already is not asked twice.

        A reading counts for a change of what is held only half an interval after the one before: people who
        press a button three times must not turn a target down.
        """
        await asyncio.gather(*(self._ask(self.targets[name]) for name in names))

    async def ask_until_sure(self, names: Iterable[str], rounds: int = 6) -> None:
        """Ask these targets at once, and those again whose readings speak against what is held, until it is judged.

        Readings are an interval apart as ever: for somebody who waits, with intervals of a second or so. One that
        is not judged after so many rounds stays in doubt.
        """
        asked = list(names)
        for _ in range(rounds):
            await self.ask_now(asked)
            asked = [name for name in asked if self._standings[name].run]
            if not asked:
                return
            await self._sleep(max(self.targets[name].interval.total_seconds() for name in asked))

    async def close(self) -> None:
        """Give up what is being asked."""
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self, target: Target) -> None:
        interval = target.interval.total_seconds()
        dice = random.Random(target.name)  # noqa: S311 - spreads the load; nothing is secret about it
        due = self._time.monotonic() + interval * dice.random()
        while True:
            shift = interval * JITTER * dice.uniform(-1, 1)
            await self._sleep(max(0.0, due + shift - self._time.monotonic()))
            try:
                await self._ask(target)
            except Exception as error:  # noqa: BLE001 - a supervision point: the fault is logged, the next round comes
                log.error("asking_failed", target=target.name, error=type(error).__name__)  # noqa: TRY400 - a traceback may hold what was asked
            due = next_due(due, interval, self._time.monotonic())

    async def _ask(self, target: Target) -> None:
        running = self._asking.get(target.name)
        if running is None:
            running = asyncio.create_task(self._ask_once(target), name=f"ask-{target.name}")
            self._asking[target.name] = running
            running.add_done_callback(lambda _done: self._asking.pop(target.name, None))
        await asyncio.shield(running)

    async def _ask_once(self, target: Target) -> None:
        begun = self._time.monotonic()
        reading = await self._asks.probe(target)
        self._asked_at[target.name] = self._time.monotonic()
        reading = weigh(reading, await self._ask_peers(target, reading, begun))
        await self._take(target, reading)

    async def _ask_peers(self, target: Target, reading: Reading, begun: float) -> list[Reading]:
        """The readings of the peers; before a target is turned down, witnesses are asked anew."""
        if reading.verdict != "down":
            return []
        peers = self._peers[target.name]
        if not target.witness and would_turn(self._standings[target.name], reading, target):
            stale = [peer for peer in peers if self._asked_at.get(peer.name, begun - 1) < begun]
            await asyncio.gather(*(self._ask(peer) for peer in stale))
        now = self._time.monotonic()
        return [
            found
            for peer in peers
            if now - self._asked_at.get(peer.name, float("-inf")) < PEERS_LAST * peer.interval.total_seconds()
            if (found := self._standings[peer.name].reading) is not None
        ]

    async def _take(self, target: Target, reading: Reading) -> None:
        before, now = self._standings[target.name], self._time.monotonic()
        if now - self._counted_at.get(target.name, float("-inf")) < target.interval.total_seconds() / 2:
            self._standings[target.name] = before.model_copy(update={"reading": reading})
            return
        self._counted_at[target.name] = now
        after = judge(before, reading, target)
        self._standings[target.name] = after
        self._pasts[target.name] = self._pasts[target.name].count(reading)
        await self._keep(after)
        if after.verdict != before.verdict:
            log.info("verdict", target=target.name, verdict=after.verdict, reason=reading.reason)
            if self._heard is not None:
                await self._heard(target, before, after)

    async def _keep(self, standing: Standing) -> None:
        if self._keeps is None:
            return
        try:
            await self._keeps.keep(standing)
        except StorageError as error:
            if self._keeping:
                log.warning("readings_not_kept", reason=type(error).__name__)
            self._keeping = False
        else:
            if not self._keeping:
                log.info("readings_kept_again")
            self._keeping = True


def next_due(due: float, interval: float, now: float) -> float:
    """The next time after `now` on the grid that `due` lies on: what was missed is not made up for."""
    return due + interval * max(1, floor((now - due) / interval) + 1)
