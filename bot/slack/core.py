"""Introduces the parts of the Slack core to each other; starts, stops and decides nothing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.models.answer import Contact
from bot.recognition.recognise import may_name_an_error
from bot.slack.admission import Admission
from bot.slack.bolt import Register, catch_all, make_bolt
from bot.slack.clients import Clients, Identity
from bot.slack.envelope import Known
from bot.slack.front import Front
from bot.slack.gates import ChannelGates
from bot.slack.inbox import Inbox
from bot.slack.lookup import Lookup
from bot.slack.messenger import Messenger
from bot.slack.ports import Time
from bot.slack.recovery import Recovery
from bot.slack.surface import Alerts, Knowledge, Settings, Status, Surface
from bot.slack.watch import Watch
from bot.storage.store import Store


@dataclass(frozen=True, slots=True)
class Core:
    """All parts that live as long as the process."""

    surface: Surface
    gates: ChannelGates
    inbox: Inbox
    front: Front
    recovery: Recovery
    watch: Watch

    async def remember(self) -> None:
        """Take over what an earlier life left in the database; raises StorageError."""
        await self.gates.load()
        await self.watch.remember(self.surface.store.answers)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the core stands on."""

    settings: Settings
    store: Store
    knowledge: Knowledge
    clients: Clients
    identity: Identity
    clock: Time
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    status: Status | None = None
    zone: dt.tzinfo | None = None
    alerts: Alerts | None = None


def assemble(ground: Ground, register: Register, *, locale: str = "en") -> Core:
    """The core, with the listeners that `register` knows."""
    clock, rows, identity = ground.clock, ground.store.events, ground.identity
    watch = Watch(clock)
    gates = ChannelGates(ground.store.gates, clock)
    admission = Admission(rows)
    work = ground.settings.work
    inbox = Inbox(rows, admission, longest=work.queue, workers=work.workers)
    surface = Surface(
        catalog=lambda: ground.knowledge.current,
        locale=locale,
        settings=ground.settings,
        store=ground.store,
        messenger=Messenger(ground.clients, gates, clock),
        clients=ground.clients,
        identity=identity,
        inbox=inbox,
        watch=watch,
        clock=clock,
        contacts=ground.contacts,
        status=ground.status,
        zone=ground.zone,
        alerts=ground.alerts,
    )
    bolt = make_bolt(ground.clients, identity)
    register(bolt, surface)
    catch_all(bolt)
    known = Known(
        bot_user=identity.bot_user,
        bot_id=identity.bot_id,
        bots=frozenset(ground.settings.channels.bots),
        pastes=watch.pastes,
        threads=watch.threads,
        candidate=may_name_an_error,
    )
    front = Front(bolt, known, watch, admission, inbox, clock=clock)
    recovery = Recovery(rows, Lookup(ground.clients), front, admission, inbox, clock=clock)
    return Core(surface, gates, inbox, front, recovery, watch)
