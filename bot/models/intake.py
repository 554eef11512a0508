"""Who may send errors and alerts over HTTP, and how much at once; values only, read by the settings."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from bot.models.setup import Duration
from bot.models.text import Slug, Value

Taken = Literal["errors", "alerts"]
"""What a source may send: error bodies and log records, or alerts of another system."""

MEBIBYTE = 1024 * 1024
TOKEN_FLOOR = 16
"""A token of fewer characters can be guessed."""


SilentAfter = Annotated[Duration, Field(gt=dt.timedelta(0), le=dt.timedelta(days=31))]
EnvironmentName = Annotated[str, Field(max_length=64)]


class IntakeSource(Value):
    """Whoever sends with a token of its own: its name, what it may send, and the environment where it names none.

    `silent_after` is how long an alert of it may go without being repeated before nobody knows whether it still holds:
    about three times the repeat interval of its sender.
    """

    name: Slug
    accepts: tuple[Taken, ...] = ("errors", "alerts")
    environment: EnvironmentName = ""
    silent_after: SilentAfter = dt.timedelta(hours=12)


class Caps(Value):
    """How much one request, and all of them together, may take: bytes after unpacking, records, seconds.

    Fluent Bit sends whole chunks of about 2 MB and cannot be told to send less, so `max_bytes` is above that.
    """

    max_bytes: Annotated[int, Field(ge=1_024, le=64 * MEBIBYTE)] = 4 * MEBIBYTE
    held_bytes: Annotated[int, Field(ge=1_024)] = 64 * MEBIBYTE
    most_records: Annotated[int, Field(ge=1)] = 10_000
    head_within: Annotated[float, Field(gt=0)] = 5.0
    body_within: Annotated[float, Field(gt=0)] = 5.0
    stored_within: Annotated[float, Field(gt=0)] = 10.0
