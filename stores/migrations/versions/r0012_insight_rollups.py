"""Schema of roll-ups: what the calls of a day add up to, so that insights are not counted anew."""

import sqlalchemy as sa
from alembic import op

revision = "r0012"
down_revision = "r0011"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "insight_rollups",
        sa.Column("slot", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("tally", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("insight_rollups")
