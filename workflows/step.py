"""After-call step: one thing that is done after a call, as data."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from conversation.jobs.retries import RetryPolicy
from workflows.ended_call import EndedCall

Do: TypeAlias = Callable[[EndedCall], Awaitable[Any]]
Undo: TypeAlias = Callable[[EndedCall, Any], Awaitable[object]]
NeedsApproval: TypeAlias = Callable[[EndedCall], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class AfterCallStep:
    """One step.

    Attributes:
        name: Its name, of no other step: it is in the jobs' rows, in metrics and in the log.
        run: Does it, at least once: what another system does for it carries `EndedCall.key`. What
            it returns is kept for `undo`: an id at the most, never a caller's words. An error of it
            is logged by its code or its type alone.
        undo: Undoes it, by what `run` has returned.
        needs_approval: Whether a person has to approve it for this call.
        optional: Whether the steps after it are done, and those before it stay, where it fails.
        policy: How often it is tried, and how long it may take.
    """

    name: str
    run: Do
    undo: Undo | None = None
    needs_approval: NeedsApproval | None = None
    optional: bool = False
    policy: RetryPolicy = field(default_factory=RetryPolicy)
