"""A stage for work after calls: a log, virtual time, an engine, and a dispatcher."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from conversation.events.event import CallEvent
from conversation.jobs.job import JobState
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from pubsub.hub import Hub
from stores.jobs.job_record import JobPage, JobRecord
from stores.log.event_log import EventLog, open_event_log
from tests.stores.events import NOON, ended, said, started
from tests.workflows.memory_engine import MemoryEngine
from workflows.dbos_engine import DbosEngine
from workflows.dispatcher import Dispatcher
from workflows.runner import JobRunner
from workflows.step import AfterCallStep

SETTLE = timedelta(seconds=30)
APPROVAL = timedelta(days=7)
GIVE_UP_S = 60

SomeEngine = TypeVar("SomeEngine", MemoryEngine, DbosEngine)


@dataclass
class VirtualClock(Clock):
    """A clock that is set."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return (self.at - NOON).total_seconds()


@dataclass
class Stage(Generic[SomeEngine]):
    """What the tests move and look at; `heard` are the calls that go on in this process."""

    log: EventLog
    clock: VirtualClock
    engine: SomeEngine
    dispatcher: Dispatcher
    heard: list[str]

    async def call(self, call_id: str = "CA1") -> None:
        """A call begins, something is said in it, and it ends."""
        for event in (
            started(call_id),
            said(call_id, "hello"),
            ended(call_id, self.clock.at, "disconnected"),
        ):
            await self.append(event)

    async def append(self, event: CallEvent) -> None:
        """One more event."""
        await self.log.append(event)

    async def after(self, time: timedelta = timedelta(0)) -> None:
        """Let time go by, and the dispatcher and what it hands out do what is due."""
        self.clock.at += time
        await self.dispatcher.turn()
        if isinstance(self.engine, MemoryEngine):
            await self.engine.settled()
            return
        async with asyncio.timeout(GIVE_UP_S):
            while await self.log.jobs.running():  # noqa: ASYNC110 - another thread works
                await asyncio.sleep(0.01)

    async def job(self) -> JobRecord:
        """The one job."""
        (job,) = await self.log.jobs.page(JobPage())
        return job

    async def state(self) -> tuple[JobState, str | None]:
        """The state of the one job, and the step that it is at."""
        job = await self.job()
        return job.state, job.step


@asynccontextmanager
async def stage(url: str, steps: Sequence[AfterCallStep]) -> AsyncIterator[Stage[MemoryEngine]]:
    """A stage with these steps, and an engine in memory."""
    async with open_event_log(url, settle=SETTLE) as log:
        clock, runner = _runner(log, steps)
        engine, heard = MemoryEngine(runner.run), list[str]()
        yield Stage(log, clock, engine, Dispatcher(log.jobs, engine, clock, heard), heard)


@asynccontextmanager
async def dbos_stage(url: str, steps: Sequence[AfterCallStep]) -> AsyncIterator[Stage[DbosEngine]]:
    """A stage with these steps, and the engine that the product has."""
    async with open_event_log(url, settle=SETTLE) as log:
        clock, runner = _runner(log, steps)
        engine = DbosEngine(url, log.jobs.owner, runner.run)
        try:
            yield Stage(log, clock, engine, Dispatcher(log.jobs, engine, clock), [])
        finally:
            await engine.stop()


def _runner(log: EventLog, steps: Sequence[AfterCallStep]) -> tuple[VirtualClock, JobRunner]:
    clock = VirtualClock()
    return clock, JobRunner(log, EventStream(log, Hub(), clock), clock, steps, APPROVAL)
