"""Schema of the providers' tokens that count once."""

import sqlalchemy as sa
from alembic import op

revision = "r0017"
down_revision = "r0016"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "spent_tokens",
        sa.Column("token", sa.Text, primary_key=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("spent_tokens_by_end", "spent_tokens", ["ends_at"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("spent_tokens")
