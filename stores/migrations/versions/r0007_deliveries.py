"""Schema of what other systems were told of calls, without a word of it."""

import sqlalchemy as sa
from alembic import op

revision = "r0007"
down_revision = "r0006"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "deliveries",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("code", sa.Text),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made", sa.JSON),
    )
    op.create_index("deliveries_by_call", "deliveries", ["call_id"])
    op.create_index("deliveries_by_state", "deliveries", ["state", "at"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("deliveries")
