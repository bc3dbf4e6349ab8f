"""Schema of the trace that an event belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision = "r0007"


def upgrade() -> None:
    """Add the column."""
    op.add_column("events", sa.Column("trace_id", sa.Text))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("events", "trace_id")
