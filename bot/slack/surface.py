"""What a listener has at hand: knowledge, storage, ways to write and to read, the queue; does nothing itself."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.checks.ports import Asks
from bot.incidents.engine import Engine
from bot.models.alerting import Alerting
from bot.models.answer import Contact
from bot.models.catalog import Catalog
from bot.models.environment import EnvironmentSigns
from bot.models.history import Past
from bot.models.setup import Answers, Channels, Feedback, Files, Work
from bot.models.target import Standing, Target
from bot.slack.clients import Clients, Identity
from bot.slack.front import Arrival
from bot.slack.inbox import Job
from bot.slack.messenger import Messenger
from bot.slack.ports import Time
from bot.slack.watch import Watch
from bot.storage.store import Store

__all__ = ["Alerts", "Arrival", "Board", "Inbox", "Job", "Knowledge", "Settings", "Status", "Surface"]


class Settings(Protocol):
    """What a site sets, as far as listeners need it (bot.settings.slack.SlackSettings has it)."""

    @property
    def channels(self) -> Channels:
        """Where the bot reads unasked, and how it behaves there."""
        ...

    @property
    def files(self) -> Files:
        """Which files are read."""
        ...

    @property
    def feedback(self) -> Feedback:
        """Whether cases are kept."""
        ...

    @property
    def answers(self) -> Answers:
        """Windows, groups, links."""
        ...

    @property
    def work(self) -> Work:
        """How much is done at once."""
        ...


class Knowledge(Protocol):
    """The knowledge base of a process that lives long."""

    @property
    def current(self) -> Catalog:
        """The one in use."""
        ...


class Inbox(Protocol):
    """Where work goes that is done after the ack."""

    def submit(self, job: Job) -> None:
        """Queue a job; raises InboxFull."""
        ...


class Board(Protocol):
    """What is held of the targets (bot.status.watch.Watch has it)."""

    @property
    def targets(self) -> Mapping[str, Target]:
        """Every target by its name."""
        ...

    @property
    def standings(self) -> Mapping[str, Standing]:
        """How each stands now."""
        ...

    @property
    def pasts(self) -> Mapping[str, Past]:
        """The last hour and week of each."""
        ...

    async def ask_now(self, names: Iterable[str]) -> None:
        """Ask these targets at once, and wait until they stand on the board."""
        ...


@dataclass(frozen=True, slots=True)
class Status:
    """What can be known of SKMS itself: how the targets stand, who asks them, and by what environments are told."""

    board: Board
    asks: Asks
    environments: tuple[EnvironmentSigns, ...] = ()


@dataclass(frozen=True, slots=True)
class Alerts:
    """Incidents as people may see and change them, and how the site wants to be told of them.

    `companies` are the names that operators have for masked company ids.
    """

    engine: Engine
    alerting: Callable[[], Alerting]
    companies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Surface:
    """Given to `register`; the same for every listener and for the whole life of the process.

    `catalog()` is the knowledge base as it is now: ask anew for each answer. `clients` is for reading (users.info,
    conversations.info, files through `clients.session`); whatever writes goes through `messenger`.
    `contacts` are the site's people per role. `status` is None where no target is configured,
    `alerts` where the site wants none. `zone` is that in which
    times are told, None for the system's.
    """

    catalog: Callable[[], Catalog]
    locale: str
    settings: Settings
    store: Store
    messenger: Messenger
    clients: Clients
    identity: Identity
    inbox: Inbox
    watch: Watch
    clock: Time
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    status: Status | None = None
    zone: dt.tzinfo | None = None
    alerts: Alerts | None = None
