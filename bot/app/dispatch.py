"""Puts delivery together: what is said to whom, by which ways, who looks after it; sends nothing itself."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.app.alarm_ends import AlarmEnds
from bot.app.asked import Asked
from bot.clock import SystemClock
from bot.delivery.auditor import Auditor, Check
from bot.delivery.heartbeat import DeadMansSwitch
from bot.delivery.lease import Lease
from bot.delivery.outgoing import Outgoing
from bot.delivery.pager import PagerDuty, Pages, Webhook
from bot.delivery.post_office import PostOffice
from bot.delivery.reconcile import Reconciler
from bot.delivery.rules import Pace
from bot.delivery.self_alarm import SelfAlarm
from bot.delivery.sender import Desk, Meters, Sender
from bot.delivery.sweep import Sweeper
from bot.explain.templates import Phrases
from bot.incidents.ports import IncidentRows
from bot.models.incident import Incident
from bot.models.ledger import Ledger, Wanted
from bot.settings.alerts import Pager
from bot.slack.alarms import AlarmPost
from bot.slack.incident_screen import IncidentScreen, Words
from bot.slack.incident_wording import IncidentWording
from bot.slack.surface import Alerts, Surface
from bot.status.watch import Watch

Result = TypeVar("Result")


class AwakeClock(SystemClock):
    """The real time, and how to wait on the event loop."""

    async def sleep(self, seconds: float) -> None:
        """Let others go on meanwhile."""
        await asyncio.sleep(seconds)


class TellingRows:
    """Rows of incidents that tell whoever listens that something was kept, so that it is sent at once."""

    def __init__(self, rows: IncidentRows) -> None:
        self._rows = rows
        self.listeners: list[Callable[[], None]] = []

    async def work(self, wanted: Wanted, function: Callable[[Ledger], Result]) -> Result:
        """As the rows do it."""
        result = await self._rows.work(wanted, function)
        for tell in self.listeners:
            tell()
        return result

    async def open(self, most: int) -> list[Incident]:
        """As the rows have them."""
        return await self._rows.open(most)

    async def at(self, channel: str, ts: str) -> Incident | None:
        """As the rows know it."""
        return await self._rows.at(channel, ts)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """All of delivery as it runs: `meters` are those of messages, `auditor` is None where nobody is to be told.

    `post` puts a word about the bot itself to where its alarms go.
    """

    office: PostOffice
    lease: Lease
    meters: Meters
    auditor: Auditor | None = None
    alarm: SelfAlarm | None = None
    post: AlarmPost | None = None


def open_bare_dispatch(lease: Lease, clock: AwakeClock) -> Dispatch:
    """The lease alone: for several processes that watch targets, and tell nobody unasked."""
    return Dispatch(PostOffice(lease, clock, (), ()), lease, Meters())


def open_dispatch(
    asked: Asked,
    surface: Surface,
    alerts: Alerts,
    lease: Lease,
    watch: Watch | None,
    stack: contextlib.AsyncExitStack,
) -> Dispatch:
    """Delivery for a site that wants alerts; what it opens is closed by the stack."""
    clock, rows = AwakeClock(), surface.store.deliveries
    outgoing = Outgoing()
    stack.push_async_callback(outgoing.close)
    pager = _open_pager(asked.pager, outgoing) if asked.pager else None
    post = _open_alarm_post(asked, surface)
    alarm = SelfAlarm(clock, post, pager.tell if pager else None)
    wording = IncidentWording(surface, alerts)
    pace = Pace()
    screen = IncidentScreen(
        surface.messenger, surface.clients, surface.identity, Words(wording.tell, wording.answer, pace)
    )
    desk = Desk(lease, clock, alarm.sound, fallback=alerts.alerting().fallback, pace=pace, anew=surface.store.anew)
    paging = replace(desk, meters=Meters())
    senders = [Sender(rows, screen, desk, ("parent", "note"))]
    if pager is not None:
        senders.append(Sender(rows, Pages(pager, wording.line), paging, ("page",)))
    switch = DeadMansSwitch(outgoing, asked.heartbeat.reveal if asked.heartbeat else lambda: None)
    auditor = Auditor(rows, lease, clock, alarm.sound, switch, _overdue(watch))
    ends = AlarmEnds(alarm, auditor, rows, clock, (desk.meters, paging.meters))
    parts = (Reconciler(rows, screen, desk), Sweeper(rows, screen, desk), auditor, ends)
    return Dispatch(PostOffice(lease, clock, senders, parts), lease, desk.meters, auditor, alarm, post)


def _open_pager(pager: Pager, outgoing: Outgoing) -> PagerDuty | Webhook:
    if pager.kind == "pagerduty":
        return PagerDuty(outgoing, pager.secret.reveal, pager.url)
    return Webhook(outgoing, lambda: pager.url, pager.secret.reveal)


def _open_alarm_post(asked: Asked, surface: Surface) -> AlarmPost | None:
    channel = asked.alerts.alarms
    if channel is None:
        return None
    return AlarmPost(
        surface.messenger, surface.identity, channel, lambda: Phrases(surface.catalog().phrases, surface.locale)
    )


def _overdue(watch: Watch | None) -> Check | None:
    """What the auditor is told of targets that nobody asks; None where there is none."""
    if watch is None:
        return None

    async def check() -> list[str]:
        return [f"asking {name}" for name in watch.overdue()]

    return check
