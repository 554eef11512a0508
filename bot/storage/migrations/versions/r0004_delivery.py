"""Adds what delivery needs: the lease of whoever sends, and when a message first became visible."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table, held by nobody, and the column."""
    op.create_table(
        "lease",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("term", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )
    op.add_column("delivery", sa.Column("shown_at", sa.BigInteger(), nullable=True))
    wanting = sa.text("want_rev > sent_rev")
    op.create_index(
        "ix_delivery_wanting", "delivery", ["state", "lane"], sqlite_where=wanting, postgresql_where=wanting
    )
