"""Insight rebuild: the projection and the search index made again, while calls go on."""

from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, delete, select

from conversation.insights.projection import rows_of
from conversation.insights.rows import Rows
from stores.databases.database import Database
from stores.insights.projection import delete_rows, write_rows
from stores.insights.rollups import begin_generation
from stores.log.queries import read_events
from stores.search.index import delete_words, index_words
from stores.tables.insight_schema import metadata
from stores.tables.schema import calls
from stores.tables.search_schema import call_words

CHUNK = 5


@dataclass(frozen=True, slots=True)
class _Part:
    """The part that one transaction has rebuilt: how many calls, and the last of their ids."""

    calls: int
    last: str


async def rebuild(database: Database) -> int:
    """Make all rows again; `Projections.rebuild` says more."""
    await database.write(_delete_orphans)
    total, last = 0, ""
    # A few at a time, as the appends of other calls wait for each transaction.
    while (part := await database.write(partial(_rebuild_some, after=last))).calls:
        total, last = total + part.calls, part.last
    await database.write(begin_generation)
    return total


def _rebuild_some(connection: Connection, after: str) -> _Part:
    """Rebuild the next few calls by their ids. Their locked rows keep appends away meanwhile."""
    some = select(calls.c.call_id, calls.c.started_at).where(calls.c.call_id > after)
    found = connection.execute(some.order_by(calls.c.call_id).limit(CHUNK).with_for_update()).all()
    ids = [call.call_id for call in found]
    delete_rows(connection, ids)
    delete_words(connection, ids)
    for call in found:
        stored = read_events(connection, call.call_id, 0, None)
        write_rows(connection, rows_of(stored, call.started_at))
        index_words(connection, stored)
    return _Part(len(found), found[-1].call_id if found else after)


def _delete_orphans(connection: Connection) -> None:
    for table in (*Rows, call_words.name):
        of = metadata.tables[table]
        connection.execute(delete(of).where(of.c.call_id.not_in(select(calls.c.call_id))))
