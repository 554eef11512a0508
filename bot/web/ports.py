"""What the HTTP surface needs of others, as small protocols; holds no code."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.models.alerting import AlertReport, ErrorReport, Request
from bot.models.catalog import Catalog


class Kept(Protocol):
    """What became of a request (bot.incidents.engine.Intake)."""

    @property
    def status(self) -> str:
        """`new`, `duplicate`, or `conflict` where the key belongs to another body."""
        ...

    @property
    def incidents(self) -> tuple[int, ...]:
        """The incidents that it is part of."""
        ...


class Engine(Protocol):
    """Where reports become incidents (bot.incidents.engine); what a call returned for is kept. Raises StorageError."""

    async def report(self, errors: Sequence[ErrorReport], now: dt.datetime, request: Request | None = None) -> Kept:
        """Count errors."""
        ...

    async def alerts(self, alerts: Sequence[AlertReport], now: dt.datetime, request: Request | None = None) -> Kept:
        """Apply alerts."""
        ...


class Knowledge(Protocol):
    """The knowledge base of a process that lives long (bot.catalog.living.LivingCatalog)."""

    @property
    def current(self) -> Catalog:
        """The one in use."""
        ...


class Vitals(Protocol):
    """How the process does."""

    async def beat(self, now: dt.datetime) -> None:
        """Write something small to the database; raises StorageError (bot.storage.pulse)."""
        ...


class Loops(Protocol):
    """The supervised loops."""

    def ages(self) -> Mapping[str, float]:
        """Seconds since each loop last came round, by its name; empty where none is supervised."""
        ...


class Time(Protocol):
    """What is asked of a clock."""

    def now(self) -> dt.datetime:
        """The current time, aware."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...
