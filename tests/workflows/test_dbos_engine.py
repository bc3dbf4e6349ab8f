"""Jobs through DBOS itself: approved, undone, tried again and erased, as `test_jobs` has them.

And two processes that live and share the jobs of one database.
"""

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy.engine import make_url

from conversation.errors import CallShadowError
from conversation.jobs.job import ApprovalAnswer, JobState
from peers.forked import read_from
from tests.workflows import shared_jobs
from tests.workflows.notebook import Notebook, somebody_approves
from tests.workflows.shared_jobs import CALLS, NAMES
from tests.workflows.stage import APPROVAL, GIVE_UP_S, SETTLE, dbos_stage

FORGOTTEN = timedelta(seconds=5)


def kept(url: str) -> set[str]:
    """The runs of which the engine has anything."""
    log = Path(make_url(url).database or "")
    with closing(sqlite3.connect(log.with_name(f"{log.stem}-jobs{log.suffix}"))) as engine:
        found = engine.execute(
            "SELECT workflow_uuid FROM workflow_status"
            " UNION SELECT workflow_uuid FROM operation_outputs"
        )
        return {run for (run,) in found}


async def test_steps_wait_for_a_word_and_are_tried_again(
    sqlite_url: str, notebook: Notebook
) -> None:
    """A yes, a no, and nobody's word in seven days; each goes on as soon as it is due."""
    notebook.failures["send"] = [TimeoutError()]
    ask = notebook.step("write", needs_approval=somebody_approves)
    steps = [notebook.step("note"), ask, notebook.step("send")]
    async with dbos_stage(sqlite_url, steps) as play:
        for call_id in ("CA1", "CA2", "CA3"):
            await play.call(call_id)
        await play.after(SETTLE)
        assert await play.log.jobs.count() == {JobState.NEEDS_APPROVAL: 3}
        await play.log.jobs.decide("CA1.3", ApprovalAnswer.APPROVED, "eve", play.clock.at)
        await play.log.jobs.decide("CA2.3", ApprovalAnswer.REJECTED, "eve", play.clock.at)
        await play.after()
        counted = dict.fromkeys((JobState.DONE, JobState.WAITING, JobState.NEEDS_APPROVAL), 1)
        assert await play.log.jobs.count() == counted
        await play.after(timedelta(seconds=10))
        await play.after(APPROVAL)
        assert await play.log.jobs.count() == {JobState.DONE: 3}
        expected = [f"note CA{number}" for number in (1, 2, 3)]
        expected += [f"send CA{number}" for number in (1, 2, 3)]
        assert sorted(notebook.lines) == [*expected, "write CA1"]
        await play.after(FORGOTTEN)
        assert kept(sqlite_url) == set()


async def test_what_was_done_is_undone_and_a_retry_does_it_again(
    sqlite_url: str, notebook: Notebook
) -> None:
    notebook.failures["send"] = [CallShadowError("no", retryable=False)]
    steps = [notebook.step("score"), notebook.step("note", undoes=True)]
    steps += [notebook.step("task", undoes=True), notebook.step("send")]
    async with dbos_stage(sqlite_url, steps) as play:
        await play.call()
        await play.after(SETTLE)
        assert notebook.lines[3:] == ["undo task id of task", "undo note id of note"]
        assert await play.state() == (JobState.FAILED, "send")
        notebook.lines.clear()
        await play.log.jobs.retry("CA1.3", "eve", play.clock.at)
        await play.after()
        assert notebook.lines == ["note CA1", "task CA1", "send CA1"]
        assert (await play.job()).state is JobState.DONE


async def test_a_call_is_erased_while_its_work_waits(sqlite_url: str, notebook: Notebook) -> None:
    """Of a job that is erased, or cancelled, the engine keeps nothing either."""
    steps = [notebook.step("note"), notebook.step("write", needs_approval=somebody_approves)]
    async with dbos_stage(sqlite_url, steps) as play:
        await play.call("CA1")
        await play.call("CA2")
        await play.after(SETTLE)
        assert kept(sqlite_url) == {"CA1.3.1", "CA2.3.1"}
        await play.log.erasure.delete("CA1", "eve", play.clock.at)
        await play.log.jobs.cancel("CA2.3", "eve", play.clock.at)
        await play.after(FORGOTTEN)
        assert kept(sqlite_url) == set()
        assert await play.log.jobs.count() == {JobState.CANCELLED: 1}
        await play.after(APPROVAL)
        assert sorted(notebook.lines) == ["note CA1", "note CA2"]


async def test_two_living_processes_share_the_jobs(sqlite_url: str, tmp_path: Path) -> None:
    """On one SQLite database, twenty jobs; each of their steps is done once, in one of the two."""
    lines = tmp_path / "lines"
    program = shared_jobs.main
    async with read_from(program, sqlite_url, str(lines), folder=tmp_path) as (process, _):
        async with asyncio.timeout(GIVE_UP_S):
            assert await process.wait() == 0
    told = [line.split() for line in lines.read_text().splitlines()]
    done = Counter((call, step) for _, call, step in told)
    assert done == Counter((call, step) for call in CALLS for step in NAMES)
    workers = {call: {pid for pid, one, _ in told if one == call} for call in CALLS}
    assert all(len(pids) == 1 for pids in workers.values())
    assert len({pid for pid, *_ in told}) == 2
