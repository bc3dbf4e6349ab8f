"""Job record: a job as the list shows it, and the page of such a list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Row

from conversation.call_scope import CallScope
from conversation.jobs.job import JobRun, JobState
from stores.errors import BadCursorError
from stores.log.records import parse_cursor


@dataclass(frozen=True, slots=True)
class JobRecord:
    """One job.

    Attributes:
        job_id: `conversation.jobs.job.job_id`.
        call_id: The call.
        ended_seq: The number of the `call.ended` that it is of.
        state: Its state.
        due_at: When it is worked on next; while it needs approval, when that expires.
        created_at: The call's end.
        updated_at: When it last changed.
        run: Which run of it: 1, and one more for each retry.
        owner: The process that gave it to the engine.
        step: The step that is done, awaited or failed.
        reason: Why it failed, or the step is tried again: an error's code, no words.
        steps: By name what became of each: `state`, `attempts`, `at`, `seconds`, `run`, `answer`.
    """

    job_id: str
    call_id: str
    ended_seq: int
    state: JobState
    due_at: datetime
    created_at: datetime
    updated_at: datetime
    run: int
    owner: int | None
    step: str | None
    reason: str | None
    steps: dict[str, Any]

    @property
    def cursor(self) -> str:
        """The value of `before` that gets the jobs older than this one."""
        return f"{self.created_at.isoformat()}~{self.job_id}"

    @property
    def present(self) -> JobRun:
        """Its present run."""
        return JobRun(self.job_id, self.run)

    @classmethod
    def of(cls, row: Row) -> Self:
        """The record of a row of `schema.jobs`."""
        fields: dict[str, Any] = {name: getattr(row, name) for name in cls.__slots__}
        fields["state"] = JobState(row.state)
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class JobPage:
    """The filters of a page of jobs, newest first.

    Attributes:
        limit: How many at most.
        before: The `cursor` of a record: only older ones.
        states: Only jobs in one of these; none: in any.
        call_id: Only this call's.
        scope: Only those of calls in it.
    """

    limit: int = 50
    before: str | None = None
    states: tuple[JobState, ...] = ()
    call_id: str | None = None
    scope: CallScope | None = None

    def after(self) -> tuple[datetime, str] | None:
        """The creation and the id of the job that `before` stands for.

        Raises:
            BadCursorError: It is not the `cursor` of a record.
        """
        if self.before is None:
            return None
        try:
            return parse_cursor(self.before)
        except BadCursorError:
            raise BadCursorError("not a cursor of the list of jobs") from None
