"""Job commands, `callshadow jobs list | show | retry | cancel | approve | reject`.

They work on the database itself, beside whatever servers there are, or none.
"""

import argparse
from collections.abc import Iterator
from datetime import datetime

from bots.jobs_arguments import MOST
from bots.output import minute
from conversation.jobs.job import ApprovalAnswer, JobState
from pipeline.process_log import open_log
from pubsub.clock import Clock
from settings import Settings
from stores.errors import JobNotFoundError
from stores.jobs.job_record import JobPage, JobRecord
from stores.jobs.jobs import JobStore
from workflows.steps import job_settle_time

_BY = "cli"
"""The actor of the audit."""
_ANSWERS = {"approve": ApprovalAnswer.APPROVED, "reject": ApprovalAnswer.REJECTED}


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the action; returns its exit code.

    Raises:
        EventLogError: The database does not answer; there is no such job; or it is too late.
    """
    # What a dead process has spooled is stored by this one, and a call's end in it owes its job.
    async with open_log(settings, job_settle_time(settings)) as log:
        lines = await _told(args, log.jobs)
    for line in lines:
        print(line)  # noqa: T201 - the command's answer
    return 0


async def _told(args: argparse.Namespace, store: JobStore) -> list[str]:
    if args.action in (None, "list"):
        return await _list(args, store)
    if args.action != "show":
        return [line_of(await _changed(args, store))]
    job = await store.get(args.job)
    if job is None:
        raise JobNotFoundError(f"there is no job {args.job}")
    return list(shown(job))


async def _list(args: argparse.Namespace, store: JobStore) -> list[str]:
    states = tuple(JobState(state) for state in args.state)
    found = await store.page(JobPage(args.limit + 1, None, states, args.call))
    lines = [line_of(job) for job in found[: args.limit]]
    if len(found) > args.limit:
        lines.append(f"there are older ones: --limit N, up to {MOST}, or --state and --call")
    return lines or ["no jobs"]


async def _changed(args: argparse.Namespace, store: JobStore) -> JobRecord:
    now = Clock().now()
    if answer := _ANSWERS.get(args.action):
        return await store.decide(args.job, answer, _BY, now, args.comment)
    change = store.retry if args.action == "retry" else store.cancel
    return await change(args.job, _BY, now)


def line_of(job: JobRecord) -> str:
    """A job in one line: its id, state, end of the call, and what it is at."""
    return f"{job.job_id}  {job.state.value:<14}  {minute(job.created_at)}  {_at(job)}".rstrip()


def shown(job: JobRecord) -> Iterator[str]:
    """A job, and what became of each of its steps, in lines."""
    yield line_of(job)
    yield f"call {job.call_id}, run {job.run}, changed {minute(job.updated_at)}"
    for name, step in job.steps.items():
        parts = [step.get("state", "")]
        if at := step.get("at"):
            parts.append(minute(datetime.fromisoformat(at)))
        if (attempts := step.get("attempts", 1)) > 1:
            parts.append(f"attempt {attempts}")
        parts += [step["reason"]] if "reason" in step else []
        if "by" in step:
            parts.append(f"{step['answer']} by {step['by']}")
        parts += [f"“{step['comment']}”"] if "comment" in step else []
        yield f"  {name}: {', '.join(parts)}"


def _at(job: JobRecord) -> str:
    step = job.step or ""
    match job.state:
        case JobState.WAITING:
            told = f"due {minute(job.due_at)}"
        case JobState.NEEDS_APPROVAL:
            told = f"a yes until {minute(job.due_at)}"
        case _:
            told = ""
    return ", ".join(part for part in (step, job.reason, told) if part)
