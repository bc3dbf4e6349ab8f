"""Processes that work after calls and are killed, one after the other, in the middle of each step.

A fork runs `main(["URL", "LINES"])`, and forks each of them, so that all that they need is imported
once. Each stays in the step that it is to
be killed in; the first begins a call, and dies before its end. What their steps do is in LINES.
"""

import asyncio
import importlib
import os
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from conversation.jobs.job import LIVE
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from pubsub.hub import Hub
from stores.jobs.job_record import JobPage
from stores.log.event_log import EventLog, open_event_log
from tests.stores.events import said, started
from workflows.ended_call import EndedCall
from workflows.runner import JobRunner, running_jobs
from workflows.step import AfterCallStep

NAMES = ("first", "second", "third")
DIES_IN_S = 60


class Worker:
    """One of the processes."""

    def __init__(self, url: str, lines: Path, stays_in: str) -> None:
        """Stay in the step `stays_in`; `call` is before the call's end, `` in none."""
        self._url = url
        self._lines = lines
        self._stays_in = stays_in

    async def main(self) -> None:
        """Work until the job has ended, or for ever."""
        async with open_event_log(self._url, settle=timedelta(0)) as log:
            if self._stays_in == "call":
                await log.append(started("CA1", datetime.now(UTC)))
                await log.append(said("CA1", "hello"))
                await self._reach("call", "")
            await self._work(log)

    async def _work(self, log: EventLog) -> None:
        clock = Clock()
        stream = EventStream(log, Hub(), clock)
        steps = [self._step(name) for name in NAMES]
        runner = JobRunner(log, stream, clock, steps, timedelta(days=7))
        async with running_jobs(self._url, runner):
            while not (found := await log.jobs.page(JobPage())) or found[0].state in LIVE:
                await log.recovery.close_interrupted(datetime.now(UTC))
                await asyncio.sleep(0.05)

    def _step(self, name: str) -> AfterCallStep:
        async def run(call: EndedCall) -> Any:
            await self._reach(name, call.key)
            self._write(f"end {name}")

        return AfterCallStep(name, run)

    async def _reach(self, name: str, key: str) -> None:
        self._write(f"begin {name} {key}")
        if self._stays_in == name:
            self._write("kill me")
            await asyncio.sleep(DIES_IN_S)

    def _write(self, line: str) -> None:
        with self._lines.open("a") as file:
            file.write(f"{line}\n")


def run_and_kill(worker: Worker, lines: Path, *, to_the_end: bool) -> None:
    """Fork a worker, and kill it where it stays."""
    before = lines.read_text().count("kill me")
    child = os.fork()
    if not child:
        asyncio.run(worker.main())
        os._exit(0)
    if not to_the_end:
        give_up_at = time.monotonic() + DIES_IN_S
        while lines.read_text().count("kill me") == before and time.monotonic() < give_up_at:
            time.sleep(0.02)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(arguments: list[str]) -> None:
    """Kill a worker in each step, and have the last one work to the end."""
    importlib.import_module("workflows.dbos_engine")
    url, path = arguments[0], Path(arguments[1])
    path.touch()
    for stays_in in ("call", *NAMES, ""):
        run_and_kill(Worker(url, path, stays_in), path, to_the_end=not stays_in)
