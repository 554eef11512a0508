"""How the connections to Slack are, and the alarm where there is none; opens and closes nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import structlog

from bot.slack.ports import Time

log = structlog.get_logger("skms_bot.socket")

LOOK_EVERY = 1.0
ALARM_AGAIN = 300.0
State = Literal["connecting", "open", "refused"]


@dataclass(slots=True, eq=False)
class Line:
    """One connection that should be there."""

    number: int
    state: State = "connecting"
    reason: str = ""
    down_since: float | None = None
    times_open: int = 0

    def opened(self, _now: float) -> None:
        """Slack said hello."""
        self.state, self.reason, self.down_since = "open", "", None
        self.times_open += 1

    def lost(self, reason: str, now: float, *, refused: bool) -> None:
        """It ended, or could not be made."""
        self.state, self.reason = ("refused" if refused else "connecting"), reason
        self.down_since = self.down_since if self.down_since is not None else now


@dataclass(frozen=True, slots=True)
class SocketHealth:
    """`down_for` is None where at least one connection is open; `reason` is why, a refusal before all else."""

    open: int
    wanted: int
    down_for: float | None = None
    refused: bool = False
    reason: str = ""

    @classmethod
    def of(cls, lines: Sequence[Line], now: float) -> "SocketHealth":
        """The health of these lines."""
        opened = sum(line.state == "open" for line in lines)
        since = [line.down_since for line in lines if line.down_since is not None]
        # One line may have been refused while another only ended: the refusal is what somebody must mend.
        worst = sorted(lines, key=lambda line: line.state != "refused")
        return cls(
            open=opened,
            wanted=len(lines),
            down_for=now - max(since) if not opened and since else None,
            refused=not opened and any(line.state == "refused" for line in lines),
            reason=next((line.reason for line in worst if line.reason), ""),
        )


async def watch_lines(lines: Sequence[Line], clock: Time, alarm_after: float) -> None:
    """Say in the log, within a minute, that Slack is lost, again now and then, and when it is back."""
    told: float | None = None
    down_for = 0.0
    while True:
        await asyncio.sleep(LOOK_EVERY)
        now = clock.monotonic()
        health = SocketHealth.of(lines, now)
        if health.down_for is None:
            if told is not None:
                log.warning("slack_connected_again", was_down_for=round(down_for))
            told = None
            continue
        down_for = health.down_for
        due = health.refused or down_for >= alarm_after
        if due and (told is None or now - told >= ALARM_AGAIN):
            told = now
            log.error("slack_disconnected", seconds=round(down_for), refused=health.refused, reason=health.reason)
