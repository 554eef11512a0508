"""Notices that what an alarm was about is over, and says so; sounds none itself."""

from collections.abc import Sequence

import structlog

from bot.delivery.auditor import Auditor
from bot.delivery.ports import AuditRows, Time
from bot.delivery.self_alarm import SelfAlarm
from bot.delivery.sender import Meters
from bot.errors import StorageError

log = structlog.get_logger("skms_bot.alarm")

LOOK_EVERY = 15.0
SHOWN = ("slack-token", "pager")
"""What is over once something was shown: by messages, by pages."""


class AlarmEnds:
    """Looks now and then; `meters` are those of messages and of pages."""

    def __init__(
        self, alarm: SelfAlarm, auditor: Auditor, rows: AuditRows, clock: Time, meters: Sequence[Meters]
    ) -> None:
        self._alarm = alarm
        self._auditor = auditor
        self._rows = rows
        self._clock = clock
        self._meters = tuple(meters)
        self._shown = [one.shown for one in self._meters]

    async def run(self) -> None:
        """Look for as long as this is not cancelled."""
        while True:
            await self._clock.sleep(LOOK_EVERY)
            await self.step()

    async def step(self) -> None:
        """Look once."""
        for place, (kind, meters) in enumerate(zip(SHOWN, self._meters, strict=True)):
            if meters.shown > self._shown[place]:
                await self._alarm.over(kind)
            self._shown[place] = meters.shown
        if self._auditor.beating:
            await self._alarm.over("not-visible")
        if not self._auditor.blind:
            await self._alarm.over("database")
        try:
            backlog = await self._rows.backlog(self._clock.now())
        except StorageError as error:
            log.info("backlog_unread", reason=type(error).__name__)
            return
        if not backlog.parked:
            await self._alarm.over("refused")
