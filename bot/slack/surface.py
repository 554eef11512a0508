"""What a listener has at hand: knowledge, storage, ways to write and to read, the queue; does nothing itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.models.answer import Contact
from bot.models.catalog import Catalog
from bot.models.setup import Answers, Channels, Feedback, Files, Work
from bot.slack.clients import Clients, Identity
from bot.slack.front import Arrival
from bot.slack.inbox import Job
from bot.slack.messenger import Messenger
from bot.slack.ports import Time
from bot.slack.watch import Watch
from bot.storage.store import Store

__all__ = ["Arrival", "Inbox", "Job", "Knowledge", "Settings", "Surface"]


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


@dataclass(frozen=True, slots=True)
class Surface:
    """Given to `register`; the same for every listener and for the whole life of the process.

    `catalog()` is the knowledge base as it is now: ask anew for each answer. `clients` is for reading (users.info,
    conversations.info, files through `clients.session`); whatever writes goes through `messenger`.
    `contacts` are the site's people per role.
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
