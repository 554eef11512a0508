"""A process that does nothing but deliver, to a Slack at a given address; started by tests, which kill it.

Called as `python -m tests.fakes.sending_process <database> <Slack's address> <bot token>`.
"""

import asyncio
import sys
from typing import Any

from bot.clock import SystemClock
from bot.delivery.lease import Lease
from bot.delivery.reconcile import Reconciler
from bot.delivery.rules import Pace
from bot.delivery.sender import Desk, Sender
from bot.delivery.sweep import Sweeper
from bot.explain.incident import Telling
from bot.models.answer import Answer
from bot.models.incident import Incident
from bot.slack.clients import Clients
from bot.slack.gates import ChannelGates
from bot.slack.incident_screen import IncidentScreen, Words
from bot.slack.messenger import Messenger
from bot.storage.store import open_store
from tests.fakes.delivering import Heard
from tests.fakes.incident_scenes import telling

QUICK = Pace.model_validate({"call": 0.2, "grace": 0.1, "sweep_first": 0.2, "sweep_last": 0.6, "doubt_critical": 1.0})


class AwakeClock(SystemClock):
    """The real time."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.05))


async def deliver(database: str, url: str, token: str) -> None:
    """Until it is killed."""
    clock = AwakeClock()
    store = await open_store(database, clock)
    clients = Clients(lambda: token, lambda: None, url)
    gates = ChannelGates(store.gates, clock)
    await gates.load()

    async def tell(incident: Incident, channel: str) -> Telling:
        del incident, channel
        return telling(clock.now())

    async def answer(code: int, incident: Incident, to: Telling) -> Answer | None:
        del code, incident, to
        return None

    words = Words(tell, answer, QUICK)
    screen = IncidentScreen(Messenger(clients, gates, clock), clients, await clients.who_we_are(), words)
    lease = Lease(store.lease, clock)
    desk = Desk(lease, clock, Heard(), pace=QUICK)
    rows: Any = store.deliveries
    parts = (
        lease,
        Sender(rows, screen, desk, ("parent", "note")),
        Reconciler(rows, screen, desk),
        Sweeper(rows, screen, desk),
    )
    await asyncio.gather(*(part.run() for part in parts))


if __name__ == "__main__":
    asyncio.run(deliver(*sys.argv[1:4]))
