"""Job: the work after one end of a call; its states, and its runs.

    call.ended ─▶ waiting ─▶ running ─┬─▶ done
                   ▲  ▲         │     └─▶ failed ──(retry)──▶ waiting
                   │  └─────────┤ a step is tried again later, or a timer runs
                   └── needs_approval ◀─ a step waits for a person's word

From any of these but `done`, a person cancels it, the call that comes back supersedes it, and its
erasure erases it: what runs learns of that before its next step.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class JobState(StrEnum):
    """The states of a job; `erased` is seen by nobody, and gone when the engine has forgotten."""

    WAITING = "waiting"
    RUNNING = "running"
    NEEDS_APPROVAL = "needs_approval"
    FAILED = "failed"
    DONE = "done"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    ERASED = "erased"


LIVE = (JobState.WAITING, JobState.RUNNING, JobState.NEEDS_APPROVAL)
"""The states in which there is work to come."""


class StepState(StrEnum):
    """The states of a step of a job."""

    STARTED = "started"
    DONE = "done"
    FAILED = "failed"
    REJECTED = "rejected"
    UNDONE = "undone"


class ApprovalAnswer(StrEnum):
    """A person's answer to a step that waits for approval; `expired` where nobody answered."""

    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"


def job_id(call_id: str, ended_seq: int) -> str:
    """The id of the job of a call's end: the same end has the same one, wherever it is told."""
    return f"{call_id}.{ended_seq}"


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run of a job; a retry is another.

    Attributes:
        job_id: The job.
        run: Which, from 1.
    """

    job_id: str
    run: int

    @property
    def name(self) -> str:
        """The engine's name for it."""
        return f"{self.job_id}.{self.run}"

    @property
    def call_id(self) -> str:
        """The call."""
        return self.job_id.rpartition(".")[0]

    @classmethod
    def named(cls, name: str) -> Self:
        """The run of a name."""
        job, _, run = name.rpartition(".")
        return cls(job, int(run))
