"""Schema of what insights are read of.

The calls that are in the log already are counted after `callshadow insights rebuild`.
"""

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision = "r0005"

TALK = ("talk_ms", "pace", "longest_ms", "interruptions", "turns")


def upgrade() -> None:
    """Make the tables."""
    _create(
        "insight_calls",
        *_keys("call_id"),
        *_texts("week", "playbook", "language"),
        sa.Column("duration_ms", sa.Integer),
        sa.Column("outcome", sa.Text),
        sa.Column("summaries", sa.Integer),
        sa.Column("audio_cost", sa.Float),
        sa.Column("talk_share", sa.Float),
        *(sa.Column(f"{who}_{one}", sa.Integer) for who in ("agent", "customer") for one in TALK),
    )
    _create(
        "insight_cards",
        *_keys("call_id", "card_id"),
        *_texts("fate", "reason", "lane", "specialist", "rule", "model", "prompt"),
        sa.Column("latency_ms", sa.Integer),
        *_texts("rating", "followed"),
    )
    _create(
        "insight_signals",
        *_keys("call_id", "card_id", "signal"),
        sa.Column("counts", sa.Integer),
    )
    _create("insight_obligations", *_keys("call_id", "obligation_id"), *_texts("title", "state"))
    _create(
        "insight_costs",
        *_keys("call_id", "specialist", "prompt", "model"),
        sa.Column("cost", sa.Float),
    )


def downgrade() -> None:
    """Drop them."""
    for name in ("calls", "cards", "signals", "obligations", "costs"):
        op.drop_table(f"insight_{name}")


def _create(name: str, *columns: sa.Column) -> None:
    op.create_table(name, *columns, sqlite_with_rowid=False)


def _keys(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text, primary_key=True) for name in names]


def _texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text) for name in names]
