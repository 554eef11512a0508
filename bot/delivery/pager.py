"""Tells a pager of incidents that must wake people: PagerDuty's Events v2 or any webhook; words nothing itself.

The incident's id is the key by which the pager tells repeats, so that whatever is not known to be taken is sent again.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal

from bot.delivery.outgoing import Outgoing
from bot.models.entry import Level
from bot.models.incident import Incident
from bot.models.showing import Copy, NotShown, Outcome, Shown, Spot, Task, Unsure

PAGERDUTY = "https://events.pagerduty.com/v2/enqueue"
LONGEST_SUMMARY = 1_024
SOURCE = "skms-bot"

Secret = Callable[[], str | None]
"""Gives a secret as it is now, None where there is none."""
Action = Literal["trigger", "acknowledge", "resolve"]
_SEVERITIES: Mapping[Level, str] = {"P1": "critical", "P2": "error", "P3": "warning", "P4": "info"}


class PagerDuty:
    """PagerDuty's Events API v2; `key` is the integration key of a service."""

    def __init__(self, outgoing: Outgoing, key: Secret, url: str = PAGERDUTY) -> None:
        self._outgoing = outgoing
        self._key = key
        self._url = url

    async def tell(self, event: Mapping[str, Any]) -> Outcome:
        """Send an event of write_event."""
        key = self._key()
        if not key:
            return NotShown(why="token", reason="no integration key")
        body: dict[str, Any] = {"routing_key": key, "event_action": event["action"], "dedup_key": event["id"]}
        if event["action"] == "trigger":
            payload = {
                "summary": event["summary"],
                "source": event["source"],
                "severity": event["severity"],
                "timestamp": event["since"],
                "component": event["component"],
                "group": event["environment"],
                "class": event["kind"],
                "custom_details": {"incident": event["number"], "code": event["code"], "state": event["state"]},
            }
            body |= {"client": SOURCE, "payload": {name: value for name, value in payload.items() if value is not None}}
        return await self._outgoing.post(self._url, body)


class Webhook:
    """Any receiver of JSON; `url` may hold a secret, `token` goes as a bearer token where there is one."""

    def __init__(self, outgoing: Outgoing, url: Secret, token: Secret) -> None:
        self._outgoing = outgoing
        self._url = url
        self._token = token

    async def tell(self, event: Mapping[str, Any]) -> Outcome:
        """Send an event of write_event as it is."""
        url, token = self._url(), self._token()
        if not url:
            return NotShown(why="token", reason="no address")
        return await self._outgoing.post(url, dict(event), {"Authorization": f"Bearer {token}"} if token else None)


class Pages:
    """The pager as a screen for deliveries of the kind `page`; `word` writes an incident in one line."""

    def __init__(self, pager: PagerDuty | Webhook, word: Callable[[Incident], str]) -> None:
        self._pager = pager
        self._word = word

    async def show(self, task: Task, allowed: Callable[[], bool]) -> Outcome:
        """Tell it as it is now."""
        if not allowed():
            return NotShown(why="limited", reason="the lease is not ours")
        outcome = await self._pager.tell(write_event(task.incident, self._word(task.incident)))
        if isinstance(outcome, Shown):
            return Shown(ts=task.incident.key)
        # The key makes a repeat harmless, so there is no doubt to be settled; and all pages rest together.
        rests = isinstance(outcome, Unsure) or outcome.why == "limited"
        return NotShown(why="unreachable", reason=outcome.reason) if rests else outcome

    async def find(self, spot: Spot, ids: Collection[str], since: dt.datetime) -> Mapping[str, Sequence[Copy]] | None:
        """Nobody can say; nobody need ask."""
        del spot, ids, since
        return None

    async def take_back(self, spot: Spot, extra: Copy, kept: str) -> bool:
        """There are no copies."""
        del spot, extra, kept
        return True


def write_event(incident: Incident, summary: str) -> dict[str, Any]:
    """An incident as an event: flat JSON, the same `id` from its beginning to its end."""
    subject = incident.subject
    return {
        "id": incident.key,
        "action": choose_action(incident),
        "summary": summary[:LONGEST_SUMMARY],
        "number": incident.number,
        "state": incident.state,
        "severity": _SEVERITIES[subject.level],
        "environment": subject.environment,
        "component": subject.component,
        "code": subject.code,
        "kind": subject.kind,
        "since": incident.first_at.isoformat(),
        "resolved": incident.resolved_at.isoformat() if incident.resolved_at else None,
        "source": SOURCE,
    }


def choose_action(incident: Incident) -> Action:
    """What the pager is to do: nobody who has it already need be woken."""
    if not incident.open:
        return "resolve"
    return "acknowledge" if incident.holder else "trigger"
