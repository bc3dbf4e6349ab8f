"""A database in memory that can be away, as it fails or as it hangs; without a thread or a wait."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from conversation.events.event import CallEvent
from stores.databases.database import Database
from stores.erasure.erasure import erase
from stores.log.event_reader import EventReader
from stores.log.group_commit import GroupCommit
from stores.log.queries import read_events
from stores.tables.insight_schema import metadata
from tests.stores.events import NOON


class SwitchedDatabase:
    """A database that is there, or not.

    Attributes:
        fault: What a write raises; None where it is committed.
        readable: Whether it answers reads; it does not while it is False.
        answers: Whether it says that it has committed; where not, `fault` is raised after it.
        turn: Cleared, writes hang.
    """

    def __init__(self) -> None:
        self.fault: Exception | None = None
        self.readable = True
        self.answers = True
        self.turn = asyncio.Event()
        self.turn.set()
        self.writes = 0
        self.reads = 0
        self._engine = create_engine("sqlite://", poolclass=StaticPool)
        metadata.create_all(self._engine)

    async def write(self, work: Callable[[Connection], Any]) -> Any:
        self.writes += 1
        await self.turn.wait()
        if self.fault and self.answers:
            raise self.fault
        with self._engine.begin() as connection:
            result = work(connection)
        if self.fault:
            raise self.fault
        return result

    async def read(self, work: Callable[[Connection], Any]) -> Any:
        self.reads += 1
        if not self.readable:
            raise OSError("it is away")
        with self._engine.begin() as connection:
            return work(connection)

    def stored(self, call_id: str) -> list[CallEvent]:
        """The events that it has."""
        with self._engine.begin() as connection:
            return read_events(connection, call_id, 0, None)

    def erase(self, call_id: str) -> None:
        """Delete a call."""
        with self._engine.begin() as connection:
            erase(connection, call_id, "somebody", NOON)

    def dispose(self) -> None:
        self._engine.dispose()


class Stage:
    """A writer and a reader of such a database.

    Attributes:
        database: The database.
        writer: The writer, which runs while the block does.
        reader: The reader.
    """

    def __init__(self, limit: int = 1_000_000) -> None:
        self.database = SwitchedDatabase()
        database = cast("Database", self.database)
        self.writer = GroupCommit(database, 1, limit)
        self.reader = EventReader(database, self.writer.calls, self.writer.health)
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Stage":
        self._running = asyncio.create_task(self.writer.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.database.turn.set()
        self.writer.close()
        assert self._running
        await self._running
        self.database.dispose()

    async def append(self, *events: CallEvent) -> list[int | None]:
        """The numbers that events get."""
        done = await asyncio.gather(*(self.writer.submit(event) for event in events))
        return [event.seq for event in done]

    def go_away(self, *, readable: bool = True) -> None:
        """Take nothing any more."""
        self.database.fault = OSError("it is away")
        self.database.readable = readable

    async def come_back(self) -> None:
        """Take what comes, and all that was kept."""
        self.database.fault, self.database.readable = None, True
        while self.writer.health.cause:
            self.writer.health.changed.clear()
            await self.writer.health.changed.wait()

    def numbers(self, call_id: str) -> list[int | None]:
        """The numbers of the events in the database."""
        return [event.seq for event in self.database.stored(call_id)]
