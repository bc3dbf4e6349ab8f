"""Search index: the words of events, written in the transaction that stores or deletes them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, insert, literal, select, text, tuple_

from conversation.events.event import CallEvent
from conversation.search.words import indexed
from stores.databases.database import Database
from stores.log.records import searchable_words
from stores.tables.schema import calls, events
from stores.tables.search_schema import call_words

PAGES = 500
"""How much of the index one transaction merges: some 0.1 s, as appends wait for it."""
_ADD = insert(call_words)
_MERGE = "INSERT INTO call_words_index (call_words_index, rank) VALUES ('merge', ?)"
_CHANGES = "SELECT total_changes()"
_AT_ONCE = 1_000
_LOCK = 0x5AD0CA12


def index_words(connection: Connection, stored: Iterable[CallEvent]) -> None:
    """Index what was said in events, in the transaction that has stored them."""
    texts = ((event.call_id, event.seq, searchable_words(event)) for event in stored)
    _add(connection, texts)


def delete_words(connection: Connection, ids: Sequence[str]) -> None:
    """Find calls by their words no more; `forget_words` leaves none in the files."""
    connection.execute(delete(call_words).where(call_words.c.call_id.in_(ids)))


def index_all(connection: Connection) -> None:
    """Index what the log holds already, with nothing in the index; for SQLite's, the rows alone."""
    last: tuple[str, int] = ("", 0)
    call_id, seq = events.c.call_id, events.c.seq
    some = select(call_id, seq, events.c.words).where(events.c.words.is_not(None))
    some = some.order_by(call_id, seq).limit(_AT_ONCE)
    while True:
        after = tuple_(call_id, seq) > tuple_(*map(literal, last))
        rows: Any = connection.execute(some.where(after)).all()
        if not rows:
            return
        _add(connection, rows)
        last = rows[-1][:2]


def index_late(connection: Connection, ended_after: datetime) -> int:
    """Index what was said in calls that ended after a moment, and is not indexed; how many events.

    A process of a version that knows no index writes none, and goes on with its calls while the
    next version has taken over the database.
    """
    if connection.dialect.name == "postgresql":  # by one process at a time, or it would be twice
        locked = connection.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK})
        if not locked.scalar():
            return 0
    same = (call_words.c.call_id == events.c.call_id) & (call_words.c.seq == events.c.seq)
    late = (
        select(events.c.call_id, events.c.seq, events.c.words)
        .join(calls, calls.c.call_id == events.c.call_id)
        .join(call_words, same, isouter=True)
        .where(calls.c.ended_at > ended_after, events.c.words.is_not(None))
        .where(call_words.c.key.is_(None))
        .limit(_AT_ONCE)
    )
    rows: Any = connection.execute(late).all()
    return _add(connection, rows)


async def forget_words(database: Database) -> None:
    """Leave no deleted word in SQLite's index.

    FTS5 only marks a word as deleted until it merges what holds it. In Postgres this does nothing.
    """
    more = await database.write(partial(_merge, pages=-PAGES))  # below 0: all there is is to merge
    while more:
        more = await database.write(partial(_merge, pages=PAGES))


def _merge(connection: Connection, pages: int) -> bool:
    """Whether there is more to merge, as SQLite's documentation tells it."""
    if connection.dialect.name != "sqlite":
        return False
    before = connection.exec_driver_sql(_CHANGES).scalar_one()
    connection.exec_driver_sql(_MERGE, (pages,))
    return connection.exec_driver_sql(_CHANGES).scalar_one() - before >= 2  # noqa: PLR2004


def _add(connection: Connection, texts: Iterable[tuple[str, int | None, str | None]]) -> int:
    write = _vector if connection.dialect.name == "postgresql" else str
    rows = [
        {"call_id": call_id, "seq": seq, "words": write(words)}
        for call_id, seq, said in texts
        if said and (words := indexed(said))
    ]
    if rows:
        connection.execute(_ADD, rows)
    return len(rows)


def _vector(words: str) -> str:
    """Words as a `tsvector` is read: no dictionary of Postgres folds them again."""
    return " ".join(f"'{word}':{place}" for place, word in enumerate(words.split(), 1))
