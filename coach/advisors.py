"""Where advice comes from: the playbook's rules, or a language model.

An advisor takes a request and gives the advice so far, as often as it grows, and then the advice.
"""

from bisect import insort
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Protocol

from conversation.coaching.advice import Advice, Lane
from conversation.coaching.grounding import grounded
from conversation.coaching.partial_json import AdviceReader, UnreadableAnswerError
from conversation.coaching.playbook import Playbook
from conversation.errors import CallShadowError, ErrorCode
from conversation.speech.turns import Turn
from prompts.loader import Prompt

Messages = list[dict[str, str]]
Stream = Callable[[Messages], AsyncIterator[str]]
"""Asks a model and gives its answer piece by piece; raises `ModelError`."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to advise on.

    Attributes:
        turn: The customer's turn to answer.
        earlier: All turns before it, by their start; on a question, also those after it.
        question: What the agent asked, if this is no ordinary turn.
    """

    turn: Turn
    earlier: Sequence[Turn]
    question: str | None = None


class ModelError(CallShadowError):
    """There is no advice, and why."""

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        retryable: bool = False,
        retry_after: float | None = None,
    ):
        """Create the error."""
        super().__init__(message, code=code, retryable=retryable, retry_after=retry_after)

    @property
    def refused(self) -> bool:
        """Whether the model declined to answer."""
        return self.code is ErrorCode.COACH_REFUSED


@dataclass(frozen=True, slots=True)
class Advised:
    """The advice of one request, finished.

    Attributes:
        advice: What the agent should do.
        details: More fields for the suggestion: the rules that matched.
    """

    advice: Advice
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def rule(self) -> str | None:
        """The rule that it comes from, if it comes from one."""
        return next(iter(self.details.get("rules", ())), None)


class Advisor(Protocol):
    """One source of advice."""

    lane: Lane
    specialist: str

    @property
    def model(self) -> str | None:
        """The model that is asked, if one is."""
        ...

    @property
    def prompt(self) -> str | None:
        """The id of the prompt, if there is one."""
        ...

    def advise(self, request: Request) -> AsyncIterator[dict[str, Any] | Advised]:
        """The fields known so far, each time they grow, then what was advised.

        Raises:
            ModelError: There is no advice.
        """
        ...


class PlaybookAdvisor:
    """The instant lane: the playbook's rules alone."""

    lane = Lane.INSTANT
    model = None
    prompt = None

    def __init__(self, playbook: Playbook):
        """Create the advisor of one playbook."""
        self._playbook = playbook
        self.specialist = playbook.name

    def consider(self, request: Request) -> Advised:
        """The advice, at once."""
        advice, rules = self._playbook.advise(request.turn, request.earlier)
        return Advised(advice, {"rules": list(rules)})

    def leading(self, text: str) -> frozenset[str]:
        """The ids of the rules that speak up in these words of the customer."""
        return self._playbook.leading(text)

    def stages_in(self, turn: Turn) -> Sequence[str]:
        """The ids of the playbook's stages that a turn reaches."""
        return self._playbook.stages_in(turn)

    async def advise(self, request: Request) -> AsyncIterator[dict[str, Any] | Advised]:
        """The advice, in one piece."""
        yield self.consider(request)


class ModelAdvisor:
    """The llm lane: a language model that writes JSON."""

    lane = Lane.LLM

    def __init__(self, stream: Stream, *, model: str, prompt: Prompt, playbook: Playbook):
        """Create the advisor that asks `model` through `stream`."""
        self._stream = stream
        self._template = prompt
        self._playbook = playbook
        self.model = model
        self.prompt = prompt.id
        self.specialist = playbook.name

    async def advise(self, request: Request) -> AsyncIterator[dict[str, Any] | Advised]:
        """The advice as the model writes it."""
        turns = list(request.earlier)
        insort(turns, request.turn, key=lambda turn: turn.start_ms)
        messages = self._template.render(self._playbook, turns, request.turn, request.question)
        reader = AdviceReader()
        try:
            async with aclosing(self._stream(messages)) as pieces:  # pyright: ignore[reportArgumentType]
                async for piece in pieces:
                    known = reader.feed(piece)
                    if known:
                        yield known
            advice = reader.finish()
        except UnreadableAnswerError as error:
            raise ModelError(
                ErrorCode.COACH_INVALID_ANSWER, f"The model's answer: {error}"
            ) from None
        yield Advised(grounded(advice, turns))
