"""Schema of what an audited change was from, and to."""

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"


def upgrade() -> None:
    """Add the column."""
    op.add_column("audit", sa.Column("change", sa.JSON))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("audit", "change")
