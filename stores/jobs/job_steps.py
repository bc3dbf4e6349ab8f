"""Job steps: how a job's run goes through them; each change is one transaction.

Each is refused with `JobStoppedError` where the run is not the job's present one any more.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from conversation.jobs.job import ApprovalAnswer, JobRun, JobState, StepState
from stores.errors import JobStoppedError
from stores.tables.schema import jobs


def begin_step(connection: Connection, job: JobRun, step: str, now: datetime) -> int:
    """Count one more attempt at a step; returns which, or 0 where an earlier run has done it."""
    steps = _running(connection, job)
    before = steps.get(step, {})
    if before.get("state") == StepState.DONE and before.get("run") != job.run:
        return 0
    attempt = before.get("attempts", 0) + 1 if before.get("run") == job.run else 1
    said = {key: before[key] for key in ("answer", "by", "comment") if key in before}
    entry = {"state": StepState.STARTED, "attempts": attempt, "run": job.run} | _at(now)
    said = said if before.get("run") == job.run else {}
    _write(connection, job, now, {**steps, step: said | entry}, step=step, reason=None)
    return attempt


def end_step(
    connection: Connection, job: JobRun, step: str, change: Mapping[str, Any], now: datetime
) -> None:
    """Write what has become of a step: `state`, and `seconds` or `reason`."""
    steps = _running(connection, job)
    entry = {**steps.get(step, {"run": job.run}), **change, **_at(now)}
    _write(connection, job, now, {**steps, step: entry})


def put_off(
    connection: Connection,
    *,
    job: JobRun,
    step: str,
    reason: str | None,
    until: datetime,
    now: datetime,
) -> None:
    """Have a run go on at a later time, as a step failed for `reason`."""
    _running(connection, job)
    _write(
        connection, job, now, None, state=JobState.WAITING, step=step, reason=reason, due_at=until
    )


def answered(
    connection: Connection, job: JobRun, step: str, now: datetime
) -> ApprovalAnswer | None:
    """What a person has said to a step, or `expired` where its time has come; else None."""
    entry = _running(connection, job).get(step, {})
    if entry.get("run") != job.run:
        return None
    if said := entry.get("answer"):
        return ApprovalAnswer(said)
    until = entry.get("until")
    return ApprovalAnswer.EXPIRED if until and datetime.fromisoformat(until) <= now else None


def await_approval(
    connection: Connection, job: JobRun, step: str, until: datetime, now: datetime
) -> None:
    """Have a run wait for a person's word, until a time; one that was set before stays."""
    steps = _running(connection, job)
    entry = steps.get(step, {})
    entry = entry if entry.get("run") == job.run else {}
    until = datetime.fromisoformat(entry["until"]) if "until" in entry else until
    asks = JobState.NEEDS_APPROVAL
    entry = {"state": asks, "until": until.isoformat(), "run": job.run} | _at(now)
    change = {"state": asks, "step": step, "reason": None, "due_at": until}
    _write(connection, job, now, {**steps, step: entry}, **change)


def end_run(
    connection: Connection,
    *,
    job: JobRun,
    state: JobState,
    step: str | None,
    reason: str | None,
    now: datetime,
) -> None:
    """End a run: done, or failed at a step."""
    _running(connection, job)
    _write(connection, job, now, None, state=state, step=step, reason=reason, owner=None)


def _running(connection: Connection, job: JobRun) -> dict[str, Any]:
    own = select(jobs.c.steps).where(
        jobs.c.job_id == job.job_id, jobs.c.run == job.run, jobs.c.state == JobState.RUNNING
    )
    steps = connection.execute(own.with_for_update()).scalar()
    if steps is None:
        raise JobStoppedError("the job was cancelled, superseded or erased")
    return steps


def _write(
    connection: Connection, job: JobRun, now: datetime, steps: dict[str, Any] | None, **change: Any
) -> None:
    values = change | {"updated_at": now} | ({"steps": steps} if steps is not None else {})
    connection.execute(update(jobs).where(jobs.c.job_id == job.job_id).values(values))


def _at(now: datetime) -> dict[str, str]:
    return {"at": now.isoformat(timespec="milliseconds")}
