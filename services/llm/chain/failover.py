"""Failover: a model made of models; the first that can be asked and begins in time answers.

      0 s                    1.5 s                     3.0 s
      first model, silent ──▶ second model: field ───────────────▶ its card
      first model, 503 ─▶ second model: field ───────────────────▶ its card
      first breaker open: second model at once

The last model that is left has all the time there is; after a failure another is asked only as long
as its card could still be of use. Once an answer has begun, nobody takes over: the agent reads it.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace

from coach.ports import Effort, ModelError, ModelRequest, Piece
from conversation.errors import ErrorCode
from services.llm.chain.affordable import affordable
from services.llm.chain.chain_health import ChainHealth
from services.llm.chain.guarded_model import GuardedModel
from services.llm.chain.spending_desk import SpendingDesk

_PATIENCE = {Effort.FAST: 1, Effort.SMART: 2}
"""Who asks for more thought waits for it."""
_LEAST_S = 0.4
"""A model with less time than this is not asked."""
END_S = 0.2
"""The chain gives up so much before the coach does: then it is known whose fault it is."""


class Failover:
    """A chain of models, the first choice first: a `LanguageModel`.

    Attributes:
        name: The name of the first choice.
        models: The models that advise.
        smart: Those for what deserves more thought.
        health: How the chain stands.
        desk: Where its requests are booked.
    """

    def __init__(
        self,
        models: Sequence[GuardedModel],
        health: ChainHealth,
        desk: SpendingDesk,
        *,
        first_field_s: float,
        timeout_s: float,
        smart: Sequence[GuardedModel] | None = None,
        named: Mapping[str, GuardedModel] | None = None,
    ):
        """Create the chain.

        Args:
            models: One or more.
            health: Is told by the models how they stand.
            desk: Knows what may still be spent.
            first_field_s: So long a model has for its first field while others are left.
            timeout_s: An answer of more than this age is of no use.
            smart: The chain for what deserves more thought; None: the same one.
            named: Those that a request may ask for by their names, `provider:model`; the others
                stand behind them.
        """
        self.name = models[0].name
        self.models = models
        self.smart = smart or models
        self.health = health
        self.desk = desk
        self._first_field_s = first_field_s
        self._timeout_s = timeout_s
        self._named = named or {}

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """The pieces of the answer of the first model that begins in time.

        Raises:
            ModelError: None has, or the one that has begun breaks off; `coach_budget_spent`:
                nothing may be spent any more.
        """
        clock = asyncio.get_running_loop().time
        began, failures = clock(), list[ModelError]()
        models = affordable(self._chain(request), self.desk.standing())
        for at, model in enumerate(models):
            left_s = self._timeout_s - (clock() - began)
            if _were_asked(failures) and left_s < _LEAST_S:
                break
            is_last = not any(other.breaker.is_ready(clock()) for other in models[at + 1 :])
            patience_s = self._first_field_s * _PATIENCE[request.effort]
            if is_last:
                patience_s = left_s - END_S if _were_asked(failures) else None
            has_begun = False
            try:
                asked = replace(request, first_within_s=patience_s)
                async with aclosing(model.stream(asked)) as pieces:
                    async for piece in pieces:
                        has_begun = True
                        yield piece
                return
            except ModelError as error:
                if has_begun:
                    raise
                failures.append(error)
        raise _worst(failures)

    def _chain(self, request: ModelRequest) -> Sequence[GuardedModel]:
        chain = self.smart if request.effort is Effort.SMART else self.models
        lead = self._named.get(request.model or "")
        return [lead, *(one for one in chain if one is not lead)] if lead else chain


def _were_asked(failures: Sequence[ModelError]) -> list[ModelError]:
    """The failures of models that were asked at all."""
    return [error for error in failures if error.code is not ErrorCode.COACH_BREAKER_OPEN]


def _worst(failures: Sequence[ModelError]) -> ModelError:
    """The failure to tell: of the last model that was asked, if one was."""
    if asked := _were_asked(failures):
        return asked[-1]
    waits = [error.retry_after for error in failures if error.retry_after is not None]
    return ModelError(
        ErrorCode.COACH_BREAKER_OPEN,
        failures[0].message,
        retryable=True,
        retry_after=min(waits, default=None),
    )
