"""Schema of the event log: the calls, their events, and the audit of deletions."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "calls",
        sa.Column("call_id", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("end_reason", sa.Text),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("participants", sa.JSON),
        sa.Column("parameters", sa.JSON),
        sa.Column("agent_id", sa.Text),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("suggestions", sa.Integer, nullable=False),
        sa.Column("owner", sa.BigInteger, nullable=False),
    )
    op.create_index("calls_by_start", "calls", ["started_at", "call_id"])
    op.create_index("calls_by_agent", "calls", ["agent_id", "started_at"])
    op.create_index("calls_by_end", "calls", ["ended_at"])
    op.create_table(
        "events",
        sa.Column("call_id", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("words", sa.Text),
    )
    op.create_table(
        "audit",
        sa.Column("audit_id", sa.Integer, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("call_id", sa.Text),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("audit", "events", "calls"):
        op.drop_table(table)
