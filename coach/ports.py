"""Ports: what the coach asks of language models, encoders and knowledge; others answer."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from coach.request_budget import RequestBudget
from conversation.coaching.detection.convolution import TokenVectors
from conversation.coaching.detection.meaning import Vectors
from conversation.coaching.model_answer import ADVICE_FORM, AnswerForm
from conversation.coaching.source import Source
from conversation.coaching.usage import Usage
from conversation.errors import CallShadowError, ErrorCode

Messages = list[dict[str, str]]


class Effort(StrEnum):
    """The kind of model that a request deserves."""

    FAST = "fast"
    SMART = "smart"


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """A request to a model.

    Attributes:
        messages: Chat messages, each with `role` and `content`; what is the same in each request
            of a call comes first, so that a provider can cache it.
        form: The form of the answer.
        purpose: Who asks: a specialist's name, for the figures of what is spent.
        prompt: The id of the prompt, for the same.
        effort: Which models are asked: those that answer at once, or those that think better.
        first_within_s: When another model is asked instead, s from the request, unless the answer
            has begun; None: as late as the model's own time limit.
        model: Which one is asked first, by its name, `provider:model`; None: the first choice.
        budget: Counts the requests, and says whether it may be made again; None: nobody counts.
    """

    messages: Messages
    form: AnswerForm = ADVICE_FORM
    purpose: str = "coach"
    prompt: str | None = None
    effort: Effort = Effort.FAST
    first_within_s: float | None = None
    model: str | None = None
    budget: RequestBudget | None = None


@dataclass(frozen=True, slots=True)
class AnsweredBy:
    """The model that answers, where a request may be answered by several; its pieces follow.

    Attributes:
        model: Its name.
    """

    model: str


Piece = str | AnsweredBy | Usage
"""A part of an answer's stream."""


class LanguageModel(Protocol):
    """A language model that writes JSON."""

    @property
    def name(self) -> str:
        """The name that suggestions call it by."""
        ...

    def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """The pieces of the answer as they come, and its usage where the server tells one.

        Closing the generator ends the request.

        Raises:
            ModelError: There is no answer, or no more of it.
        """
        ...


class Encoder(Protocol):
    """An encoder of sentences: texts that mean the same get vectors that lie near each other."""

    async def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, one row each, of unit length."""
        ...

    async def utterances(self, texts: Sequence[str]) -> Vectors:
        """The same, of a playbook's utterances; they may be kept from an earlier start."""
        ...

    async def token_vectors(self, texts: Sequence[str]) -> Sequence[TokenVectors]:
        """The vectors of each text's tokens, of which there is one at least."""
        ...


class Knowledge(Protocol):
    """Knowledge of the company, as far as it is for the audience of one call."""

    async def search(self, text: str, limit: int) -> Sequence[Source]:
        """The passages that answer a text, the best first; empty: there is none, or no telling."""
        ...

    async def search_web(self, question: str, limit: int) -> Sequence[Source]:
        """The pages of the web that may answer the agent's own question; empty: none, or none may.

        It raises nothing: a vendor that fails has found nothing.
        """
        ...

    async def missed(self, question: str) -> None:
        """Take note of a question, redacted as the call is, that found nothing."""
        ...


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
    def may_pass(self) -> bool:
        """Whether the same request may be answered a moment later."""
        return self.code is ErrorCode.COACH_UNAVAILABLE and self.retry_after is None

    @property
    def refused(self) -> bool:
        """Whether the model declined to answer."""
        return self.code is ErrorCode.COACH_REFUSED
