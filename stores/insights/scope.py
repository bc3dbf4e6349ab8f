"""Scope of a query of insights: the calls that it is about, told apart by their slots of time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    and_,
    func,
    literal_column,
    or_,
    select,
)

from conversation.insights.question import Question
from conversation.insights.slots import Grain, TimeSpan
from conversation.insights.tally import Tally
from stores.log.call_scope import in_scope
from stores.tables.insight_schema import insight_calls
from stores.tables.schema import calls

_STARTED = calls.c.started_at
_LENGTHS = {Grain.DAY: 10, Grain.HOUR: 13}
_ISO = {Grain.DAY: "'YYYY-MM-DD'", Grain.HOUR: "'YYYY-MM-DD HH24'"}


def started_in(span: TimeSpan) -> list[ColumnElement[bool]]:
    """The conditions on `calls` of a span of time."""
    wanted: list[ColumnElement[bool]] = []
    if span.since is not None:
        wanted.append(span.since <= _STARTED)
    if span.until is not None:
        wanted.append(span.until > _STARTED)
    return wanted


def period(asked: Question) -> list[ColumnElement[bool]]:
    """The conditions on `calls` that the question has."""
    wanted = started_in(TimeSpan(asked.since, asked.until))
    if asked.agent_id is not None:
        wanted.append(calls.c.agent_id == asked.agent_id)
    if asked.scope is not None:
        wanted.append(in_scope(asked.scope))
    return wanted


def slot_column(connection: Connection, grain: Grain) -> ColumnElement[str]:
    """The name of the slot in which a call started, as `slot`."""
    # Written out, as Postgres takes a parameter for another expression than the same one again.
    if connection.dialect.name == "postgresql":
        at = func.timezone(literal_column("'UTC'"), _STARTED)
        return func.to_char(at, literal_column(_ISO[grain])).label("slot")
    return func.substr(_STARTED, literal_column("1"), literal_column(f"{_LENGTHS[grain]}")).label(
        "slot"
    )


@dataclass(frozen=True, slots=True)
class Scope:
    """The calls that queries are about.

    Attributes:
        connection: To the database.
        asked: The question that they are of.
        spans: They start in one of these; none: at any time.
        grain: Of the slots in which they are counted; None: all in one, whose name is empty.
    """

    connection: Connection
    asked: Question
    spans: Sequence[TimeSpan] = ()
    grain: Grain | None = None
    slots: dict[str, Tally] = field(default_factory=dict[str, Tally])
    """What is counted, by the slots' names."""

    def tally(self, slot: str) -> Tally:
        """The tally of a slot, to count in."""
        return self.slots.setdefault(slot, {})

    def rows(
        self,
        source: FromClause,
        keys: Sequence[ColumnElement[Any]],
        figures: Sequence[ColumnElement[Any]],
        *where: ColumnElement[bool],
    ) -> Iterator[Any]:
        """The figures of each slot and key: rows of the slot's name, the keys and the figures.

        Args:
            source: `calls`, or a table of the projection, joined with what the query needs.
            keys: What its groups are told apart by.
            figures: What is counted.
            where: Which rows are.
        """
        wanted = [*period(self.asked), *where]
        if self.spans:
            wanted.append(or_(*(and_(*started_in(span)) for span in self.spans)))
        named = literal_column("''").label("slot")
        slot = slot_column(self.connection, self.grain) if self.grain else named
        query = select(slot, *keys, *figures).select_from(source).where(*wanted)
        groups = ["slot", *keys] if self.grain else [*keys]
        return iter(self.connection.execute(query.group_by(*groups) if groups else query))


def of_calls(table: FromClause, *, with_facts: bool = False) -> FromClause:
    """A table of the projection, joined with the calls, and with their own rows of it."""
    joined = table.join(calls, calls.c.call_id == table.c.call_id)
    if with_facts:
        joined = joined.join(insight_calls, insight_calls.c.call_id == table.c.call_id)
    return joined


def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows meet a condition."""
    return func.count().filter(condition)
