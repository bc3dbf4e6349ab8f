"""Lanes: the ways to an answer to the customer's turns; a call may have several side by side.

words     on_partial …  on_eager_turn    on_pause    on_turn
customer  "It is too"…  (eager pause)    (pause)     (the turn is over)
"""

from typing import Protocol, runtime_checkable

from coach.request import Request
from conversation.coaching.advice import Withdrawal


class Lane(Protocol):
    """One way to an answer. All times are seconds of the event loop's clock."""

    async def on_partial(self, request: Request) -> None:
        """Take in the words so far of a turn that goes on."""
        ...

    async def on_turn(self, request: Request, spoken_at: float, made_at: float) -> None:
        """Answer a finished turn, whose speech ended at `spoken_at`."""
        ...

    async def drop(self, reason: Withdrawal) -> None:
        """Take back what stands on the turn that goes on."""
        ...


@runtime_checkable
class SpeculativeLane(Lane, Protocol):
    """A lane that takes long, and so begins before the turn is over."""

    async def on_eager_turn(self, request: Request, spoken_at: float) -> None:
        """Take in a turn that may be over."""
        ...

    async def on_pause(self, spoken_at: float) -> None:
        """Take in that the customer has paused."""
        ...
