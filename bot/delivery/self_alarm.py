"""Alarms about the bot itself, on a way that needs neither the database nor the outbox: a direct post and the pager.

The same alarm comes once an hour, by memory alone. Nothing that goes wrong on the way is raised: it is logged.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.delivery.pager import SOURCE
from bot.delivery.ports import Time
from bot.models.showing import Outcome, Shown

log = structlog.get_logger("skms_bot.alarm")

AGAIN_AFTER = 3600.0

Post = Callable[[str, Mapping[str, str]], Awaitable[bool]]
"""Words an alarm of a kind, with its facts, and posts it to where alarms go; False where that was not done."""
Tell = Callable[[Mapping[str, Any]], Awaitable[Outcome]]
"""Sends an event to the pager."""


class SelfAlarm:
    """Sounds each kind of alarm at most once an hour; an end that is told lets it sound anew."""

    def __init__(self, clock: Time, post: Post | None = None, tell: Tell | None = None) -> None:
        self._clock = clock
        self._post = post
        self._tell = tell
        self._sounded: dict[tuple[str, str], float] = {}

    async def sound(self, kind: str, facts: Mapping[str, str]) -> None:
        """Tell people, unless they were told within the hour; never raises. A `channel` in the facts counts apart."""
        key, now = (kind, facts.get("channel", "")), self._clock.monotonic()
        if now - self._sounded.get(key, float("-inf")) < AGAIN_AFTER:
            return
        # Marked before the attempt: two at once are one. Where nobody could be told, the next one tries again.
        self._sounded[key] = now
        log.error("alarm", kind=kind, **{f"fact_{name}": value for name, value in facts.items()})
        posted = await self._post(kind, facts) if self._post else False
        paged = await self._page(kind, facts) if self._tell else False
        if (self._post or self._tell) and not posted and not paged:
            del self._sounded[key]
            log.error("alarm_not_told", kind=kind)

    async def over(self, kind: str) -> None:
        """It is over: the pager is told, and the next alarm of this kind sounds at once."""
        keys = [key for key in self._sounded if key[0] == kind]
        for key in keys:
            del self._sounded[key]
        if keys and self._tell:
            await self._tell(write_alarm(kind, {}, "resolve"))

    async def _page(self, kind: str, facts: Mapping[str, str]) -> bool:
        return self._tell is not None and isinstance(await self._tell(write_alarm(kind, facts, "trigger")), Shown)


def write_alarm(kind: str, facts: Mapping[str, str], action: str) -> dict[str, Any]:
    """An alarm as an event for the pager, of the same form as an incident's."""
    words = " ".join(f"{name}={value}" for name, value in facts.items())
    return {
        "id": f"{SOURCE}/{kind}",
        "action": action,
        "summary": f"{SOURCE}: {kind} {words}".strip(),
        "number": None,
        "state": "firing" if action == "trigger" else "resolved",
        "severity": "error",
        "environment": "",
        "component": SOURCE,
        "code": None,
        "kind": "self",
        "since": None,
        "resolved": None,
        "source": SOURCE,
    }
