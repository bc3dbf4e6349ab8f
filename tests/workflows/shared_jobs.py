"""Two processes that work after the same calls at the same time, on one database.

A fork runs `main(["URL", "LINES"])`, and forks both, so that all they need is imported once. No job
ends before each of the two has begun one. What their steps do is in LINES: the process, the call,
and the step.
"""

import asyncio
import importlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from conversation.jobs.job import JobState
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from pubsub.hub import Hub
from stores.log.event_log import open_event_log
from tests.stores.events import ended, started
from workflows.ended_call import EndedCall
from workflows.runner import JobRunner, running_jobs
from workflows.step import AfterCallStep

CALLS = tuple(f"CA{number}" for number in range(20))
NAMES = ("first", "second")
PROCESSES = 2


async def fill(url: str) -> None:
    """The calls, each with its job."""
    now = datetime.now(UTC)
    async with open_event_log(url, settle=timedelta(0)) as log:
        for call_id in CALLS:
            await log.append(started(call_id, now))
            await log.append(ended(call_id, now))


async def work(url: str, lines: Path) -> None:
    """Work until all jobs are done."""
    async with open_event_log(url) as log:
        clock = Clock()
        steps = [_step(name, lines) for name in NAMES]
        runner = JobRunner(log, EventStream(log, Hub(), clock), clock, steps, timedelta(days=7))
        async with running_jobs(url, runner):
            while await log.jobs.count() != {JobState.DONE: len(CALLS)}:  # noqa: ASYNC110 - rows
                await asyncio.sleep(0.05)


def _step(name: str, lines: Path) -> AfterCallStep:
    async def run(call: EndedCall) -> None:
        with lines.open("a") as file:
            file.write(f"{os.getpid()} {call.call_id} {name}\n")
        while _begun(lines) < PROCESSES:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)

    return AfterCallStep(name, run)


def _begun(lines: Path) -> int:
    """How many processes have begun a step."""
    return len({line.split()[0] for line in lines.read_text().splitlines()})


def main(arguments: list[str]) -> int:
    """Fork the processes; returns how many of them failed."""
    url, lines = arguments[0], Path(arguments[1])
    importlib.import_module("workflows.dbos_engine")
    children: list[int] = []
    for fills in (True, *[False] * PROCESSES):
        child = os.fork()
        if not child:
            asyncio.run(fill(url) if fills else work(url, lines))
            os._exit(0)
        if fills:
            os.waitpid(child, 0)
        else:
            children.append(child)
    return sum(os.waitpid(child, 0)[1] != 0 for child in children)
