"""Says once, after a start, that the bot was away and what nobody looked at meanwhile; notices no other silence."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from bot.delivery.self_alarm import Post
from bot.explain.ages import write_clock, write_span
from bot.explain.templates import Phrases
from bot.models.target import Target

log = structlog.get_logger("skms_bot.absence")

WORTH_A_WORD = dt.timedelta(minutes=2)
"""A restart, or the move to another machine, is shorter."""
KIND = "was-away"


@dataclass(frozen=True, slots=True)
class Absence:
    """From the last sign of life in the database, of whichever process, to this start."""

    since: dt.datetime
    until: dt.datetime

    async def tell(self, post: Post, targets: Iterable[Target], phrases: Phrases, zone: dt.tzinfo) -> None:
        """One message, where it was long enough."""
        away = self.until - self.since
        if away < WORTH_A_WORD:
            return
        missed = sum(away // target.interval for target in targets)
        facts = {
            "since": write_clock(self.since, self.until, zone),
            "until": write_clock(self.until, self.until, zone),
            "span": write_span(away, phrases),
            "count": str(missed or ""),
        }
        told = await post(KIND, facts)
        log.warning("was_away", seconds=round(away.total_seconds()), missed=missed, told=told)
