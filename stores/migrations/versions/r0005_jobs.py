"""Schema of the work after calls."""

import sqlalchemy as sa
from alembic import op

revision = "r0005"
down_revision = "r0004"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.Text, primary_key=True),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("ended_seq", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("owner", sa.BigInteger),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("step", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("steps", sa.JSON, nullable=False),
    )
    op.create_index("jobs_by_state", "jobs", ["state", "due_at"])
    op.create_index("jobs_by_call", "jobs", ["call_id"])
    op.create_index("jobs_by_creation", "jobs", ["created_at", "job_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("jobs")
