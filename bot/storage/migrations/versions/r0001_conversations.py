"""Adds what conversations need: events seen, answers, settings of people and channels, feedback, audit, gates."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NAME = 255
STATE = 16


def upgrade() -> None:
    """Create the tables."""
    _conversations()
    _settings()
    _feedback()
    _records()


def _name(column: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(column, sa.String(NAME), nullable=null)


def _state(column: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(column, sa.String(STATE), nullable=null)


def _moment(column: str) -> sa.Column[int]:
    return sa.Column(column, sa.BigInteger(), nullable=False)


def _number(column: str) -> sa.Column[int]:
    return sa.Column(column, sa.Integer(), nullable=False)


def _conversations() -> None:
    op.create_table(
        "event",
        *(_name("event_id"), _name("team"), _name("channel", null=True), _name("ts", null=True)),
        *(_name("thread_ts", null=True), _name("user", null=True), _name("client_msg_id", null=True)),
        *(_name("kind"), _state("state"), _moment("at")),
        sa.PrimaryKeyConstraint("event_id", name="pk_event"),
        sa.UniqueConstraint("team", "channel", "ts", name="uq_event_team_channel_ts"),
        sa.UniqueConstraint("team", "user", "client_msg_id", name="uq_event_team_user_client_msg_id"),
    )
    op.create_index("ix_event_at", "event", ["at"])
    op.create_index("ix_event_state_at", "event", ["state", "at"])
    op.create_table(
        "answer",
        *(_name("id"), _name("team"), _name("channel"), _name("thread_ts", null=True), _name("message_ts", null=True)),
        *(_name("fingerprint"), _name("paste_channel"), _name("paste_ts"), _name("codes"), _state("language")),
        *(_number("count"), _moment("at"), _moment("last_at"), _number("revision"), _state("state")),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
        sa.UniqueConstraint("team", "paste_channel", "paste_ts", name="uq_answer_team_paste_channel_paste_ts"),
        sa.UniqueConstraint("team", "channel", "message_ts", name="uq_answer_team_channel_message_ts"),
    )
    op.create_index("ix_answer_at", "answer", ["at"])
    op.create_index("ix_answer_team_channel_thread_ts", "answer", ["team", "channel", "thread_ts"])
    op.create_table(
        "answer_window",
        *(_name("team"), _name("channel"), _name("fingerprint"), _name("answer_id"), _moment("at")),
        sa.PrimaryKeyConstraint("team", "channel", "fingerprint", name="pk_answer_window"),
    )
    op.create_index("ix_answer_window_at", "answer_window", ["at"])


def _settings() -> None:
    op.create_table(
        "user_language",
        *(_name("team"), _name("user"), _state("language"), _moment("at")),
        sa.PrimaryKeyConstraint("team", "user", name="pk_user_language"),
    )
    op.create_table(
        "channel_setting",
        *(_name("team"), _name("channel"), _state("mode", null=True), _state("language", null=True)),
        *(_name("audience", null=True), _name("environment", null=True), _name("by"), _moment("at")),
        sa.PrimaryKeyConstraint("team", "channel", name="pk_channel_setting"),
    )
    op.create_table(
        "gate",
        *(_name("team"), _name("channel"), _moment("not_before")),
        sa.PrimaryKeyConstraint("team", "channel", name="pk_gate"),
    )


def _feedback() -> None:
    op.create_table(
        "feedback_case",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        *(_name("team"), sa.Column("text", sa.Text(), nullable=False), _name("label"), _name("by")),
        *(_moment("at"), _moment("expires_at")),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_case"),
    )
    op.create_index("ix_feedback_case_at", "feedback_case", ["at"])
    op.create_table(
        "step_feedback",
        *(_name("team"), _name("entry"), _name("step"), _name("by"), _state("verdict"), _moment("at")),
        sa.PrimaryKeyConstraint("team", "entry", "step", "by", name="pk_step_feedback"),
    )
    op.create_index("ix_step_feedback_at", "step_feedback", ["at"])
    op.create_table(
        "unknown_code",
        *(_name("team"), sa.Column("code", sa.BigInteger(), autoincrement=False, nullable=False)),
        sa.Column("message_hash", sa.String(64), nullable=False),
        *(_number("count"), _moment("last_at")),
        sa.PrimaryKeyConstraint("team", "code", "message_hash", name="pk_unknown_code"),
    )
    op.create_index("ix_unknown_code_last_at", "unknown_code", ["last_at"])


def _records() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        *(_name("team"), _moment("at"), _name("actor"), _name("action"), _name("target")),
        *(sa.Column("before", sa.Text(), nullable=False), sa.Column("after", sa.Text(), nullable=False)),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
