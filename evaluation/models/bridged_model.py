"""Bridged model: a real model asked from virtual time, where the call stands still meanwhile.

The answer is read to its end on the loop where the model lives, and then told piece by piece, each
as long after the request as it really came: the call is as slow as the model was.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from coach.ports import LanguageModel, ModelError, ModelRequest, Piece
from conversation.coaching.usage import Usage
from conversation.errors import ErrorCode
from pubsub.clock import now_s

Told = tuple[float, Piece | ModelError]
"""What came, and how many seconds after the request."""


@dataclass
class BridgedModel:
    """A model of another event loop, for one call in virtual time.

    Attributes:
        model: The model.
        loop: The loop on which it lives, in another thread.
        requests: How often it was asked, dropped guesses among them.
        usages: What its answers took, where its server tells.
        limit_s: How long it may write an answer.
        first_s: For each answer, the seconds from the request to its first field.
        failed: How many requests had no answer.
    """

    model: LanguageModel
    loop: asyncio.AbstractEventLoop
    requests: int = 0
    usages: list[Usage] = field(default_factory=list)
    limit_s: float = 60.0
    first_s: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def name(self) -> str:
        """The name that suggestions call it by."""
        return self.model.name

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """The pieces of the answer at their times.

        Raises:
            ModelError: The model has failed, or its loop is about to end.
        """
        if self.loop.is_closed():
            raise ModelError(ErrorCode.COACH_UNAVAILABLE, "The evaluation is about to end.")
        self.requests += 1
        reading = asyncio.run_coroutine_threadsafe(self._read(request), self.loop)
        began = now_s()
        told = reading.result()
        self._count(told)
        for after_s, piece in told:
            await asyncio.sleep(max(0.0, began + after_s - now_s()))
            if isinstance(piece, ModelError):
                raise piece
            yield piece

    def _count(self, told: Sequence[Told]) -> None:
        self.usages += [piece for _, piece in told if isinstance(piece, Usage)]
        first = next((after_s for after_s, piece in told if isinstance(piece, str)), None)
        if first is not None:
            self.first_s.append(first)
        self.failed += any(isinstance(piece, ModelError) for _, piece in told)

    async def _read(self, request: ModelRequest) -> list[Told]:
        """All of an answer, on the model's own loop."""
        clock = asyncio.get_running_loop().time
        began = clock()
        told: list[Told] = []
        try:
            async with (
                asyncio.timeout(self.limit_s),
                aclosing(self.model.stream(request)) as pieces,
            ):
                async for piece in pieces:
                    told.append((clock() - began, piece))
        except ModelError as error:
            told.append((clock() - began, error))
        except TimeoutError:
            error = ModelError(ErrorCode.COACH_TIMEOUT, f"No whole answer in {self.limit_s:g} s.")
            told.append((clock() - began, error))
        return told
