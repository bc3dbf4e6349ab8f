"""Schema of shadow runs: what a candidate would have shown in a call."""

import sqlalchemy as sa
from alembic import op

revision = "r0010"
down_revision = "r0009"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "shadows",
        sa.Column("shadow_id", sa.Integer, primary_key=True),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("candidate", sa.Text, nullable=False),
        sa.Column("how", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
    )
    op.create_index("shadows_by_call", "shadows", ["call_id"])
    op.create_index("shadows_by_candidate", "shadows", ["candidate"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("shadows")
