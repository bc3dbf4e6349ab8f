"""Shadow run's models: a chain of its own breakers, few requests at once, and what is left over.

A live call's budget, breakers and connections are never a shadow's to use up:

    of a cap is spent    the live coach asks      a shadow asks
    -------------------  -----------------------  ----------------------
    less than 80 %       the whole chain          the whole chain
    more                 cheaper, then free ones  those that cost nothing
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from coach.ports import ModelError, ModelRequest, Piece
from conversation.errors import ErrorCode
from conversation.models.budget import AllowedModels, BudgetStanding
from conversation.models.spending import Spent
from services.llm.chain.failover import Failover
from services.llm.chain.spending_desk import SpendingDesk

AT_ONCE = 8
"""The requests of all shadows of a process; one more is dropped, and waits for none."""


class ShadowSpendingDesk(SpendingDesk):
    """The live models' desk, as shadows see it: what they take is counted there too."""

    def __init__(self, live: SpendingDesk) -> None:
        """Book at `live`."""
        super().__init__(live.budget)
        self._live = live

    def book(self, spent: Spent) -> None:
        """Take in what a request took, of the shadow in whose task this runs."""
        self._live.book(spent)

    def standing(self) -> BudgetStanding:
        """How the budget stands for a shadow: nothing is nearly spent, or all of it is."""
        standing = super().standing()
        return (
            standing
            if standing.level is AllowedModels.ALL
            else replace(standing, level=AllowedModels.FREE)
        )


class ShadowChain(Failover):
    """A chain that is asked a few things at once, and drops the others."""

    _running = 0

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """The pieces of the answer, as those of `Failover`.

        Raises:
            ModelError: As there; `coach_rate_limited`: too many requests of shadows run already.
        """
        if self._running >= AT_ONCE:
            why = f"{AT_ONCE} requests of shadow runs are running."
            raise ModelError(ErrorCode.COACH_RATE_LIMITED, why, retryable=True)
        self._running += 1
        try:
            async with aclosing(super().stream(request)) as pieces:
                async for piece in pieces:
                    yield piece
        finally:
            self._running -= 1
