"""Asks one target, or one place that belongs to one, within its deadline; keeps nothing and judges nothing jointly."""

import ssl
from collections.abc import Sequence
from typing import Literal

from bot.models.target import Place, Reading, Target
from bot.status.ports import Secrets, Time, Understand

PlaceKind = Literal["dns", "tcp", "tls", "http", "https"]
"""How a place is asked: each includes those before it, http without TLS; http(s) wants any answer but a 5xx."""


class Prober:
    """Asks, for the whole process: one shared TLS context, few resolver threads, one asking of a target at a time."""

    def __init__(self, clock: Time, secrets: Secrets, understand: Understand, tls: ssl.SSLContext) -> None:
        self._clock = clock
        self._secrets = secrets
        self._understand = understand
        self._tls = tls

    async def probe(self, target: Target) -> Reading:
        """Ask a target once; never raises for what the other side does, and ends within the target's deadline.

        Whoever asks while the same target is being asked shares that asking and its reading.
        """
        raise NotImplementedError

    async def ask_place(self, place: Place, kind: PlaceKind, targets: Sequence[Target]) -> Reading | None:
        """Ask exactly this host and port, if it is that of one of the targets or among its `also_allow`.

        The reading carries that target's name. None where it belongs to no target: nothing was contacted then.
        """
        raise NotImplementedError

    async def aclose(self) -> None:
        """End what is being asked."""
        raise NotImplementedError


def owner_of(place: Place, targets: Sequence[Target]) -> Target | None:
    """The target that a place belongs to: it is asked there, or allows it, too; compared by name, never resolved."""
    raise NotImplementedError
