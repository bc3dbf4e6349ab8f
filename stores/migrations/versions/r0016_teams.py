"""Schema of teams: the team that a call names, and the teams of users by their provider."""

import sqlalchemy as sa
from alembic import op

revision = "r0016"
down_revision = "r0015"


def upgrade() -> None:
    """Make the column with its index, and the table. Earlier calls name no team."""
    op.add_column("calls", sa.Column("team", sa.Text))
    op.create_index("calls_by_team", "calls", ["team", "started_at"])
    op.create_table(
        "agent_teams",
        sa.Column("agent_id", sa.Text, primary_key=True),
        sa.Column("teams", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("agent_teams")
    op.drop_index("calls_by_team", "calls")
    op.drop_column("calls", "team")
