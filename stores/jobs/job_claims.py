"""Job claims: which process gives a job to the engine; each job goes to one alone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, update

from conversation.jobs.job import JobState
from stores.jobs.job_record import JobRecord
from stores.tables.schema import jobs

_CLAIMABLE = (JobState.WAITING, JobState.NEEDS_APPROVAL)
_OVER = (
    JobState.DONE,
    JobState.CANCELLED,
    JobState.SUPERSEDED,
    JobState.ERASED,
)


def due(connection: Connection, now: datetime, limit: int) -> list[JobRecord]:
    """The jobs whose time has come, the oldest first."""
    ripe = select(jobs).where(jobs.c.state.in_(_CLAIMABLE), jobs.c.due_at <= now)
    rows = connection.execute(ripe.order_by(jobs.c.due_at).limit(limit))
    return [JobRecord.of(row) for row in rows]


def running(connection: Connection) -> list[JobRecord]:
    """The jobs that run."""
    found = select(jobs).where(jobs.c.state == JobState.RUNNING)
    return [JobRecord.of(row) for row in connection.execute(found)]


def to_forget(connection: Connection, limit: int) -> list[JobRecord]:
    """The jobs that are over, and of which the engine has something yet."""
    over = select(jobs).where(jobs.c.held.is_(True), jobs.c.state.in_(_OVER)).limit(limit)
    return [JobRecord.of(row) for row in connection.execute(over)]


def claim(
    connection: Connection, found: Sequence[JobRecord], owner: int, now: datetime
) -> list[JobRecord]:
    """Make jobs run that are due, or whose process is dead; those that no other claimed first."""
    claimed: list[JobRecord] = []
    for job in sorted(found, key=lambda one: one.job_id):
        change = {"state": JobState.RUNNING, "owner": owner, "held": True, "updated_at": now}
        still = update(jobs).where(_unchanged(job)).values(change)
        if connection.execute(still).rowcount:
            claimed.append(job)
    return claimed


def forgotten(connection: Connection, found: Sequence[JobRecord]) -> None:
    """Note that the engine has nothing of them any more; what is erased is gone with that."""
    for job in found:
        erased = job.state is JobState.ERASED
        connection.execute(
            delete(jobs).where(_unchanged(job))
            if erased
            else update(jobs).where(_unchanged(job)).values(held=False)
        )


def count(connection: Connection) -> dict[JobState, int]:
    """How many jobs are in each state."""
    found = select(jobs.c.state, func.count()).group_by(jobs.c.state)
    return {JobState(state): number for state, number in connection.execute(found)}


def _unchanged(job: JobRecord) -> ColumnElement[bool]:
    same_owner = jobs.c.owner.is_(None) if job.owner is None else jobs.c.owner == job.owner
    return and_(
        jobs.c.job_id == job.job_id, jobs.c.run == job.run, jobs.c.state == job.state, same_owner
    )
