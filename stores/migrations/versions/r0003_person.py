"""Schema of whom a call is with, by a keyed hash."""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"


def upgrade() -> None:
    """Add the column, and its index."""
    op.add_column("calls", sa.Column("person", sa.Text))
    op.create_index("calls_by_person", "calls", ["person", "started_at"])


def downgrade() -> None:
    """Drop both."""
    op.drop_index("calls_by_person", "calls")
    op.drop_column("calls", "person")
