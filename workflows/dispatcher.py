"""Dispatcher: gives jobs to the engine when they are due, and takes over those of the dead.

Each process has one. What a dead process ran goes on in a living one within `FAILOVER_S`; who is
dead, `stores.databases.process_locks` knows.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence, Sized
from datetime import timedelta
from typing import Protocol, TypeAlias

from loguru import logger

from conversation.jobs.job import JobRun, JobState
from pubsub.clock import Clock
from stores.errors import EventLogError, JobStoppedError
from stores.jobs.job_record import JobRecord
from stores.jobs.jobs import JobStore
from workflows.checkpoints import Checkpoints
from workflows.job_metrics import set_jobs

POLL_S = 1.0
FAILOVER_S = 5.0
IDLE_S = 30.0
MOST_RUNNING = 8
"""Jobs of one process at once."""
BESIDE_CALLS = 1
"""Jobs that a process begins in a turn while it hears calls.

A job takes some tenth of a second of CPU: eight at once would keep the event loop from audio.
"""
_STALE = timedelta(seconds=30)
_UNFINISHED = "engine_failed"


RunJob: TypeAlias = Callable[[str, Checkpoints], Awaitable[None]]
"""Runs a job by its id and run, as `JobRun.name` has both, with its checkpoints."""


class Engine(Protocol):
    """The engine that jobs are given to; `workflows.dbos_engine.DbosEngine` says what each does."""

    @property
    def started(self) -> bool:
        """Whether it runs."""
        ...

    async def start(self) -> None:
        """Start it."""
        ...

    async def stop(self) -> None:
        """Stop it."""
        ...

    async def hand(self, run_id: str) -> bool:
        """Have a run go on; False where it has ended, though its job has not."""
        ...

    async def executors(self) -> set[int]:
        """The processes that run something, or did when they died."""
        ...

    async def recover(self, executors: set[int]) -> None:
        """Have the runs of dead processes go on."""
        ...

    async def forget(self, run_ids: list[str]) -> None:
        """Delete all that is kept of runs."""
        ...


class Dispatcher:
    """The dispatcher of one process."""

    def __init__(self, store: JobStore, engine: Engine, clock: Clock, calls: Sized = ()) -> None:
        """Give the jobs of `store` to `engine`; slowly while this process hears `calls`."""
        self._calls = calls
        self._store = store
        self._engine = engine
        self._clock = clock
        self._checked_at = -FAILOVER_S
        self._busy_at = 0.0
        self._failed = False

    async def run(self) -> None:
        """Take turns without an end; an error is logged once, and the next turn is as any."""
        while True:
            try:
                await self.turn()
                self._failed = False
            except Exception as error:  # noqa: BLE001 - whatever fails, calls go on, and so does this
                if not self._failed:
                    told = error if isinstance(error, EventLogError) else type(error).__name__
                    logger.error("work after calls: {}", told)
                self._failed = True
            await asyncio.sleep(POLL_S)

    async def turn(self) -> None:
        """Hand out what is due; now and then, look after what runs."""
        room = MOST_RUNNING
        if self._engine.started:
            room -= sum(job.owner == self._store.owner for job in await self._store.running())
        if self._calls:
            room = min(room, BESIDE_CALLS)
        if room > 0:
            await self._hand(await self._store.claim_due(self._clock.now(), room))
        now = self._clock.monotonic()
        if now - self._checked_at >= FAILOVER_S:
            self._checked_at = now
            await self._look_after()

    async def _hand(self, jobs: Sequence[JobRecord]) -> None:
        if jobs and not self._engine.started:
            await self._engine.start()
        for job in jobs:
            if not await self._engine.hand(job.present.name):
                await self._end(job)

    async def _end(self, job: JobRecord) -> None:
        """End a job whose workflow has ended without it, so that a person sees it."""
        try:
            failed = JobState.FAILED
            await self._store.end_run(job.present, failed, job.step, _UNFINISHED, self._clock.now())
        except JobStoppedError:
            return
        logger.error("job {}: its engine gave it up", job.job_id)

    async def _look_after(self) -> None:
        running = await self._store.running()
        if running:
            await self._take_over(running)
        await self._forget()
        set_jobs(await self._store.count())
        now = self._clock.monotonic()
        if running:
            self._busy_at = now
        elif self._engine.started and now - self._busy_at >= IDLE_S:
            await self._engine.stop()

    async def _take_over(self, running: Sequence[JobRecord]) -> None:
        """Have what dead processes ran go on, and what was let go of without a word."""
        owners = {job.owner for job in running if job.owner is not None}
        living = await self._store.living(owners)
        old = self._clock.now() - _STALE
        found = [
            job
            for job in running
            if job.owner not in living or (job.owner == self._store.owner and job.updated_at < old)
        ]
        claimed = await self._store.claim(found, self._clock.now())
        if claimed and not self._engine.started:
            await self._engine.start()
        if self._engine.started:
            executors = await self._engine.executors()
            if dead := executors - await self._store.living(executors):
                await self._engine.recover(dead)
        await self._hand(claimed)

    async def _forget(self) -> None:
        while over := await self._store.to_forget():
            if not self._engine.started:
                await self._engine.start()
            runs = [JobRun(job.job_id, run).name for job in over for run in range(1, job.run + 1)]
            await self._engine.forget(runs)
            await self._store.forgotten(over)
            self._busy_at = self._clock.monotonic()
