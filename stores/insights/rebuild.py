"""Insight rebuild: the projection made again of the events, while calls go on."""

from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, delete, select

from conversation.insights.projection import rows_of
from conversation.insights.rows import Rows
from stores.database import Database, named_errors
from stores.insight_schema import metadata
from stores.insights.projection import delete_rows, write_rows
from stores.queries import read_events
from stores.schema import calls

CHUNK = 5


@dataclass(frozen=True, slots=True)
class _Part:
    """The part that one transaction has rebuilt: how many calls, and the last of their ids."""

    calls: int
    last: str


async def rebuild(database: Database) -> int:
    """Make all rows again; `EventLog.rebuild_insights` says more."""
    with named_errors("rebuild insights"):
        await database.write(_delete_orphans)
        total, last = 0, ""
        # A few at a time, as the appends of other calls wait for each transaction.
        while (part := await database.write(partial(_rebuild_some, after=last))).calls:
            total, last = total + part.calls, part.last
    return total


def _rebuild_some(connection: Connection, after: str) -> _Part:
    """Rebuild the next few calls by their ids. Their locked rows keep appends away meanwhile."""
    some = select(calls.c.call_id, calls.c.started_at).where(calls.c.call_id > after)
    found = connection.execute(some.order_by(calls.c.call_id).limit(CHUNK).with_for_update()).all()
    delete_rows(connection, [call.call_id for call in found])
    for call in found:
        stored = read_events(connection, call.call_id, 0, None)
        write_rows(connection, rows_of(stored, call.started_at))
    return _Part(len(found), found[-1].call_id if found else after)


def _delete_orphans(connection: Connection) -> None:
    for table in Rows:
        of = metadata.tables[table.value]
        connection.execute(delete(of).where(of.c.call_id.not_in(select(calls.c.call_id))))
