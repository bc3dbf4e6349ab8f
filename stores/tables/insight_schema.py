"""Insight schema: the tables that insights are read of.

What `conversation.insights` makes of the events, written in their transaction; `callshadow insights
rebuild` makes it again.
"""

from typing import Any

from sqlalchemy import JSON, Column, Float, Integer, Table, Text

from stores.tables.schema import metadata

# In SQLite the rows stand in the index of their key: to write one is half the work.
_BY_KEY: dict[str, Any] = {"sqlite_with_rowid": False}
insight_calls = Table(
    "insight_calls",
    metadata,
    Column("call_id", Text, primary_key=True),
    Column("week", Text),  # ISO 8601 of the start in UTC, as 2026-W47
    Column("playbook", Text),
    Column("language", Text),
    Column("duration_ms", Integer),
    Column("outcome", Text),
    Column("summaries", Integer),
    Column("audio_cost", Float),
    Column("talk_share", Float),  # the agent's, 0 to 1
    *(
        Column(f"{who}_{figure}", Integer)
        for who in ("agent", "customer")
        for figure in ("talk_ms", "pace", "longest_ms", "interruptions", "turns")
    ),
    **_BY_KEY,
)
insight_cards = Table(
    "insight_cards",
    metadata,
    Column("call_id", Text, primary_key=True),
    Column("card_id", Text, primary_key=True),
    Column("fate", Text),
    Column("reason", Text),
    Column("lane", Text),
    Column("specialist", Text),
    Column("rule", Text),
    Column("model", Text),
    Column("prompt", Text),
    Column("latency_ms", Integer),
    Column("rating", Text),
    Column("followed", Text),
    **_BY_KEY,
)
insight_signals = Table(
    "insight_signals",
    metadata,
    Column("call_id", Text, primary_key=True),
    Column("card_id", Text, primary_key=True),
    Column("signal", Text, primary_key=True),
    Column("counts", Integer),
    **_BY_KEY,
)
insight_obligations = Table(
    "insight_obligations",
    metadata,
    Column("call_id", Text, primary_key=True),
    Column("obligation_id", Text, primary_key=True),
    Column("title", Text),
    Column("state", Text),
    **_BY_KEY,
)
insight_costs = Table(
    "insight_costs",
    metadata,
    Column("call_id", Text, primary_key=True),
    Column("specialist", Text, primary_key=True),
    Column("prompt", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("cost", Float),  # USD
    **_BY_KEY,
)
# What the calls that started in a day, or in an hour of today, add up to: made of the other tables,
# and of no worth without them.
insight_rollups = Table(
    "insight_rollups",
    metadata,
    Column("slot", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("token", Text, nullable=False),
    Column("tally", JSON, nullable=False),
)
