"""Adds what alerts need: incidents, deliveries, silences, tallies of errors, sources heard, requests seen, counters."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NAME = 255
STATE = 16


def upgrade() -> None:
    """Create the tables, and the counters at nothing."""
    _incidents()
    _deliveries()
    _silences()
    _intake()
    _counters()


def _name(column: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(column, sa.String(NAME), nullable=null)


def _state(column: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(column, sa.String(STATE), nullable=null)


def _text(column: str) -> sa.Column[str]:
    return sa.Column(column, sa.Text(), nullable=False)


def _moment(column: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(column, sa.BigInteger(), nullable=null)


def _number(column: str) -> sa.Column[int]:
    return sa.Column(column, sa.Integer(), nullable=False)


def _key(column: str) -> sa.Column[int]:
    return sa.Column(column, sa.Integer(), autoincrement=False, nullable=False)


def _incidents() -> None:
    op.create_table(
        "incident",
        *(_key("number"), _name("fingerprint"), _number("generation"), _state("kind"), _state("state")),
        *(_name("environment"), _number("revision"), _moment("first_at"), _moment("last_at")),
        *(_moment("due_at", null=True), _text("data")),
        sa.PrimaryKeyConstraint("number", name="pk_incident"),
        sa.UniqueConstraint("fingerprint", "generation", name="uq_incident_fingerprint_generation"),
    )
    op.create_index("ix_incident_state_kind", "incident", ["state", "kind"])
    op.create_index("ix_incident_due_at", "incident", ["due_at"])
    op.create_index("ix_incident_last_at", "incident", ["last_at"])


def _deliveries() -> None:
    op.create_table(
        "delivery",
        *(_name("id"), _number("incident"), _name("stream"), _number("seq"), _state("kind"), _name("channel")),
        *(_number("lane"), _number("want_rev"), _number("sent_rev"), _text("note")),
        *(_name("ts", null=True), _name("thread_of", null=True), _state("state"), _state("attempt_op", null=True)),
        *(_moment("attempt_at", null=True), _moment("first_unknown_at", null=True), _number("attempts")),
        *(_moment("not_before"), _moment("sweep_at", null=True), _name("owner", null=True), _moment("fence")),
        *(_name("err"), _moment("at")),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("stream", "seq", name="uq_delivery_stream_seq"),
    )
    op.create_index("ix_delivery_state_not_before_lane", "delivery", ["state", "not_before", "lane"])
    op.create_index("ix_delivery_incident_kind", "delivery", ["incident", "kind"])
    op.create_index("ix_delivery_channel_ts", "delivery", ["channel", "ts"])
    op.create_index("ix_delivery_sweep_at", "delivery", ["sweep_at"])
    op.create_index("ix_delivery_at", "delivery", ["at"])


def _silences() -> None:
    op.create_table(
        "silence",
        *(_key("number"), _moment("until"), _moment("at"), _text("data")),
        sa.PrimaryKeyConstraint("number", name="pk_silence"),
    )
    op.create_index("ix_silence_until", "silence", ["until"])
    op.create_index("ix_silence_at", "silence", ["at"])


def _intake() -> None:
    op.create_table(
        "tally",
        *(_name("fingerprint"), _moment("last_at"), _text("data")),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_tally"),
    )
    op.create_index("ix_tally_last_at", "tally", ["last_at"])
    op.create_table(
        "source",
        *(_name("name"), _moment("last_at")),
        sa.PrimaryKeyConstraint("name", name="pk_source"),
    )
    op.create_index("ix_source_last_at", "source", ["last_at"])
    op.create_table(
        "inbox",
        *(_name("source"), _name("key"), sa.Column("body", sa.String(64), nullable=False), _text("result")),
        _moment("at"),
        sa.PrimaryKeyConstraint("source", "key", name="pk_inbox"),
    )
    op.create_index("ix_inbox_at", "inbox", ["at"])


def _counters() -> None:
    made = op.create_table(
        "counter",
        *(_state("name"), _number("value")),
        sa.PrimaryKeyConstraint("name", name="pk_counter"),
    )
    op.bulk_insert(made, [{"name": "incident", "value": 0}, {"name": "silence", "value": 0}])
