"""Feeds the figures that nobody counts where they happen: looks at the parts every few seconds; changes none."""

import asyncio
from dataclasses import dataclass, field

import structlog

from bot.app.dispatch import Dispatch
from bot.app.ways import Way
from bot.clock import SystemClock
from bot.delivery.auditor import Auditor
from bot.errors import StorageError
from bot.metrics import Metrics
from bot.models.delivery import CRITICAL, NORMAL, SUMMARY
from bot.slack.gates import ChannelGates
from bot.slack.socket import SocketLines
from bot.storage.deliveries import Deliveries

log = structlog.get_logger("skms_bot.figures")

LOOK_EVERY = 5.0
LANES = {CRITICAL: "critical", NORMAL: "normal", SUMMARY: "summary"}


@dataclass(slots=True)
class Figures:
    """What is looked at, and what was counted by the last look."""

    metrics: Metrics
    way: Way
    gates: ChannelGates
    dispatch: Dispatch | None
    rows: Deliveries
    clock: SystemClock
    _counted: dict[str, int] = field(default_factory=dict)

    async def run(self) -> None:
        """Look until cancelled."""
        self._watch_states()
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY)

    def _watch_states(self) -> None:
        """What is told as it is at the moment of asking."""
        way, dispatch, metrics = self.way, self.dispatch, self.metrics
        if isinstance(way, SocketLines):
            metrics.slack_connected.set_function(lambda: way.health.open)
        if dispatch is not None:
            metrics.leader.set_function(lambda: dispatch.lease.mandate is not None)
            metrics.heartbeat.set_function(lambda: _as_figure(dispatch.auditor))

    async def look(self) -> None:
        """Look once at what is only counted."""
        metrics = self.metrics
        metrics.slack_refusals.inc(self._more("refusals", self.gates.refusals))
        if self.dispatch is None:
            return
        metrics.swept.inc(self._more("swept", self.dispatch.meters.swept))
        metrics.repeats.inc(self._more("repeated", self.dispatch.meters.repeated))
        metrics.part_restarts.inc(self._more("restarts", self.dispatch.office.restarts))
        try:
            backlog = await self.rows.backlog(self.clock.now())
        except StorageError as error:
            log.info("backlog_unread", reason=type(error).__name__)
            return
        for lane, name in LANES.items():
            oldest = backlog.oldest.get(lane)
            metrics.outbox_oldest.labels(name).set(oldest.total_seconds() if oldest else 0.0)
        metrics.outbox_unknown.set(backlog.unknown)

    def _more(self, name: str, now: int) -> int:
        """How much more there is than at the last look."""
        before, self._counted[name] = self._counted.get(name, 0), now
        return now - before


def _as_figure(auditor: Auditor | None) -> float:
    """No number where this process has not looked: another one does, or nobody is to be told of anything."""
    return float("nan") if auditor is None or auditor.beating is None else float(auditor.beating)
