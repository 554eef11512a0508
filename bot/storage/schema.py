"""The tables as the code expects them; how they came to be so stands in migrations, and a test proves that both agree."""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, Dialect, Index, Integer, MetaData, String, Table, Text, TypeDecorator, UniqueConstraint
from sqlalchemy import Column as C
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
    C("event_id", String(255), primary_key=True),
    C("team", String(255), nullable=False),
    C("channel", String(255)),
    C("ts", String(255)),
    C("thread_ts", String(255)),
    C("user", String(255)),
    C("client_msg_id", String(255)),
    C("kind", String(255), nullable=False),
    C("state", String(16), nullable=False),
    C("at", Moment, nullable=False),
    UniqueConstraint("team", "channel", "ts"),
    UniqueConstraint("team", "user", "client_msg_id"),
    Index("ix_event_at", "at"),
    Index("ix_event_state_at", "state", "at"),
)

answer = Table(
    "answer",
    metadata,
    C("id", String(255), primary_key=True),
    C("team", String(255), nullable=False),
    C("channel", String(255), nullable=False),
    C("thread_ts", String(255)),
    C("message_ts", String(255)),
    C("fingerprint", String(255), nullable=False),
    C("paste_channel", String(255), nullable=False),
    C("paste_ts", String(255), nullable=False),
    C("codes", String(255), nullable=False),
    C("language", String(16), nullable=False),
    C("count", Integer, nullable=False),
    C("at", Moment, nullable=False),
    C("last_at", Moment, nullable=False),
    C("revision", Integer, nullable=False),
    C("state", String(16), nullable=False),
    UniqueConstraint("team", "paste_channel", "paste_ts"),
    UniqueConstraint("team", "channel", "message_ts"),
    Index("ix_answer_at", "at"),
    Index("ix_answer_team_channel_thread_ts", "team", "channel", "thread_ts"),
)

answer_window = Table(
    "answer_window",
    metadata,
    C("team", String(255), primary_key=True),
    C("channel", String(255), primary_key=True),
    C("fingerprint", String(255), primary_key=True),
    C("answer_id", String(255), nullable=False),
    C("at", Moment, nullable=False),
    Index("ix_answer_window_at", "at"),
)

user_language = Table(
    "user_language",
    metadata,
    C("team", String(255), primary_key=True),
    C("user", String(255), primary_key=True),
    C("language", String(16), nullable=False),
    C("at", Moment, nullable=False),
)

channel_setting = Table(
    "channel_setting",
    metadata,
    C("team", String(255), primary_key=True),
    C("channel", String(255), primary_key=True),
    C("mode", String(16)),
    C("language", String(16)),
    C("audience", String(255)),
    C("environment", String(255)),
    C("by", String(255), nullable=False),
    C("at", Moment, nullable=False),
)

feedback_case = Table(
    "feedback_case",
    metadata,
    C("id", Integer, primary_key=True, autoincrement=True),
    C("team", String(255), nullable=False),
    C("text", Text, nullable=False),
    C("label", String(255), nullable=False),
    C("by", String(255), nullable=False),
    C("at", Moment, nullable=False),
    C("expires_at", Moment, nullable=False),
    Index("ix_feedback_case_at", "at"),
)

step_feedback = Table(
    "step_feedback",
    metadata,
    C("team", String(255), primary_key=True),
    C("entry", String(255), primary_key=True),
    C("step", String(255), primary_key=True),
    C("by", String(255), primary_key=True),
    C("verdict", String(16), nullable=False),
    C("at", Moment, nullable=False),
    Index("ix_step_feedback_at", "at"),
)

unknown_code = Table(
    "unknown_code",
    metadata,
    C("team", String(255), primary_key=True),
    C("code", BigInteger, primary_key=True, autoincrement=False),
    C("message_hash", String(64), primary_key=True),
    C("count", Integer, nullable=False),
    C("last_at", Moment, nullable=False),
    Index("ix_unknown_code_last_at", "last_at"),
)

audit = Table(
    "audit",
    metadata,
    C("id", Integer, primary_key=True, autoincrement=True),
    C("team", String(255), nullable=False),
    C("at", Moment, nullable=False),
    C("actor", String(255), nullable=False),
    C("action", String(255), nullable=False),
    C("target", String(255), nullable=False),
    C("before", Text, nullable=False),
    C("after", Text, nullable=False),
    Index("ix_audit_at", "at"),
)

gate = Table(
    "gate",
    metadata,
    C("team", String(255), primary_key=True),
    C("channel", String(255), primary_key=True),
    C("not_before", Moment, nullable=False),
)
