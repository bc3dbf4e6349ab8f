"""Schema of consent: what the customer of a call said of being listened to, as it was last told."""

import sqlalchemy as sa
from alembic import op

revision = "r0013"
down_revision = "r0012"


def upgrade() -> None:
    """Make the column, and the index by which calls are counted."""
    op.add_column("calls", sa.Column("consent", sa.Text))
    op.create_index("calls_by_consent", "calls", ["consent", "started_at"])


def downgrade() -> None:
    """Drop both."""
    op.drop_index("calls_by_consent", "calls")
    op.drop_column("calls", "consent")
