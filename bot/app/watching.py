"""Puts together who asks the targets and what is held of them; counts what was asked, decides nothing."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from bot.app.asked import Asked
from bot.clock import SystemClock
from bot.metrics import Metrics
from bot.models.catalog import Catalog
from bot.models.target import Reading, Target
from bot.status.probe import Prober
from bot.status.transport import shared_tls
from bot.status.understanding import understanding
from bot.status.watch import Watch
from bot.storage.store import Store


@dataclass(frozen=True, slots=True)
class Watching:
    """Who asks the targets, and what is held of them."""

    prober: Prober
    watch: Watch


class Counted:
    """The watch's askings, counted by what came of them."""

    def __init__(self, prober: Prober, metrics: Metrics) -> None:
        self._prober = prober
        self._metrics = metrics

    async def probe(self, target: Target) -> Reading:
        """One reading of the target."""
        reading = await self._prober.probe(target)
        self._metrics.probes.labels(target.name, reading.verdict).inc()
        return reading


@dataclass(frozen=True, slots=True)
class Foundation:
    """What stands before anybody is spoken to."""

    store: Store
    clock: SystemClock
    metrics: Metrics
    catalog: Callable[[], Catalog]


async def open_watching(
    asked: Asked, base: Foundation, holds: Callable[[], bool], stack: contextlib.AsyncExitStack
) -> Watching | None:
    """As an earlier life left it, None where there is no target; closed before what it stands on.

    `holds` is asked before each round: whether this process is the one that asks.
    """
    if not asked.settings.targets:
        return None
    clock = base.clock
    prober = Prober(clock, asked.secrets, understanding(base.catalog), shared_tls(asked.settings.ca_file))
    stack.push_async_callback(prober.aclose)
    asks = Counted(prober, base.metrics)
    watch = Watch(asked.settings.targets, asks, clock, keeps=base.store.readings)
    watch.holds = holds
    stack.push_async_callback(watch.close)
    await watch.load()
    return Watching(prober, watch)
