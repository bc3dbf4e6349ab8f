"""Guarded model: a model behind its breaker, with a deadline for the first field of its answer.

Nothing of an answer is passed on before its first field: until then another model may be asked in
its place.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from coach.ports import AnsweredBy, LanguageModel, ModelError, ModelRequest, Piece
from conversation.errors import ErrorCode
from conversation.models.breaker import Breaker, Permit
from services.llm.chain.first_field import FirstField

_ANSWERS = {
    ErrorCode.COACH_REFUSED,
    ErrorCode.COACH_CONTEXT_TOO_SMALL,
    ErrorCode.COACH_INVALID_ANSWER,
}
"""Failures of a server that works: another request may be answered."""
_STALLED_S = 3.0
"""An answer that has said nothing for so long when it is given up has stalled."""
RETRY_WITHIN_S = 1.0
RETRY_PAUSE_S = (0.1, 0.4)


class GuardedModel:
    """A model of a chain: a `LanguageModel`.

    Attributes:
        name: The model's name.
        label: The provider and the model: `openai:gpt-4.1-mini`.
        breaker: Its breaker.
        error: Why it failed last.
        typical_cost: Of a usual answer, USD; None where no price is known.
    """

    def __init__(
        self,
        model: LanguageModel,
        label: str,
        breaker: Breaker,
        *,
        timeout_s: float,
        told: Callable[[], None] = lambda: None,
        typical_cost: float | None = None,
    ):
        """Create the guarded model.

        Args:
            model: What is asked.
            label: The provider and the model.
            breaker: Its breaker.
            timeout_s: When its first field has to be there, where nobody else can be asked.
            told: Is called when the breaker may have changed.
            typical_cost: Of a usual answer, USD; None where no price is known.
        """
        self.name = model.name
        self.label = label
        self.breaker = breaker
        self.error: ModelError | None = None
        self.typical_cost = typical_cost
        self._model = model
        self._timeout_s = timeout_s
        self._told = told

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """The pieces of the answer, from its first field on; who answers is told before.

        Raises:
            ModelError: `coach_breaker_open`: the model is not asked; or as the model.
        """
        clock = asyncio.get_running_loop().time
        permit = self.breaker.allow(clock())
        self._told()
        if permit is None:
            raise self._resting(clock())
        heard_at: float | None = None
        try:
            async with aclosing(self._asked(request)) as pieces:
                async for piece in pieces:
                    heard_at = clock()
                    yield piece
            permit.succeeded()
        except ModelError as error:
            self._failed(permit, error, clock(), is_alone=_is_alone(request))
            raise
        finally:
            # Without either, nobody waits for the answer any more.
            if heard_at is None:
                permit.give_back(clock())
            elif clock() - heard_at < _STALLED_S:
                permit.succeeded()
            else:
                permit.failed(clock())
            self._told()

    def _failed(self, permit: Permit, error: ModelError, now: float, *, is_alone: bool) -> None:
        if error.code in _ANSWERS:
            permit.succeeded()
            return
        self.error = error
        if is_alone and not error.retryable:
            return  # a setting is wrong: it is told at once, and to ask costs nobody any time
        permit.failed(now, error.retry_after)

    def _resting(self, now: float) -> ModelError:
        why = f": {self.error.message}" if self.error else "."
        return ModelError(
            ErrorCode.COACH_BREAKER_OPEN,
            f"{self.label} is not asked for now{why}",
            retryable=True,
            retry_after=round(self.breaker.wait_s(now), 1),
        )

    async def _asked(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """The pieces from the first field on; asks again where that helps and is soon enough."""
        clock = asyncio.get_running_loop().time
        began, has_begun, is_second = clock(), False, False
        while True:
            try:
                async with aclosing(self._model.stream(request)) as pieces:
                    held = await self._first_pieces(pieces, request)
                    has_begun = True
                    yield AnsweredBy(self.name)
                    for piece in held:
                        yield piece
                    async for piece in pieces:
                        yield piece
                    return
            except ModelError as error:
                is_soon = clock() - began < RETRY_WITHIN_S
                if has_begun or is_second or not (is_soon and _may_pass(request, error)):
                    raise
            is_second = True
            await asyncio.sleep(random.uniform(*RETRY_PAUSE_S))  # noqa: S311 - no secret

    async def _first_pieces(
        self, pieces: AsyncGenerator[Piece, None], request: ModelRequest
    ) -> list[Piece]:
        """The pieces up to the one with the first field."""
        within_s = request.first_within_s or self._timeout_s
        held: list[Piece] = []
        field = FirstField()
        try:
            async with asyncio.timeout(within_s):
                async for piece in pieces:
                    held.append(piece)
                    if isinstance(piece, str) and field.feed(piece):
                        return held
        except TimeoutError:
            message = f"The model has not begun to answer within {within_s:g} s."
            raise ModelError(ErrorCode.COACH_TIMEOUT, message, retryable=True) from None
        return held  # it is over: whoever reads it says what it is


def _is_alone(request: ModelRequest) -> bool:
    """Whether nobody can be asked instead."""
    return request.first_within_s is None


def _may_pass(request: ModelRequest, error: ModelError) -> bool:
    """Whether the same model may answer when it is asked again, and nobody else can be."""
    return (
        _is_alone(request)
        and error.may_pass
        and (request.budget is None or request.budget.try_again())
    )
