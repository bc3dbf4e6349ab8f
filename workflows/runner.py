"""Job runner: runs the jobs of a log through their steps, for as long as a block runs."""

from collections.abc import AsyncIterator, Sequence, Sized
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from conversation.jobs.job import JobRun
from pubsub.beside import beside
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from stores.log.event_log import EventLog
from workflows.after_call import after_call
from workflows.checkpoints import Checkpoints
from workflows.dispatcher import Dispatcher
from workflows.ended_call import reader_of
from workflows.job_context import JobContext
from workflows.late_engine import LateEngine
from workflows.step import AfterCallStep


@dataclass(frozen=True, slots=True)
class JobRunner:
    """Runs jobs through their steps.

    Attributes:
        log: The event log, with the jobs.
        events: Where events of ended calls go.
        clock: The time of day.
        steps: What is done after a call.
        approval: How long a step waits for a person's word.
        calls: Those that this process hears: work gives way to them.
    """

    log: EventLog
    events: EventStream
    clock: Clock
    steps: Sequence[AfterCallStep]
    approval: timedelta
    calls: Sized = ()

    async def run(self, run: str, checkpoints: Checkpoints) -> None:
        """Run a job by the name of its run; on the engine's loop."""
        job = JobRun.named(run)
        context = JobContext(job, self.log.jobs, self.clock, checkpoints)
        await after_call(context, self.steps, reader_of(job, self.log, self.events), self.approval)


@asynccontextmanager
async def running_jobs(url: str, runner: JobRunner) -> AsyncIterator[None]:
    """Run the jobs of a log while the block runs.

    Args:
        url: The address of the log's database.
        runner: Runs a job.
    """
    store = runner.log.jobs
    engine = LateEngine(url, store.owner, runner.run)
    dispatcher = Dispatcher(store, engine, runner.clock, runner.calls)
    try:
        async with beside(dispatcher.run(), "work after calls"):
            yield
    finally:
        await engine.stop()
