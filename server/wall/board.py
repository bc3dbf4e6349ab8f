"""Wall board: the rows of all live calls for supervisors, kept by one task while somebody looks.

    log: the calls that go on ─▶ pictures ◀─ hub: the events of all calls
                                    │  every 250 ms: the rows that may have changed, compared
                                    ▼
                    each viewer: what is new to it, gathered until it takes it

A viewer that reads slowly gets fewer and newer rows; nothing piles up for it.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import timedelta
from functools import partial
from typing import Any, Self

from loguru import logger

from conversation.events.event import moment
from pipeline.runtime import Runtime
from pubsub.beside import beside
from pubsub.clock import Clock
from pubsub.hub import Hub, ListenerDropped
from server.auth.teams import Teams
from server.wall.calls import Row, WallCalls
from server.wall.rows import Sees, all_rows, bare_row_maker, row_maker
from stores.errors import EventLogError
from stores.log.event_log import EventLog

TICK_S = 0.25
TICKS_FOR_ALL = 4
"""After so many ticks all rows are made anew: dead air and deadlines come without an event."""
QUIET_S = 10.0
_AGAIN_S = 1.0


class _Viewer:
    """One viewer, the calls whose rows it has not seen yet, and those that it has."""

    def __init__(self, sees: Sees) -> None:
        self.unseen: set[str] = set()
        self.woken = asyncio.Event()
        self._sees = sees
        self._seen: set[str] = set()

    def told(self, rows: Mapping[str, Row], ids: Sequence[str]) -> tuple[list[Row], list[str]]:
        """Of the calls `ids` the rows that it may see, and those of what it saw that are gone."""
        shown = {one: rows[one] for one in ids if one in rows and self._sees(rows[one])}
        gone = [one for one in ids if one in self._seen and one not in shown]
        self._seen = (self._seen | shown.keys()).difference(gone)
        return list(shown.values()), gone


class WallBoard:
    """The wall of a process; for one event loop."""

    def __init__(
        self, log: EventLog, hub: Hub, clock: Clock, teams: Teams, join_url: str | None = None
    ) -> None:
        """Begin without a viewer, and so without work.

        Args:
            log: Where the calls are read that go on.
            hub: Where their events come from.
            clock: The time of day.
            teams: The teams of agents.
            join_url: The way into a call, as the setting has it.
        """
        self._teams = teams
        self._hub, self._clock = hub, clock
        make_row, make_bare_row = row_maker(teams, join_url), bare_row_maker(teams)
        self._no_calls = partial(WallCalls, log, make_row, make_bare_row)
        self._calls = self._no_calls()
        self._viewers: set[_Viewer] = set()
        self._task: asyncio.Task[None] | None = None
        self._loaded = asyncio.Event()

    @classmethod
    def of(cls, runtime: Runtime, teams: Teams) -> Self:
        """The wall of the calls of a process."""
        return cls(runtime.log, runtime.hub, runtime.clock, teams, runtime.settings.join_url)

    async def whole(self, sees: Sees = all_rows) -> dict[str, Any] | None:
        """The wall as it is now, as `watch` begins; None where the server stops."""
        async with aclosing(self.watch(sees)) as messages:
            return await anext(messages, None)

    async def watch(self, sees: Sees = all_rows) -> AsyncGenerator[dict[str, Any], None]:
        """The whole wall, then what changes; leave it with `contextlib.aclosing`.

        It ends where the server stops. Where nothing changes, an empty message comes every
        `QUIET_S`, so that a viewer knows that the server is there.

        Args:
            sees: Whether the viewer may see a row; nothing is told of another call.

        Yields:
            `at`; `whole`, whether these are all rows; `rows`; `gone`, the ids of calls that ended.
        """
        viewer = _Viewer(sees)
        self._viewers.add(viewer)
        try:
            task = self._task = self._task or asyncio.create_task(self._run(), name="wall")
            while not self._loaded.is_set():
                if not await _first(self._loaded, task):
                    return
            viewer.unseen.clear()
            viewer.woken.clear()
            yield self._message(viewer, list(self._calls.rows), whole=True)
            while await _first(viewer.woken, task):
                if viewer.woken.is_set():
                    await self._sleep(TICK_S)  # so that what comes together is told together
                viewer.woken.clear()
                ids, viewer.unseen = list(viewer.unseen), set()
                message = self._message(viewer, ids)
                if message["rows"] or message["gone"] or not ids:  # else of others' calls alone
                    yield message
        finally:
            self._viewers.discard(viewer)
            if not self._viewers:
                self._stop()

    def _message(
        self, viewer: _Viewer, ids: Sequence[str], *, whole: bool = False
    ) -> dict[str, Any]:
        rows, gone = viewer.told(self._calls.rows, ids)
        at = moment(self._clock.now())
        return {"at": at, "whole": whole, "rows": rows, "gone": gone}

    def _stop(self) -> None:
        """End the work; it awaits nothing, as its caller may be cancelled again and again."""
        task, self._task = self._task, None
        self._calls, self._loaded = self._no_calls(), asyncio.Event()
        if task:
            task.cancel()

    async def _run(self) -> None:
        while True:
            try:
                with self._hub.subscribe() as live:
                    await live.ready()
                    await self._calls.load()
                    self._refresh(all_of_them=True)
                    self._loaded.set()
                    async with beside(self._tick(), "wall: rows"):
                        async for delivery in live:
                            await self._calls.take(delivery.event)
                return  # the hub was closed
            except ListenerDropped:
                logger.warning("the wall missed events, and reads the calls again")
            except EventLogError as error:
                logger.error("the wall can't read the log: {}", error)
            await self._sleep(_AGAIN_S)

    async def _tick(self) -> None:
        ticks = 0
        while True:
            await self._sleep(TICK_S)
            ticks += 1
            is_time = ticks % TICKS_FOR_ALL == 0
            if is_time:
                await self._learn_teams()
            self._refresh(all_of_them=is_time)

    async def _learn_teams(self) -> None:
        try:
            await self._teams.refresh()
        except EventLogError as error:
            logger.error("the wall's teams stay as they are: {}", error)

    def _refresh(self, *, all_of_them: bool) -> None:
        changed = self._calls.refresh(self._clock.now(), all_of_them=all_of_them)
        for viewer in self._viewers if changed else ():
            viewer.unseen.update(changed)
            viewer.woken.set()

    async def _sleep(self, seconds: float) -> None:
        await self._clock.until(self._clock.now() + timedelta(seconds=seconds))


async def _first(event: asyncio.Event, task: asyncio.Task[None]) -> bool:
    """Wait for an event, `QUIET_S` at most; False where the task is over."""
    waiting = asyncio.ensure_future(event.wait())
    try:
        first = asyncio.FIRST_COMPLETED
        await asyncio.wait([waiting, task], timeout=QUIET_S, return_when=first)
        return not task.done()
    finally:
        waiting.cancel()
