"""The tables as the code expects them; how they came to be stands in migrations, and a test proves both agree."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from typing_extensions import override

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)


class Moment(TypeDecorator[dt.datetime]):
    """An aware time as microseconds since 1970 in UTC: exact, sortable and the same in both databases."""

    impl = BigInteger
    cache_ok = True

    @override
    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        return None if value is None else (value - EPOCH) // MICROSECOND

    @override
    def process_result_value(self, value: Any | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else EPOCH + value * MICROSECOND


NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
metadata = MetaData(naming_convention=NAMES)

event = Table(
    "event",
    metadata,
    Column("event_id", String(255), primary_key=True),
    Column("team", String(255), nullable=False),
    Column("channel", String(255)),
    Column("ts", String(255)),
    Column("thread_ts", String(255)),
    Column("user", String(255)),
    Column("client_msg_id", String(255)),
    Column("kind", String(255), nullable=False),
    Column("state", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("team", "channel", "ts"),
    UniqueConstraint("team", "user", "client_msg_id"),
    Index("ix_event_at", "at"),
    Index("ix_event_state_at", "state", "at"),
)

answer = Table(
    "answer",
    metadata,
    Column("id", String(255), primary_key=True),
    Column("team", String(255), nullable=False),
    Column("channel", String(255), nullable=False),
    Column("thread_ts", String(255)),
    Column("message_ts", String(255)),
    Column("fingerprint", String(255), nullable=False),
    Column("paste_channel", String(255), nullable=False),
    Column("paste_ts", String(255), nullable=False),
    Column("codes", String(255), nullable=False),
    Column("language", String(16), nullable=False),
    Column("count", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    UniqueConstraint("team", "paste_channel", "paste_ts"),
    UniqueConstraint("team", "channel", "message_ts"),
    Index("ix_answer_at", "at"),
    Index("ix_answer_team_channel_thread_ts", "team", "channel", "thread_ts"),
)

answer_window = Table(
    "answer_window",
    metadata,
    Column("team", String(255), primary_key=True),
    Column("channel", String(255), primary_key=True),
    Column("fingerprint", String(255), primary_key=True),
    Column("answer_id", String(255), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_answer_window_at", "at"),
)

user_language = Table(
    "user_language",
    metadata,
    Column("team", String(255), primary_key=True),
    Column("user", String(255), primary_key=True),
    Column("language", String(16), nullable=False),
    Column("at", Moment, nullable=False),
)

channel_setting = Table(
    "channel_setting",
    metadata,
    Column("team", String(255), primary_key=True),
    Column("channel", String(255), primary_key=True),
    Column("mode", String(16)),
    Column("language", String(16)),
    Column("audience", String(255)),
    Column("environment", String(255)),
    Column("by", String(255), nullable=False),
    Column("at", Moment, nullable=False),
)

feedback_case = Table(
    "feedback_case",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("team", String(255), nullable=False),
    Column("text", Text, nullable=False),
    Column("label", String(255), nullable=False),
    Column("by", String(255), nullable=False),
    Column("at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_feedback_case_at", "at"),
)

step_feedback = Table(
    "step_feedback",
    metadata,
    Column("team", String(255), primary_key=True),
    Column("entry", String(255), primary_key=True),
    Column("step", String(255), primary_key=True),
    Column("by", String(255), primary_key=True),
    Column("verdict", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_step_feedback_at", "at"),
)

unknown_code = Table(
    "unknown_code",
    metadata,
    Column("team", String(255), primary_key=True),
    Column("code", BigInteger, primary_key=True, autoincrement=False),
    Column("message_hash", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    Index("ix_unknown_code_last_at", "last_at"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("team", String(255), nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(255), nullable=False),
    Column("action", String(255), nullable=False),
    Column("target", String(255), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Index("ix_audit_at", "at"),
)

gate = Table(
    "gate",
    metadata,
    Column("team", String(255), primary_key=True),
    Column("channel", String(255), primary_key=True),
    Column("not_before", Moment, nullable=False),
)

incident = Table(
    "incident",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("fingerprint", String(255), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("environment", String(255), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("data", Text, nullable=False),
    UniqueConstraint("fingerprint", "generation"),
    Index("ix_incident_state_kind", "state", "kind"),
    Index("ix_incident_due_at", "due_at"),
    Index("ix_incident_last_at", "last_at"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", String(255), primary_key=True),
    Column("incident", Integer, nullable=False),
    Column("stream", String(255), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("channel", String(255), nullable=False),
    Column("lane", Integer, nullable=False),
    Column("want_rev", Integer, nullable=False),
    Column("sent_rev", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("ts", String(255)),
    Column("thread_of", String(255)),
    Column("state", String(16), nullable=False),
    Column("attempt_op", String(16)),
    Column("attempt_at", Moment),
    Column("first_unknown_at", Moment),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("sweep_at", Moment),
    Column("owner", String(255)),
    Column("fence", BigInteger, nullable=False),
    Column("err", String(255), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("stream", "seq"),
    Index("ix_delivery_state_not_before_lane", "state", "not_before", "lane"),
    Index("ix_delivery_incident_kind", "incident", "kind"),
    Index("ix_delivery_channel_ts", "channel", "ts"),
    Index("ix_delivery_sweep_at", "sweep_at"),
    Index("ix_delivery_at", "at"),
)

silence = Table(
    "silence",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("until", Moment, nullable=False),
    Column("at", Moment, nullable=False),
    Column("data", Text, nullable=False),
    Index("ix_silence_until", "until"),
    Index("ix_silence_at", "at"),
)

tally = Table(
    "tally",
    metadata,
    Column("fingerprint", String(255), primary_key=True),
    Column("last_at", Moment, nullable=False),
    Column("data", Text, nullable=False),
    Index("ix_tally_last_at", "last_at"),
)

source = Table(
    "source",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("last_at", Moment, nullable=False),
    Index("ix_source_last_at", "last_at"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("source", String(255), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("body", String(64), nullable=False),
    Column("result", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_inbox_at", "at"),
)

counter = Table(
    "counter",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("value", Integer, nullable=False),
)
standing = Table(
    "standing",
    metadata,
    Column("target", String(255), primary_key=True),
    Column("body", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

reading = Table(
    "reading",
    metadata,
    Column("target", String(255), primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("verdict", String(16), nullable=False),
    Column("reason", String(255), nullable=False),
    Column("latency", Integer),
    Index("ix_reading_at", "at"),
)
"""Latencies are whole microseconds, here and in the counts."""

reading_hour = Table(
    "reading_hour",
    metadata,
    Column("target", String(255), primary_key=True),
    Column("hour", Moment, primary_key=True),
    Column("up", Integer, nullable=False),
    Column("down", Integer, nullable=False),
    Column("blind", Integer, nullable=False),
    Column("measured", Integer, nullable=False),
    Column("latency", BigInteger, nullable=False),
    Column("slowest", Integer, nullable=False),
    Index("ix_reading_hour_hour", "hour"),
)

OF_THE_SITE = frozenset({standing, reading, reading_hour, tally, source, inbox, counter})
"""What is kept for the site as a whole, of no workspace: what SKMS answered, what machines reported."""
