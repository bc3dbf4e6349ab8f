"""Schema: the tables of the event log.

`events` is the truth; a row of `calls` is what its call's events add up to, written in the same
transaction; `audit` says who deleted what, without a word of it, who changed what, who looked;
`spending` is what models cost; `jobs` is the work after calls, by ids alone; `deliveries` is what
other systems were told of calls, without a word of what that was; `shadows` is what candidates
would have shown; `favourites` is which cards somebody keeps. `stores.tables.insight_schema`,
`stores.tables.access_schema` and `stores.tables.search_schema` have more.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware moment in µs: `timestamptz` in Postgres, UTC text in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; naive for SQLite, which keeps no timezone."""
        if value is None:
            return None
        at = value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database, always in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

calls = Table(
    "calls",
    metadata,
    Column("call_id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("end_reason", Text),
    Column("last_seq", Integer, nullable=False),
    Column("participants", JSON(none_as_null=True)),
    Column("parameters", JSON(none_as_null=True)),
    Column("agent_id", Text),
    Column("turns", Integer, nullable=False),
    Column("suggestions", Integer, nullable=False),
    Column("owner", BigInteger, nullable=False),
    Column("person", Text),
    Column("consent", Text),
    Column("team", Text),
    Index("calls_by_start", "started_at", "call_id"),
    Index("calls_by_agent", "agent_id", "started_at"),
    Index("calls_by_end", "ended_at"),
    Index("calls_by_person", "person", "started_at"),
    Index("calls_by_consent", "consent", "started_at"),
    Index("calls_by_team", "team", "started_at"),
)

events = Table(
    "events",
    metadata,
    Column("call_id", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("type", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    # JSON, not JSONB: the order of keys stays, so an event replayed is the same bytes as live.
    Column("data", JSON, nullable=False),
    # What the search index is made of. A column of its own, so that no JSON has to be read for it.
    Column("words", Text),
    Column("trace_id", Text),
)

# What models have cost on a day (UTC, as 2026-11-20), in millionths of a US dollar.
spending = Table(
    "spending",
    metadata,
    Column("day", Text, primary_key=True),
    Column("micros", BigInteger, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("audit_id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("action", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("call_id", Text),
    Column("calls", Integer, nullable=False),
    Column("events", Integer, nullable=False),
    Column("change", JSON(none_as_null=True)),
    Index("audit_by_time", "at", "audit_id"),
    Index("audit_by_call", "call_id", "at"),
    Index("audit_by_actor", "actor", "at"),
)

# A row is owed from the transaction of its `call.ended` on, and so is no call's work forgotten.
jobs = Table(
    "jobs",
    metadata,
    Column("job_id", Text, primary_key=True),
    Column("call_id", Text, nullable=False),
    Column("ended_seq", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("run", Integer, nullable=False),
    # The process that gave it to the engine, while it runs.
    Column("owner", BigInteger),
    # Whether the engine has something of it that is to be forgotten in the end.
    Column("held", Boolean, nullable=False),
    Column("step", Text),
    Column("reason", Text),
    Column("steps", JSON, nullable=False),
    Index("jobs_by_state", "state", "due_at"),
    Index("jobs_by_call", "call_id"),
    Index("jobs_by_creation", "created_at", "job_id"),
)

# What was sent of calls, once each: `key` is a delivery's id, `made` the ids at the other side.
deliveries = Table(
    "deliveries",
    metadata,
    Column("key", Text, primary_key=True),
    Column("target", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("code", Text),
    Column("at", UtcDateTime, nullable=False),
    Column("made", JSON(none_as_null=True)),
    Index("deliveries_by_call", "call_id"),
    Index("deliveries_by_state", "state", "at"),
)

# What a candidate would have shown in a call, beside it or after it; no event, as nobody saw it.
shadows = Table(
    "shadows",
    metadata,
    Column("shadow_id", Integer, primary_key=True),
    Column("call_id", Text, nullable=False),
    Column("candidate", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("data", JSON, nullable=False),
    Index("shadows_by_call", "call_id"),
    Index("shadows_by_candidate", "candidate"),
)

# Which cards somebody keeps; what they say stands in the events.
favourites = Table(
    "favourites",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("call_id", Text, primary_key=True),
    Column("suggestion_id", Text, primary_key=True),
    Column("kept_at", UtcDateTime, nullable=False),
    Index("favourites_by_time", "owner", "kept_at"),
    Index("favourites_by_call", "call_id"),
)
