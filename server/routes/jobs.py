"""Jobs: the work after calls, listed, approved, retried and cancelled; audited."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from conversation.call_scope import CallScope
from conversation.errors import ErrorCode
from conversation.jobs.job import ApprovalAnswer, JobState
from pipeline.runtime import Runtime
from server.auth.caller import ROLE_HEADER, Caller
from server.auth.dependencies import SupervisorDep
from server.deps import CALL_ID, RuntimeDep, StateDep
from server.errors import ApiError
from server.queries.cursor import CURSOR_FROM_NOWHERE, cursor_checked, lead_to_older
from server.responses import error_response
from server.schemas.job_schemas import JobItem
from stores.errors import JobConflictError, JobNotFoundError
from stores.jobs.job_record import JobPage, JobRecord

router = APIRouter(prefix="/api/jobs", tags=["jobs"])

_JobId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.:-]{3,80}$", examples=["CA0123456789.42"])]
_JOB_NOT_FOUND = error_response(404, "There is no such job.")
_CHANGED = _JOB_NOT_FOUND | error_response(
    409, "It is in another state; the message says in which."
)


class JobsQuery(BaseModel):
    """A query for jobs: which ones, and how many."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    before: Annotated[str | None, Field(max_length=200, description="From the `Link` header.")] = (
        None
    )
    state: Annotated[
        list[
            Literal[
                "waiting",
                "running",
                "needs_approval",
                "failed",
                "done",
                "cancelled",
                "superseded",
            ]
        ],
        Field(description="May be given again.", max_length=7),
    ] = []
    call_id: Annotated[str | None, Field(pattern=CALL_ID)] = None

    def as_page(self, scope: CallScope | None) -> JobPage:
        """The page of the store, of the calls alone that its caller may see."""
        states = tuple(JobState(state) for state in self.state)
        return JobPage(self.limit, self.before, states, self.call_id, scope)


async def _visible_job(job_id: _JobId, state: StateDep, caller: SupervisorDep) -> JobRecord:
    record = await state.runtime.log.jobs.get(job_id)
    if record is None or not await state.policy.may_see(caller, record.call_id):
        raise _not_found(f"there is no job {job_id}")
    return record


_JobDep = Annotated[JobRecord, Depends(_visible_job)]
"""The job in the path; 404 where there is none, 403 where the caller may not see its call."""


@router.get("", responses=CURSOR_FROM_NOWHERE)
async def list_jobs(
    request: Request,
    response: Response,
    state: StateDep,
    caller: SupervisorDep,
    wanted: Annotated[JobsQuery, Query()],
) -> list[JobItem]:
    """Jobs, newest first; a `Link` header with `rel="next"` leads to older ones."""
    response.headers[ROLE_HEADER] = caller.role.value
    with cursor_checked():
        page = wanted.as_page(await state.policy.scope(caller))
        records = await state.runtime.log.jobs.page(page)
    if len(records) == wanted.limit:
        lead_to_older(request, response, records[-1].cursor)
    calls = await state.runtime.log.records({record.call_id for record in records})
    return [JobItem.of(record, calls.get(record.call_id)) for record in records]


@router.get("/{job_id}", responses=_JOB_NOT_FOUND)
async def read_job(record: _JobDep, runtime: RuntimeDep) -> JobItem:
    """One job."""
    return await _item(runtime, record)


@router.post("/{job_id}/approve", responses=_CHANGED)
async def approve(job: _JobDep, runtime: RuntimeDep, caller: SupervisorDep) -> JobItem:
    """Have the step done that waits for approval; audited. The first answer counts."""
    return await _answer(runtime, caller, job, ApprovalAnswer.APPROVED)


@router.post("/{job_id}/reject", responses=_CHANGED)
async def reject(job: _JobDep, runtime: RuntimeDep, caller: SupervisorDep) -> JobItem:
    """Skip the step that waits for approval; the others are done. Audited."""
    return await _answer(runtime, caller, job, ApprovalAnswer.REJECTED)


@router.post("/{job_id}/retry", responses=_CHANGED)
async def retry(job: _JobDep, runtime: RuntimeDep, caller: SupervisorDep) -> JobItem:
    """Run a job again that failed or was cancelled; audited. What is done is not done again."""
    with _told():
        by, now = caller.audit_name, runtime.clock.now()
        return await _item(runtime, await runtime.log.jobs.retry(job.job_id, by, now))


@router.post("/{job_id}/cancel", responses=_CHANGED)
async def cancel(job: _JobDep, runtime: RuntimeDep, caller: SupervisorDep) -> JobItem:
    """Have nothing more be done of a job; audited. What is done stays done."""
    with _told():
        by, now = caller.audit_name, runtime.clock.now()
        return await _item(runtime, await runtime.log.jobs.cancel(job.job_id, by, now))


async def _answer(
    runtime: Runtime, caller: Caller, job: JobRecord, answer: ApprovalAnswer
) -> JobItem:
    with _told():
        by, now = caller.audit_name, runtime.clock.now()
        return await _item(runtime, await runtime.log.jobs.decide(job.job_id, answer, by, now))


async def _item(runtime: Runtime, record: JobRecord) -> JobItem:
    return JobItem.of(record, await runtime.log.call(record.call_id))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except JobNotFoundError as error:
        raise _not_found(error.message) from None
    except JobConflictError as error:
        raise ApiError(409, ErrorCode.JOB_CONFLICT, error.message) from None


def _not_found(message: str) -> ApiError:
    return ApiError(404, ErrorCode.JOB_NOT_FOUND, message)
