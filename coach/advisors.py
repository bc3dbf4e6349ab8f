"""Advisors: the playbook's rules, which answer at once, and a language model, which writes."""

import asyncio
from bisect import insort
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, Protocol

from coach.ports import LanguageModel, ModelError, ModelRequest
from coach.request import Advised, Author, Request, Silent
from conversation.coaching.advice import Lane
from conversation.coaching.grounding import grounded
from conversation.coaching.partial_json import AdviceReader, UnreadableAnswerError
from conversation.coaching.playbook import Playbook
from conversation.coaching.usage import Usage
from conversation.errors import ErrorCode
from prompts.loader import Prompt

MODEL_SILENT = "model_silent"


class Advisor(Protocol):
    """A source of advice that takes its time."""

    @property
    def author(self) -> Author:
        """The origin that its suggestions name."""
        ...

    def advise(self, request: Request) -> AsyncGenerator[dict[str, Any] | Advised | Silent, None]:
        """The fields known so far, each time they grow, then what was advised, or that nothing is.

        Raises:
            ModelError: There is no advice.
        """
        ...


class ModelAdvisor:
    """A language model that writes JSON."""

    def __init__(self, model: LanguageModel, *, prompt: Prompt, playbook: Playbook):
        """Create the advisor that asks `model` with `prompt`."""
        self._model = model
        self._prompt = prompt
        self._playbook = playbook
        self.author = Author(Lane.LLM, playbook.name, model.name, prompt.id)

    async def advise(
        self, request: Request
    ) -> AsyncGenerator[dict[str, Any] | Advised | Silent, None]:
        """The advice as the model writes it; to the agent's question there is always some."""
        turns = list(request.earlier)
        insort(turns, request.turn, key=lambda turn: turn.start_ms)
        messages = self._prompt.render(self._playbook, turns, request.turn, request.question)
        reader, usage = AdviceReader(may_be_silent=request.question is None), None
        try:
            async with aclosing(self._model.stream(ModelRequest(messages))) as pieces:
                async for piece in _worth_reading(pieces, reader):
                    if isinstance(piece, Usage):
                        usage = piece
                    elif known := reader.feed(piece):
                        yield known
            advice = reader.finish()
        except UnreadableAnswerError as error:
            raise ModelError(
                ErrorCode.COACH_INVALID_ANSWER, f"The model's answer: {error}"
            ) from None
        if advice is None:
            yield Silent(MODEL_SILENT)
        else:
            yield Advised(request.in_segments(grounded(advice, turns)), usage=usage)


async def _worth_reading(
    pieces: AsyncGenerator[str | Usage, None], reader: AdviceReader
) -> AsyncGenerator[str | Usage, None]:
    """The pieces of an answer, until its reader has what it needs: a stream may never end."""
    clock = asyncio.get_running_loop().time
    waits, until = None, None
    while not reader.silent:
        if reader.wait_s != waits:
            waits = reader.wait_s
            until = None if waits is None else clock() + waits
        try:
            async with asyncio.timeout_at(until):
                piece = await anext(pieces, None)
        except TimeoutError:
            return
        except ModelError:
            if waits is None:
                raise
            return
        if piece is None:
            return
        yield piece


def playbook_author(playbook: Playbook) -> Author:
    """The origin of a playbook's suggestions."""
    return Author(Lane.INSTANT, playbook.name)


def playbook_advice(playbook: Playbook, request: Request) -> Advised | None:
    """Advises by the playbook, at once; None where it has nothing to say.

    A turn is answered by the rules, the agent's question by the move of the call's stage.
    """
    if request.question is not None:
        move = playbook.stage_advice(request.turn, request.earlier)
        return move and Advised(request.in_segments(move), ())
    found = playbook.advise(request.turn, request.earlier)
    if found is None:
        return None
    advice, rules = found
    return Advised(request.in_segments(advice), rules)
