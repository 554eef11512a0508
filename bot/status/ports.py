"""What asking needs of others, as small protocols; holds no code."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Protocol

from bot.models.sighting import SkmsError
from bot.models.target import Target

Understand = Callable[[str], SkmsError | None]
"""The SKMS error that a text is or wraps, None where it is none; the text is at most 64 KiB."""


class Time(Protocol):
    """What is asked of a clock."""

    def now(self) -> dt.datetime:
        """The current time, aware."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...


class Secrets(Protocol):
    """Where the secrets of targets are, as they are now; no Target holds one."""

    def licence_key(self, target: Target) -> str:
        """The licence key of an sdf-health target; empty where it has none."""
        ...

    def headers(self, target: Target) -> Mapping[str, str]:
        """The header values of a target that are secret, by header name."""
        ...
