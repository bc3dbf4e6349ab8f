"""Job changes: what persons ask of jobs, each with its row in the audit, in one transaction."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select, update

from conversation.jobs.job import LIVE, ApprovalAnswer, JobState
from stores.access.audit_action import AuditAction
from stores.access.audit_note import note
from stores.errors import JobConflictError, JobNotFoundError
from stores.jobs.job_record import JobRecord
from stores.tables.schema import jobs

_ENDED = (JobState.FAILED, JobState.CANCELLED)
_DECIDED = {
    ApprovalAnswer.APPROVED: AuditAction.JOB_APPROVED,
    ApprovalAnswer.REJECTED: AuditAction.JOB_REJECTED,
}


def decide(
    connection: Connection,
    *,
    job_id: str,
    answer: ApprovalAnswer,
    by: str,
    now: datetime,
    comment: str | None = None,
) -> JobRecord:
    """Approve or reject the step that a job waits with; the first answer counts.

    A comment is kept with the step, not in the audit: it goes with the call when that is erased.

    Raises:
        JobNotFoundError: There is no such job.
        JobConflictError: It waits for nobody's word; the message says who gave it, if one did.
    """
    job = _locked(connection, job_id)
    step = job.step or ""
    if job.state is not JobState.NEEDS_APPROVAL:
        raise JobConflictError(_why_not(job))
    said = {"answer": answer.value, "by": by, "at": now.isoformat()}
    entry = job.steps.get(step, {}) | said | ({"comment": comment} if comment else {})
    change = {"state": JobState.WAITING, "due_at": now, "steps": {**job.steps, step: entry}}
    return _change(connection, job, change, action=_DECIDED[answer], by=by, now=now)


def cancel(connection: Connection, job_id: str, by: str, now: datetime) -> JobRecord:
    """Have nothing more be done of a job; what is done stays done.

    Raises:
        JobNotFoundError: There is no such job.
        JobConflictError: It has ended.
    """
    job = _expected(_locked(connection, job_id), (*LIVE, JobState.FAILED))
    return _change(
        connection,
        job,
        {"state": JobState.CANCELLED},
        action=AuditAction.JOB_CANCEL,
        by=by,
        now=now,
    )


def retry(connection: Connection, job_id: str, by: str, now: datetime) -> JobRecord:
    """Run a job again that failed or was cancelled: what is done, and was not undone, is not again.

    Raises:
        JobNotFoundError: There is no such job.
        JobConflictError: It has neither failed nor was it cancelled.
    """
    job = _expected(_locked(connection, job_id), _ENDED)
    change = {
        "state": JobState.WAITING,
        "due_at": now,
        "run": job.run + 1,
        "step": None,
        "reason": None,
        "owner": None,
    }
    return _change(connection, job, change, action=AuditAction.JOB_RETRY, by=by, now=now)


def _locked(connection: Connection, job_id: str) -> JobRecord:
    wanted = select(jobs).where(jobs.c.job_id == job_id, jobs.c.state != JobState.ERASED)
    row = connection.execute(wanted.with_for_update()).first()
    if row is None:
        raise JobNotFoundError(f"there is no job {job_id}")
    return JobRecord.of(row)


def _expected(job: JobRecord, states: Collection[JobState]) -> JobRecord:
    if job.state not in states:
        allowed = ", ".join(state.value for state in states)
        raise JobConflictError(f"the job is {job.state.value}; that needs one that is {allowed}")
    return job


def _why_not(job: JobRecord) -> str:
    said = job.steps.get(job.step or "", {})
    if "answer" in said:
        return f"{said['by']} has {said['answer']} the step {job.step} already, at {said['at']}"
    return f"the job is {job.state.value}, and waits for nobody's approval"


def _change(
    connection: Connection,
    job: JobRecord,
    change: dict[str, object],
    *,
    action: AuditAction,
    by: str,
    now: datetime,
) -> JobRecord:
    values = change | {"updated_at": now}
    connection.execute(update(jobs).where(jobs.c.job_id == job.job_id).values(values))
    told = {"from": job.state.value, "to": f"{job.job_id} {job.step or ''}".strip()}
    note(connection, action, by, now, change=told, call_id=job.call_id)
    changed = connection.execute(select(jobs).where(jobs.c.job_id == job.job_id)).one()
    return JobRecord.of(changed)
