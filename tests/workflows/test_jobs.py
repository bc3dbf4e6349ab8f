"""Jobs of ended calls on virtual time: due, tried again, approved, undone, superseded, erased."""

import asyncio
from datetime import timedelta

import pytest

from conversation.errors import CallShadowError
from conversation.jobs.job import ApprovalAnswer, JobState
from stores.errors import JobConflictError, JobNotFoundError
from stores.jobs.job_record import JobPage
from tests.stores.events import ended, started
from tests.workflows.notebook import Notebook, somebody_approves
from tests.workflows.stage import APPROVAL, SETTLE, stage
from workflows.ended_call import EndedCall

DAY = timedelta(days=1)
MOMENT = timedelta(seconds=1)


async def test_work_begins_when_the_end_has_settled(sqlite_url: str, notebook: Notebook) -> None:
    async with stage(sqlite_url, [notebook.step("note"), notebook.step("score")]) as play:
        await play.call()
        await play.after(SETTLE - MOMENT)
        assert notebook.lines == []
        assert await play.state() == (JobState.WAITING, None)
        await play.after(MOMENT)
        assert notebook.lines == ["note CA1", "score CA1"]
        assert await play.state() == (JobState.DONE, None)
        await play.after(timedelta(seconds=5))
        assert play.engine.runs == {}, "the engine has forgotten what is done"


async def test_a_call_that_comes_back_has_its_work_done_once(
    sqlite_url: str, notebook: Notebook
) -> None:
    """The work of its earlier end is superseded, waiting or at a step that waits for approval."""
    step = notebook.step("write", needs_approval=somebody_approves)
    async with stage(sqlite_url, [step]) as play:
        await play.call()
        await play.append(started("CA1", play.clock.at))
        await play.after(SETTLE)
        await play.append(ended("CA1", play.clock.at))
        await play.after(SETTLE)
        await play.append(started("CA1", play.clock.at))
        with pytest.raises(JobConflictError, match="superseded"):
            await play.log.jobs.decide("CA1.5", ApprovalAnswer.APPROVED, "eve", play.clock.at)
        await play.append(ended("CA1", play.clock.at))
        await play.after(SETTLE)
        await play.log.jobs.decide("CA1.7", ApprovalAnswer.APPROVED, "eve", play.clock.at)
        await play.after()
        assert notebook.lines == ["write CA1"]
        states = {job.job_id: job.state.value for job in await play.log.jobs.page(JobPage())}
        assert states == {"CA1.3": "superseded", "CA1.5": "superseded", "CA1.7": "done"}


async def test_a_step_that_fails_is_tried_again_later(sqlite_url: str, notebook: Notebook) -> None:
    notebook.failures["send"] = [ConnectionError("a caller's words"), TimeoutError()]
    async with stage(sqlite_url, [notebook.step("note"), notebook.step("send")]) as play:
        await play.call()
        await play.after(SETTLE)
        job = await play.job()
        assert (job.state, job.step, job.reason) == (JobState.WAITING, "send", "ConnectionError")
        assert job.due_at == play.clock.at + timedelta(seconds=10)
        await play.after(timedelta(seconds=10))
        assert (await play.job()).due_at == play.clock.at + timedelta(seconds=60)
        await play.after(timedelta(seconds=60))
        assert notebook.lines == ["note CA1", "send CA1"]
        assert (await play.job()).steps["send"]["attempts"] == 3


async def test_what_was_done_is_undone_in_reverse(sqlite_url: str, notebook: Notebook) -> None:
    """And a retry does again what was undone, and not what stayed."""
    notebook.failures["send"] = [CallShadowError("no", retryable=False)]
    names = [notebook.step("score"), notebook.step("note", undoes=True)]
    steps = [*names, notebook.step("task", undoes=True), notebook.step("send")]
    async with stage(sqlite_url, steps) as play:
        await play.call()
        await play.after(SETTLE)
        assert notebook.lines[3:] == ["undo task id of task", "undo note id of note"]
        job = await play.job()
        assert (job.state, job.step, job.reason) == (JobState.FAILED, "send", "internal_error")
        states = {name: job.steps[name]["state"] for name in ("score", "note", "task", "send")}
        assert states == {"score": "done", "note": "undone", "task": "undone", "send": "failed"}

        notebook.lines.clear()
        await play.log.jobs.retry("CA1.3", "eve", play.clock.at)
        await play.after()
        assert notebook.lines == ["note CA1", "task CA1", "send CA1"]
        assert (await play.job()).state is JobState.DONE


async def test_an_optional_step_may_fail(sqlite_url: str, notebook: Notebook) -> None:
    notebook.failures["score"] = [CallShadowError("no", retryable=False)]
    steps = [
        notebook.step("note", undoes=True),
        notebook.step("score", optional=True),
        notebook.step("send"),
    ]
    async with stage(sqlite_url, steps) as play:
        await play.call()
        await play.after(SETTLE)
        assert notebook.lines == ["note CA1", "send CA1"]
        assert (await play.job()).state is JobState.DONE


async def test_an_approval_may_take_days(log_url: str, notebook: Notebook) -> None:
    """One of two at once counts, in both databases; the other is told whose it was."""

    async def if_there_is_more(call: EndedCall) -> bool:
        return len(await call.events()) > 1

    step = notebook.step("write", needs_approval=if_there_is_more)
    async with stage(log_url, [notebook.step("note"), step]) as play:
        await play.call()
        await play.after(SETTLE)
        assert await play.state() == (JobState.NEEDS_APPROVAL, "write")
        await play.after(APPROVAL - DAY)
        assert await play.state() == (JobState.NEEDS_APPROVAL, "write")
        decide = play.log.jobs.decide
        given = [("eve", ApprovalAnswer.APPROVED), ("ann", ApprovalAnswer.REJECTED)]
        both = [decide("CA1.3", answer, name, play.clock.at) for name, answer in given]
        answers = await asyncio.gather(*both, return_exceptions=True)
        (told,) = [answer for answer in answers if isinstance(answer, JobConflictError)]
        first, counts = given[1 - answers.index(told)]
        assert f"{first} has {counts} the step write already" in told.message
        await play.after()
        written = ["write CA1"] if counts is ApprovalAnswer.APPROVED else []
        assert notebook.lines == ["note CA1", *written]
        assert (await play.job()).steps["write"]["by"] == first


@pytest.mark.parametrize("answer", [ApprovalAnswer.REJECTED, ApprovalAnswer.EXPIRED])
async def test_without_a_yes_the_step_is_not_done(
    sqlite_url: str, notebook: Notebook, answer: ApprovalAnswer
) -> None:
    """A no, and nobody's answer in seven days, are the same; the other steps are done."""
    step = notebook.step("write", needs_approval=somebody_approves)
    async with stage(sqlite_url, [step, notebook.step("note")]) as play:
        await play.call()
        await play.after(SETTLE)
        if answer is ApprovalAnswer.REJECTED:
            await play.log.jobs.decide("CA1.3", answer, "eve", play.clock.at)
            await play.after()
        else:
            await play.after(APPROVAL)
        assert notebook.lines == ["note CA1"]
        job = await play.job()
        assert (job.state, job.steps["write"]["state"]) == (JobState.DONE, "rejected")


async def test_a_call_is_erased_while_its_work_waits(sqlite_url: str, notebook: Notebook) -> None:
    step = notebook.step("write", needs_approval=somebody_approves)
    async with stage(sqlite_url, [step]) as play:
        await play.call()
        await play.after(SETTLE)
        await play.log.erasure.delete("CA1", "eve", play.clock.at)
        assert await play.log.jobs.page(JobPage()) == []
        with pytest.raises(JobNotFoundError):
            await play.log.jobs.decide("CA1.3", ApprovalAnswer.APPROVED, "eve", play.clock.at)
        assert list(play.engine.runs) == ["CA1.3.1"]
        await play.after(timedelta(seconds=5))
        assert play.engine.runs == {}
        assert notebook.lines == []


async def test_a_job_is_cancelled_before_its_next_step(sqlite_url: str, notebook: Notebook) -> None:
    notebook.failures["send"] = [TimeoutError()]
    async with stage(sqlite_url, [notebook.step("note"), notebook.step("send")]) as play:
        await play.call()
        await play.after(SETTLE)
        await play.log.jobs.cancel("CA1.3", "eve", play.clock.at)
        await play.after(DAY)
        assert notebook.lines == ["note CA1"]
        with pytest.raises(JobConflictError, match="cancelled"):
            await play.log.jobs.cancel("CA1.3", "ann", play.clock.at)


async def test_work_gives_way_to_the_calls_of_its_process(
    sqlite_url: str, notebook: Notebook
) -> None:
    """While one is heard, a job begins in each turn of the dispatcher; then, all that there are."""
    async with stage(sqlite_url, [notebook.step("note")]) as play:
        for number in range(6):
            await play.call(f"CA{number}")
        play.heard.append("CA9")
        await play.after(SETTLE)
        await play.after(MOMENT)
        assert len(notebook.lines) == 2
        play.heard.clear()
        await play.after(MOMENT)
        assert len(notebook.lines) == 6


async def test_hundreds_of_calls_that_end_together(sqlite_url: str, notebook: Notebook) -> None:
    """Each one's work is done once, a few at a time."""
    async with stage(sqlite_url, [notebook.step("note")]) as play:
        ids = [f"CA{number}" for number in range(300)]
        await asyncio.gather(*(play.append(started(call_id)) for call_id in ids))
        await asyncio.gather(*(play.append(ended(call_id)) for call_id in ids))
        play.clock.at += SETTLE
        while any(state is not JobState.DONE for state in await play.log.jobs.count()):
            await play.after()
        assert sorted(notebook.lines) == sorted(f"note {call_id}" for call_id in ids)
