"""Workflow context: what the code of a workflow may ask for, and all that it knows of an engine."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol, TypeAlias

from conversation.jobs.job import ApprovalAnswer
from conversation.jobs.retries import RetryPolicy

Work: TypeAlias = Callable[[str], Awaitable[Any]]
"""A step's work. It gets its idempotency key, and returns what JSON can hold, ids at the most."""

Judge: TypeAlias = Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """The outcome of a step.

    Attributes:
        value: What its work returned; None where an earlier run has done it.
        failed: The code of the error that it failed with for good; None where it did not.
    """

    value: Any = None
    failed: str | None = None


class WorkflowContext(Protocol):
    """One run of a workflow.

    A run begins again from the start wherever its process died, and each of these then returns at
    once what it returned before: a workflow decides by nothing else. What waits does not come back
    from its call until its time has come, in whichever process that is.
    """

    async def step(self, name: str, work: Work, policy: RetryPolicy = ...) -> StepOutcome:
        """Do some work, at least once; again, by the policy, where it fails.

        Args:
            name: Its name, which no other step of the workflow has.
            work: The work.
            policy: How often, and how long it may take.
        """
        ...

    async def approval(self, name: str, within: timedelta) -> ApprovalAnswer:
        """Wait until a person approves or rejects the step `name`, so long at most."""
        ...

    async def check(self, name: str, judge: Judge) -> bool:
        """What was judged when it was first asked for by this name; where it fails, later."""
        ...

    async def reject(self, name: str) -> None:
        """Note that a step is not done, as it was rejected."""
        ...

    async def undo(self, name: str, work: Work, policy: RetryPolicy = ...) -> None:
        """Undo a step that was done, as a step of its own; one that can't be is noted as such."""
        ...

    async def end(self, failed_step: str | None = None, reason: str | None = None) -> None:
        """End the run, well or at a step that failed; the last thing that a workflow does."""
        ...
