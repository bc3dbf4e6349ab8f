"""A batch is numbered, stored and counted in one transaction, each append for itself."""

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, event, select

from conversation.events.event import CallEvent
from stores.errors import EventLogError, NotInterruptedError, UnknownCallError
from stores.log.batch import Append, write_batch
from stores.tables.schema import calls, events, metadata
from tests.stores.events import ended, said, started


@pytest.fixture
def connection() -> Iterator[Connection]:
    """A transaction on empty tables."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def write(
    connection: Connection, *batch: CallEvent, owner: int = 1, interrupted: int | None = None
) -> list[CallEvent | EventLogError]:
    """Write a batch whose futures nobody waits for."""
    loop = asyncio.new_event_loop()
    appends = [Append(event, loop.create_future(), interrupted) for event in batch]
    outcomes = write_batch(connection, appends, owner).outcomes
    loop.close()
    return outcomes


def numbers(outcomes: list[CallEvent | EventLogError]) -> list[int | type | None]:
    """The number of each event that was stored, the class of the error of each other."""
    return [one.seq if isinstance(one, CallEvent) else type(one) for one in outcomes]


def test_calls_in_one_batch_are_numbered_apart(connection: Connection) -> None:
    """Each call counts from one, and goes on in the next batch."""
    first = write(connection, started("A"), started("B"), said("A", "x"))
    assert numbers(first) == [1, 1, 2]
    assert numbers(write(connection, said("B", "x"), said("A", "y"))) == [2, 3]
    rows = connection.execute(select(calls.c.call_id, calls.c.last_seq).order_by(calls.c.call_id))
    assert rows.all() == [("A", 3), ("B", 2)]


def test_an_event_changes_what_is_new_in_its_call_alone(connection: Connection) -> None:
    """SQLite writes the indexes of all that a statement sets, be it the same as before."""
    write(connection, started("A"), started("B"))
    updates = list[str]()
    event.listen(
        connection,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: updates.append(statement),
    )
    write(connection, said("A", "x"), ended("B"))
    sets = [statement.split("SET ")[1] for statement in updates if "UPDATE calls" in statement]
    assert [one.split(" WHERE")[0] for one in sets] == [
        "last_seq=?, turns=?",
        "ended_at=?, end_reason=?, last_seq=?",
    ]
    row = connection.execute(select(calls).where(calls.c.call_id == "B")).one()
    assert (row.last_seq, row.end_reason, row.turns) == (2, ended("B").data["reason"], 0)


def test_a_refused_append_spoils_no_other(connection: Connection) -> None:
    """An event of a call that has not started takes no number and leaves no row."""
    outcomes = write(connection, said("B", "x"), started("A"), said("A", "y"))
    assert numbers(outcomes) == [UnknownCallError, 1, 2]
    assert connection.execute(select(events.c.call_id).distinct()).scalars().all() == ["A"]


def test_only_the_dead_owners_open_call_is_closed(connection: Connection) -> None:
    """A call that has ended, or that another process took, is not ended as interrupted."""
    write(connection, started("A"), started("B"), ended("B"), owner=1)
    write(connection, started("C"), owner=2)
    closing = write(connection, ended("A"), ended("B"), ended("C"), owner=3, interrupted=1)
    assert numbers(closing) == [2, NotInterruptedError, NotInterruptedError]
