"""The coach's model behind any OpenAI-compatible server: chat completions, streamed, as JSON."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import httpx2
import openai
from loguru import logger
from openai import AsyncOpenAI

from coach.ports import Messages, ModelError, ModelRequest
from conversation.coaching.usage import Usage
from conversation.errors import ErrorCode
from services.llm.causes import model_error
from services.llm.chat_answer import ChatAnswer
from services.llm.refusal import Refusal, RefusedError, read_refusal
from services.llm.request_form import RequestForm

# A server that is out of order is not asked in all forms at each turn.
_MOST_VAIN_TRIALS = 3


class OpenAIChat:
    """A model behind an OpenAI-compatible server: a `LanguageModel`.

    What the server refuses of a request is asked without for as long as the process runs.

    Attributes:
        name: The name that the server knows it by.
    """

    def __init__(self, client: AsyncOpenAI, name: str):
        """Create the model; the process's one client keeps its connection warm between calls."""
        self.name = name
        self._client = client
        self._form = RequestForm()
        self._has_answered = False
        self._vain_trials = 0

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Usage, None]:
        """The pieces of the answer, and its usage where the server tells one."""
        form, refused = self._form, None
        while True:
            has_begun = False
            try:
                async with aclosing(self._ask(form, request.messages)) as pieces:
                    async for piece in pieces:
                        if not has_begun:
                            has_begun = True
                            self._remember(form, refused)
                        yield piece
                return
            except RefusedError as error:
                lower = None if has_begun else self._lower(form, error.refusal)
                if not lower:
                    if form != self._form:
                        self._vain_trials += 1
                    raise model_error(error.refusal) from None
                form, refused = lower, refused or error.refusal

    def _lower(self, form: RequestForm, refusal: Refusal) -> RequestForm | None:
        if self._vain_trials >= _MOST_VAIN_TRIALS:
            return None
        named = form.without_named(refusal)
        return named if named or self._has_answered else form.lower(refusal)

    def _remember(self, form: RequestForm, refused: Refusal | None) -> None:
        self._has_answered = True
        self._vain_trials = 0
        if refused and form != self._form:
            self._form = form
            logger.warning(
                "model: {} is asked without {} from now on; its server refused (HTTP {} {})",
                self.name,
                form.missing(),
                refused.status,
                refused.code or "-",
            )

    async def _ask(
        self, form: RequestForm, messages: Messages
    ) -> AsyncGenerator[str | Usage, None]:
        """One request in one form; raises `RefusedError` and `ModelError`."""
        body: Any = form.body(self.name, messages)
        answer = ChatAnswer(self.name)
        try:
            completions = self._client.chat.completions.with_streaming_response
            async with completions.create(**body) as response:
                async for data in response.iter_bytes():
                    for piece in answer.feed(data):
                        yield piece
                for piece in answer.finish():
                    yield piece
        except openai.APIStatusError as error:
            said = error.response
            refusal = read_refusal(said.status_code, said.headers, said.content)
            raise RefusedError(refusal) from None
        except (openai.APITimeoutError, httpx2.TimeoutException):
            raise ModelError(
                ErrorCode.COACH_TIMEOUT, "The model did not answer in time.", retryable=True
            ) from None
        except (openai.OpenAIError, httpx2.HTTPError):
            raise _unreachable() from None


def _unreachable() -> ModelError:
    return ModelError(
        ErrorCode.COACH_UNAVAILABLE,
        "The model can't be reached; check OPENAI_BASE_URL and the network.",
        retryable=True,
    )
