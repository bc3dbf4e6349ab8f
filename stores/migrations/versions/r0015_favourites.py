"""Schema of favourites: the cards that somebody keeps, by their ids alone."""

import sqlalchemy as sa
from alembic import op

revision = "r0015"
down_revision = "r0013"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "favourites",
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("call_id", sa.Text, primary_key=True),
        sa.Column("suggestion_id", sa.Text, primary_key=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("favourites_by_time", "favourites", ["owner", "kept_at"])
    op.create_index("favourites_by_call", "favourites", ["call_id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("favourites")
