"""Attempts to make something visible: who may, what is to be shown, what came of it, what is missing; values only."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from bot.models.conversation import Id
from bot.models.delivery import Delivery, DeliveryKind
from bot.models.incident import Incident
from bot.models.text import Value

REPEAT = "possible repeat"
"""In `err`: it was sent again although nobody could say whether it was there already."""
REPOSTED = "reposted"
"""In `err`: somebody deleted the message, and it was posted anew."""

Refusal = Literal["unreachable", "limited", "token", "channel", "gone", "refused"]
"""Why something was certainly not shown: no connection could be made; too much was sent; our credentials will not do;
the channel takes nothing from us; the message to be edited, or its thread, is no more; anything else for good."""


class Mandate(Value):
    """The right to send: of one life of one process, `term` counting the holders; what is written carries both."""

    owner: Id
    term: Annotated[int, Field(ge=1)]


class Wish(Value):
    """What a sender wants to carry out now: so many at most, one per channel, and none of the `busy` ones."""

    now: AwareDatetime
    kinds: tuple[DeliveryKind, ...]
    busy: frozenset[str] = frozenset()
    most: Annotated[int, Field(ge=1)] = 1


class Task(Value):
    """A delivery that was begun, and the incident that it is rendered from, as it was then.

    `thread_shown_at` is when the parent of a note became visible.
    """

    row: Delivery
    incident: Incident
    thread_shown_at: AwareDatetime | None = None

    @property
    def revision(self) -> int:
        """In which revision it will be visible when it is shown now."""
        if self.row.kind == "note":
            return 1
        return self.incident.page_revision if self.row.kind == "page" else self.incident.revision


class Shown(Value):
    """It is visible; `ts` is the messenger's id of the message."""

    ts: Id


class NotShown(Value):
    """It is certainly not visible in this revision; `reason` is the word of whoever refused it."""

    why: Refusal
    reason: Annotated[str, Field(max_length=120)] = ""


class Unsure(Value):
    """Nobody knows whether the attempt took effect."""

    reason: Annotated[str, Field(max_length=120)] = ""


Outcome = Shown | NotShown | Unsure


class Copy(Value):
    """A message that carries the id of a delivery; `answered` by people in its thread."""

    ts: Id
    answered: bool = False


class Spot(Value):
    """Where to look: a channel, or a thread in it."""

    channel: Id
    thread: Id | None = None


class Missing(Value):
    """Something that should be visible and is not: of which incident, where (empty: nowhere), and since when.

    `shown` is the revision that is visible instead, None where nothing is.
    """

    incident: int
    channel: str = ""
    kind: DeliveryKind = "parent"
    since: AwareDatetime
    shown: int | None = None


class Backlog(Value):
    """What waits: per lane how many and since when the oldest does; how many nobody knows of; how many are parked."""

    waiting: Mapping[int, int] = {}
    oldest: Mapping[int, dt.timedelta] = {}
    unknown: int = 0
    parked: int = 0
