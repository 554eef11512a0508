"""What of an incident should be visible in the messenger, and what is, one row per message; values only."""

import uuid
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from bot.models.conversation import Id
from bot.models.text import Value

DeliveryKind = Literal["parent", "note", "page"]
"""`parent` is an incident's message, edited in place and rendered from the incident when it is sent, so always the
latest. `note` stands in its thread and is frozen: rendered from `note`. `page` goes to the pager instead of the
messenger, rendered from the incident's state, with its id as the key by which the pager tells repeats."""

DeliveryState = Literal["idle", "sending", "unknown", "parked", "dead"]
"""`unknown`: nobody knows whether the last attempt took effect; `parked`: not before something is mended; `dead`: never
(given up, or taken back)."""

AttemptOp = Literal["post", "update"]
Lane = Annotated[int, Field(ge=0, le=2)]
CRITICAL, NORMAL, SUMMARY = 0, 1, 2
PAGER = "pager"
"""What stands in `channel` of a page; no channel of a messenger is called so."""

_NAMESPACE = uuid.UUID("8f2a54c1-6d6e-4d0b-9a52-3b7d5a9f1c40")


class Delivery(Value):
    """One message that should be visible: `want_rev` says in which revision, `sent_rev` in which it is.

    `stream` is one thread (an incident in a channel), `seq` the order within it: the parent is 0, notes follow, and a
    note waits until all before it are visible. Whoever starts an attempt writes `owner` and `fence`; whoever ends it
    must still find them. `ts` is the messenger's id of the message, `thread_of` that of its parent, once known;
    `shown_at` is when it first became visible.
    `note` is the frozen Announcement as JSON. Nothing is sent before `not_before`: the end of quiet hours, or of a
    rest after a failure. `at` is when it was wished for.
    """

    id: Id
    incident: Annotated[int, Field(ge=1)]
    stream: Id
    seq: Annotated[int, Field(ge=0)]
    kind: DeliveryKind
    channel: Id
    lane: Lane = NORMAL
    want_rev: Annotated[int, Field(ge=0)] = 1
    sent_rev: Annotated[int, Field(ge=0)] = 0
    note: str = ""
    ts: Id | None = None
    thread_of: Id | None = None
    shown_at: AwareDatetime | None = None
    state: DeliveryState = "idle"
    attempt_op: AttemptOp | None = None
    attempt_at: AwareDatetime | None = None
    first_unknown_at: AwareDatetime | None = None
    attempts: Annotated[int, Field(ge=0)] = 0
    not_before: AwareDatetime
    sweep_at: AwareDatetime | None = None
    owner: Id | None = None
    fence: Annotated[int, Field(ge=0)] = 0
    err: Annotated[str, Field(max_length=255)] = ""
    at: AwareDatetime


def name_stream(incident: str, channel: str) -> str:
    """The stream of an incident (by its `key`) in a channel."""
    return f"{incident}/{channel}"


def name_delivery(stream: str, seq: int) -> str:
    """The id of a delivery: always the same for the same place in a stream, so that a restored database finds it again.

    It goes into the message's metadata, which everybody in the workspace can read, and tells nothing.
    """
    return str(uuid.uuid5(_NAMESPACE, f"{stream}/{seq}"))


def name_condition(fingerprint: str, channel: str) -> str:
    """What a card carries besides its id for as long as its incident is open; it tells as little.

    By this it is found by a database that never knew of it, but knows of the same condition.
    """
    return str(uuid.uuid5(_NAMESPACE, f"{channel}/{fingerprint}"))
