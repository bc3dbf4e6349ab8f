"""Work after a call whose processes are killed: none is lost, and what is done is not repeated."""

import asyncio
from pathlib import Path

from peers.forked import read_from
from stores.jobs.job_record import JobPage
from stores.log.event_log import open_event_log
from tests.workflows import killed_worker
from tests.workflows.killed_worker import NAMES

GIVE_UP_S = 120


async def test_kill_9_in_each_step_repeats_that_step_alone(log_url: str, tmp_path: Path) -> None:
    """The call's process dies before its end, and then one more in the middle of each step.

    In the end each step was done once, by the same key each time, and the engine keeps nothing.
    """
    lines = tmp_path / "lines"
    program = killed_worker.main
    async with read_from(program, log_url, str(lines), folder=tmp_path) as (process, _):
        async with asyncio.timeout(GIVE_UP_S):
            assert await process.wait() == 0
    expected = ["begin call ", "kill me"]
    for name in NAMES:
        begin = f"begin {name} CA1.3.1:{name}"
        expected += [begin, "kill me", begin, f"end {name}"]
    assert lines.read_text().splitlines() == expected

    async with open_event_log(log_url) as log:
        (job,) = await log.jobs.page(JobPage())
        assert (job.job_id, job.state, job.reason) == ("CA1.3", "done", None)
        assert [job.steps[name]["attempts"] for name in NAMES] == [2, 2, 2]
