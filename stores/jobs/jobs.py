"""Job store: the work after calls, in the log's own database."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, and_, or_, select

from conversation.jobs.job import ApprovalAnswer, JobRun, JobState
from stores.databases.database import Database, named_errors
from stores.databases.process_locks import ProcessLocks
from stores.jobs import job_changes, job_claims, job_steps
from stores.jobs.job_record import JobPage, JobRecord
from stores.log.call_scope import of_call_in_scope
from stores.tables.schema import jobs

Result = TypeVar("Result")


class JobStore:
    """The jobs of one log. Each method raises `EventLogError` where the database does not answer.

    Attributes:
        owner: This process, as `stores.databases.process_locks` names processes.
    """

    def __init__(self, database: Database, owner: int, owners: ProcessLocks) -> None:
        """Keep jobs in `database`, for the process `owner`."""
        self.owner = owner
        self._database = database
        self._owners = owners

    async def page(self, wanted: JobPage) -> list[JobRecord]:
        """A page of the jobs, newest first.

        Raises:
            BadCursorError: `before` is no cursor.
        """
        wanted.after()
        return await self._read(partial(_page, wanted=wanted))

    async def get(self, job_id: str) -> JobRecord | None:
        """A job; None if there is none, or its call was erased."""
        return await self._read(partial(_get, job_id=job_id))

    async def count(self) -> dict[JobState, int]:
        """How many jobs are in each state."""
        return await self._read(job_claims.count)

    async def decide(
        self,
        job_id: str,
        answer: ApprovalAnswer,
        by: str,
        now: datetime,
        comment: str | None = None,
    ) -> JobRecord:
        """`job_changes.decide`; audited."""
        said = {"answer": answer, "by": by, "now": now, "comment": comment}
        return await self._change(job_changes.decide, job_id=job_id, **said)

    async def cancel(self, job_id: str, by: str, now: datetime) -> JobRecord:
        """`job_changes.cancel`; audited."""
        return await self._change(job_changes.cancel, job_id=job_id, by=by, now=now)

    async def retry(self, job_id: str, by: str, now: datetime) -> JobRecord:
        """`job_changes.retry`; audited."""
        return await self._change(job_changes.retry, job_id=job_id, by=by, now=now)

    async def living(self, owners: set[int]) -> set[int]:
        """Those of `owners` whose processes live; this one is among them."""
        with named_errors("find living processes"):
            others = await self._owners.living(owners - {self.owner})
        return others | ({self.owner} & owners)

    async def claim_due(self, now: datetime, limit: int) -> list[JobRecord]:
        """Make jobs run whose time has come, at most `limit`; each is told to one process alone."""
        return await self.claim(
            await self._read(partial(job_claims.due, now=now, limit=limit)), now
        )

    async def claim(self, found: Sequence[JobRecord], now: datetime) -> list[JobRecord]:
        """Make jobs run as this process's own; those that no other process claimed meanwhile."""
        if not found:
            return []
        return await self._change(job_claims.claim, found=found, owner=self.owner, now=now)

    async def running(self) -> list[JobRecord]:
        """The jobs that run, in any process."""
        return await self._read(job_claims.running)

    async def to_forget(self, limit: int = 100) -> list[JobRecord]:
        """The jobs that are over, and of which the engine has something yet."""
        return await self._read(partial(job_claims.to_forget, limit=limit))

    async def forgotten(self, found: Sequence[JobRecord]) -> None:
        """Note that the engine has nothing of them any more."""
        await self._change(job_claims.forgotten, found=found)

    async def begin_step(self, job: JobRun, step: str, now: datetime) -> int:
        """`job_steps.begin_step`; it and the next ones raise `JobStoppedError`."""
        return await self._change(job_steps.begin_step, job=job, step=step, now=now)

    async def end_step(
        self, job: JobRun, step: str, change: Mapping[str, Any], now: datetime
    ) -> None:
        """`job_steps.end_step`."""
        await self._change(job_steps.end_step, job=job, step=step, change=change, now=now)

    async def put_off(
        self, job: JobRun, step: str, reason: str | None, until: datetime, now: datetime
    ) -> None:
        """`job_steps.put_off`."""
        await self._change(
            job_steps.put_off, job=job, step=step, reason=reason, until=until, now=now
        )

    async def answered(self, job: JobRun, step: str, now: datetime) -> ApprovalAnswer | None:
        """`job_steps.answered`."""
        return await self._change(job_steps.answered, job=job, step=step, now=now)

    async def await_approval(self, job: JobRun, step: str, until: datetime, now: datetime) -> None:
        """`job_steps.await_approval`."""
        await self._change(job_steps.await_approval, job=job, step=step, until=until, now=now)

    async def end_run(
        self, job: JobRun, state: JobState, step: str | None, reason: str | None, now: datetime
    ) -> None:
        """`job_steps.end_run`."""
        await self._change(
            job_steps.end_run, job=job, state=state, step=step, reason=reason, now=now
        )

    async def _read(self, work: Callable[[Connection], Result]) -> Result:
        with named_errors("read jobs"):
            return await self._database.read(work)

    async def _change(self, work: Callable[..., Result], **values: Any) -> Result:
        with named_errors("change a job"):
            return await self._database.write(lambda connection: work(connection, **values))


def _page(connection: Connection, wanted: JobPage) -> list[JobRecord]:
    newest_first = (jobs.c.created_at.desc(), jobs.c.job_id.desc())
    page = select(jobs).where(jobs.c.state != JobState.ERASED)
    if after := wanted.after():
        at, job_id = after
        same = and_(jobs.c.created_at == at, jobs.c.job_id < job_id)
        page = page.where(or_(jobs.c.created_at < at, same))
    if wanted.states:
        page = page.where(jobs.c.state.in_(wanted.states))
    if wanted.call_id is not None:
        page = page.where(jobs.c.call_id == wanted.call_id)
    if wanted.scope is not None:
        page = page.where(of_call_in_scope(jobs.c.call_id, wanted.scope))
    rows = connection.execute(page.order_by(*newest_first).limit(wanted.limit))
    return [JobRecord.of(row) for row in rows]


def _get(connection: Connection, job_id: str) -> JobRecord | None:
    found = select(jobs).where(jobs.c.job_id == job_id, jobs.c.state != JobState.ERASED)
    row = connection.execute(found).first()
    return None if row is None else JobRecord.of(row)
