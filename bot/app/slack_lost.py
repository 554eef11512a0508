"""Tells people that Slack cannot be heard any more, by the ways that are left; mends no connection."""

import asyncio
from collections.abc import Callable

from bot.delivery.lease import Lease
from bot.delivery.self_alarm import SelfAlarm
from bot.slack.socket_health import SocketHealth

ALARM = "slack-lost"
LOOK_EVERY = 5.0
AFTER = 50.0
"""Seconds without any connection: with the look and the call it is told within a minute."""


class SlackLost:
    """Of several processes the holder of the lease tells it: where Slack is away, it is away from all."""

    def __init__(self, health: Callable[[], SocketHealth], lease: Lease, alarm: SelfAlarm) -> None:
        self._health = health
        self._lease = lease
        self._alarm = alarm

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            await self.step()

    async def step(self) -> None:
        """Look once."""
        health = self._health()
        if health.down_for is None:
            await self._alarm.over(ALARM)
        elif self._lease.mandate is not None and (health.refused or health.down_for >= AFTER):
            await self._alarm.sound(ALARM, {"reason": health.reason})
