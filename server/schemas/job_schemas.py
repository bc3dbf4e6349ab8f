"""Job schemas: the work after calls, as the API answers it."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, Field

from conversation.jobs.job import JobState
from stores.jobs.job_record import JobRecord
from stores.log.records import CallRecord

_SHOWN = tuple(state for state in JobState if state is not JobState.ERASED)
_FIELDS = (
    "job_id",
    "call_id",
    "created_at",
    "updated_at",
    "due_at",
    "run",
    "step",
    "reason",
    "steps",
)


class JobCall(BaseModel):
    """The people of a job's call, as the list of calls tells them."""

    source: str = Field(examples=["twilio"])
    agent_id: str | None
    participants: list[dict[str, Any]]
    parameters: dict[str, str]

    @classmethod
    def of(cls, record: CallRecord) -> Self:
        """What a record says."""
        return cls(
            source=record.source,
            agent_id=record.agent_id,
            participants=record.participants or [],
            parameters=record.parameters or {},
        )


class JobItem(BaseModel):
    """A job: the work after one end of a call."""

    job_id: str = Field(examples=["CA0123456789.42"])
    call_id: str
    call: JobCall | None = Field(description="Null where the call is erased.")
    state: str = Field(examples=[state.value for state in _SHOWN])
    created_at: datetime = Field(description="The call's end.")
    updated_at: datetime
    due_at: datetime = Field(
        description="When it goes on; while it needs approval, when nobody's answer is a no."
    )
    run: int = Field(description="1, and one more for each retry.")
    step: str | None = Field(description="The step that is done, awaited or failed.")
    reason: str | None = Field(description="The code of the error that it failed with last.")
    steps: dict[str, dict[str, Any]] = Field(description="By name what became of each.")

    @classmethod
    def of(cls, record: JobRecord, call: CallRecord | None) -> Self:
        """The item of a job's record, and its call's."""
        return cls(
            call=None if call is None else JobCall.of(call),
            state=record.state.value,
            **{name: getattr(record, name) for name in _FIELDS},
        )
