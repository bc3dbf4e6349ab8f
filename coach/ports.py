"""Ports: what the coach asks of a language model; `services/llm/` has what answers."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

from conversation.coaching.usage import Usage
from conversation.errors import CallShadowError, ErrorCode

Messages = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """A request to a model.

    Attributes:
        messages: Chat messages, each with `role` and `content`.
    """

    messages: Messages


class LanguageModel(Protocol):
    """A language model that writes advice as JSON."""

    @property
    def name(self) -> str:
        """The name that suggestions call it by."""
        ...

    def stream(self, request: ModelRequest) -> AsyncGenerator[str | Usage, None]:
        """The pieces of the answer as they come, and its usage where the server tells one.

        Closing the generator ends the request.

        Raises:
            ModelError: There is no answer, or no more of it.
        """
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
    def refused(self) -> bool:
        """Whether the model declined to answer."""
        return self.code is ErrorCode.COACH_REFUSED
