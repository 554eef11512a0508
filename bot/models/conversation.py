"""What is remembered of conversations: events, answers, settings of people and channels; never a message's text."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from bot.models.text import Locale, Value

Id = Annotated[str, Field(min_length=1, max_length=255)]
"""An identifier given by the messenger: of an event, a workspace, a channel, a person, a message."""

EventState = Literal["received", "answered", "failed"]
DuplicateKey = Literal["event_id", "message", "client_msg_id"]
AnswerState = Literal["pending", "sent", "unknown", "withdrawn", "deleted"]
"""`pending` until the message is known to be there, `unknown` when nobody knows whether it is, `withdrawn` by a person
who said that it is not about SKMS, `deleted` with its paste."""
ChannelMode = Literal["off", "listen", "on"]


class Event(Value):
    """One event of the messenger, recorded before it is acknowledged.

    `channel` and `ts` name the message it speaks of and `thread_ts` its thread, so that it can be read again after a
    crash; they are None for events without a message.
    """

    event_id: Id
    team: Id
    channel: Id | None = None
    ts: Id | None = None
    thread_ts: Id | None = None
    user: Id | None = None
    client_msg_id: Id | None = None
    kind: Id
    state: EventState = "received"
    at: AwareDatetime


class Novelty(Value):
    """Whether an event is new; where it is not, by which key it was known and the event that came first."""

    by: DuplicateKey | None = None
    first: Event | None = None

    @property
    def new(self) -> bool:
        """Nobody saw it before."""
        return self.by is None


class PostedAnswer(Value):
    """One answer in a channel: where it stands, which paste it answers, how often the same came again.

    `id` is ours and made before the message is sent; `message_ts` is known after. `revision` counts what was shown.
    """

    id: Id
    team: Id
    channel: Id
    thread_ts: Id | None = None
    message_ts: Id | None = None
    fingerprint: Id
    paste_channel: Id
    paste_ts: Id
    codes: Annotated[tuple[Annotated[int, Field(ge=0, lt=10**9)], ...], Field(max_length=20)] = ()
    language: Locale = "en"
    count: int = 1
    at: AwareDatetime
    last_at: AwareDatetime
    revision: int = 0
    state: AnswerState = "pending"


class Opening(Value):
    """What became of the wish to answer a paste.

    `first`: the answer is this paste's own and is to be sent. `repeat`: the same error was answered in this channel
    within the window; `answer` is that one, counted up. `again`: this very paste has an answer already.
    """

    outcome: Literal["first", "repeat", "again"]
    answer: PostedAnswer


class ChannelSetting(Value):
    """How the bot behaves in one channel; None means: as configured for all."""

    team: Id
    channel: Id
    mode: ChannelMode | None = None
    language: Locale | None = None
    audience: Id | None = None
    environment: Id | None = None
    by: Id
    at: AwareDatetime


class UserLanguage(Value):
    """The language that a person chose."""

    team: Id
    user: Id
    language: Locale
    at: AwareDatetime


class AuditRow(Value):
    """Who changed what, when; `before` and `after` are short descriptions, never message text."""

    team: Id
    at: AwareDatetime
    actor: Id
    action: Id
    target: Id
    before: Annotated[str, Field(max_length=2000)] = ""
    after: Annotated[str, Field(max_length=2000)] = ""


class Limit(Value):
    """How long and how many rows of one table are kept; None means without limit."""

    age: dt.timedelta | None = None
    rows: int | None = None


class Limits(Value):
    """Retention per table. Events outlive Slack's delayed redelivery of a day; answers outlive their buttons' use."""

    event: Limit = Limit(age=dt.timedelta(days=3), rows=200_000)
    answer: Limit = Limit(age=dt.timedelta(days=30), rows=100_000)
    answer_window: Limit = Limit(age=dt.timedelta(days=1), rows=100_000)
    user_language: Limit = Limit(rows=100_000)
    channel_setting: Limit = Limit(rows=100_000)
    feedback_case: Limit = Limit(age=dt.timedelta(days=90), rows=500)
    step_feedback: Limit = Limit(age=dt.timedelta(days=365), rows=50_000)
    unknown_code: Limit = Limit(age=dt.timedelta(days=90), rows=10_000)
    audit: Limit = Limit(age=dt.timedelta(days=365), rows=100_000)
    gate: Limit = Limit(age=dt.timedelta(hours=1), rows=100_000)
    incident: Limit = Limit(age=dt.timedelta(days=365), rows=100_000)
    delivery: Limit = Limit(age=dt.timedelta(days=365), rows=500_000)
    silence: Limit = Limit(age=dt.timedelta(days=365), rows=10_000)
    tally: Limit = Limit(age=dt.timedelta(days=14), rows=100_000)
    source: Limit = Limit(age=dt.timedelta(days=30), rows=10_000)
    inbox: Limit = Limit(age=dt.timedelta(days=1), rows=500_000)
    standing: Limit = Limit(age=dt.timedelta(days=35), rows=10_000)
    reading: Limit = Limit(age=dt.timedelta(days=1), rows=500_000)
    reading_hour: Limit = Limit(age=dt.timedelta(days=35), rows=250_000)
