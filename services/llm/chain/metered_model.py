"""Metered model: a model whose every request is booked, with its tokens and their cost.

A request that is dropped is paid for, and its server tells no figures: they are estimated by the
length of the texts.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from coach.ports import LanguageModel, ModelError, ModelRequest, Piece
from conversation.coaching.usage import Usage
from conversation.models.rates import Rates
from conversation.models.spending import Spent
from services.llm.chain.spending_desk import SpendingDesk

CHARS_PER_TOKEN = 3.5


class MeteredModel:
    """A model of a chain: a `LanguageModel`.

    Attributes:
        name: The model's name.
    """

    def __init__(self, model: LanguageModel, label: str, rates: Rates | None, desk: SpendingDesk):
        """Create the metered model.

        Args:
            model: What is asked.
            label: The provider and the model.
            rates: What it costs; None where that is not known.
            desk: Where requests are booked.
        """
        self.name = model.name
        self._model = model
        self._label = label
        self._rates = rates
        self._desk = desk

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """The pieces of the answer; its usage with the cost."""
        usage: Usage | None = None
        has_failed, chars = False, 0
        try:
            async with aclosing(self._model.stream(request)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, str):
                        chars += len(piece)
                        yield piece
                    elif isinstance(piece, Usage):
                        usage = self._priced(piece)
                        yield usage
        except ModelError:
            has_failed = True
            raise
        finally:
            if usage:
                self._book(request, usage)
            elif chars or not has_failed:  # a server that refuses takes nothing
                self._book(request, self._estimate(request, chars), estimated=True)

    def _priced(self, usage: Usage) -> Usage:
        return replace(usage, cost=self._rates.cost(usage)) if self._rates else usage

    def _estimate(self, request: ModelRequest, chars: int) -> Usage:
        asked = sum(len(message["content"]) for message in request.messages)
        tokens, written = (round(count / CHARS_PER_TOKEN) for count in (asked, chars))
        return self._priced(Usage(self.name, tokens, 0, written))

    def _book(self, request: ModelRequest, usage: Usage, *, estimated: bool = False) -> None:
        self._desk.book(Spent(self._label, request.purpose, request.prompt, usage, estimated))
