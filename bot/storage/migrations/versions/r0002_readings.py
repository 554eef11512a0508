"""Adds what watching needs: what is held of each target, its readings, their counts per hour."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NAME = 255
STATE = 16


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "standing",
        sa.Column("target", sa.String(NAME), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("target", name="pk_standing"),
    )
    op.create_table(
        "reading",
        sa.Column("target", sa.String(NAME), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(STATE), nullable=False),
        sa.Column("reason", sa.String(NAME), nullable=False),
        sa.Column("latency", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("target", "at", name="pk_reading"),
    )
    op.create_index("ix_reading_at", "reading", ["at"])
    op.create_table(
        "reading_hour",
        sa.Column("target", sa.String(NAME), nullable=False),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("up", "down", "blind", "measured")),
        sa.Column("latency", sa.BigInteger(), nullable=False),
        sa.Column("slowest", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("target", "hour", name="pk_reading_hour"),
    )
    op.create_index("ix_reading_hour_hour", "reading_hour", ["hour"])
