"""Insight projection: what insights are read of, written with the events it is made of."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.sql.dml import Insert

from conversation.events.event import CallEvent, EventType
from conversation.insights.projection import changes, talk
from conversation.insights.rows import KEYS, Change, Rows, merged
from stores.databases.database import INSERTS
from stores.tables.insight_schema import metadata
from stores.tables.schema import events

_TURNS = (
    select(events.c.data)
    .where(events.c.call_id == bindparam("call_id"), events.c.seq < bindparam("until"))
    .where(events.c.type == EventType.TURN_FINAL.value)
    .order_by(events.c.seq)
)


def project(
    connection: Connection, stored: Iterable[CallEvent], starts: Mapping[str, datetime]
) -> None:
    """Change the rows as events say, in the transaction that has stored them.

    Args:
        connection: In that transaction.
        stored: The events, those of one call in their order.
        starts: When each call started, by its id.
    """
    made: list[Change] = []
    ends: dict[str, CallEvent] = {}
    for event in stored:
        made += changes(event, starts[event.call_id])
        if event.type is EventType.CALL_ENDED:
            ends[event.call_id] = event
    made += [talk(call_id, _turns_before(connection, end)) for call_id, end in ends.items()]
    write_rows(connection, merged(made))


def write_rows(connection: Connection, rows: Sequence[Change]) -> None:
    """Write changes, one a row."""
    alike: dict[tuple[Rows, tuple[str, ...]], list[dict[str, Any]]] = {}
    for row in rows:
        keys = ("call_id", *KEYS[row.table])
        named = dict(zip(keys, (row.call_id, *row.key), strict=True))
        alike.setdefault((row.table, tuple(row.values)), []).append(named | dict(row.values))
    for (table, columns), values in alike.items():
        connection.execute(_upsert(connection.dialect.name, table, columns), values)


def delete_rows(connection: Connection, ids: Sequence[str]) -> None:
    """Delete the rows of calls."""
    for table in Rows:
        of = metadata.tables[table.value]
        connection.execute(delete(of).where(of.c.call_id.in_(ids)))


def _turns_before(connection: Connection, end: CallEvent) -> list[CallEvent]:
    found = connection.execute(_TURNS, {"call_id": end.call_id, "until": end.seq})
    kind, at = EventType.TURN_FINAL, end.at
    return [CallEvent(end.call_id, kind, at, data) for data in found.scalars()]


@lru_cache(maxsize=256)  # to build a statement costs as much as to run it
def _upsert(dialect: str, table: Rows, columns: tuple[str, ...]) -> Insert:
    statement = INSERTS[dialect](metadata.tables[table.value])
    new = {name: statement.excluded[name] for name in columns}
    return statement.on_conflict_do_update(index_elements=["call_id", *KEYS[table]], set_=new)
