"""Chat model: one model of one server, asked in the form that the server takes."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from loguru import logger

from coach.ports import ModelRequest
from conversation.coaching.usage import Usage
from services.llm.causes import model_error
from services.llm.http_client import HttpClient
from services.llm.refusal import ModelRefusal, RefusedError
from services.llm.request_form import RequestForm

# A server that is out of order is not asked in all forms at each turn.
_MOST_VAIN_TRIALS = 3


class ChatModel:
    """A model behind a server: a `LanguageModel`.

    What the server refuses of a request is asked without for as long as the process runs.

    Attributes:
        name: The name that the server knows it by.
    """

    def __init__(self, client: HttpClient, name: str):
        """Create the model; the client keeps its connections warm between calls."""
        self.name = name
        self._client = client
        self._form = client.endpoint.first_form()
        self._has_answered = False
        self._vain_trials = 0

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Usage, None]:
        """The pieces of the answer, and its usage where the server tells one."""
        form, refused = self._form, None
        while True:
            has_begun = False
            try:
                async with aclosing(self._ask(form, request)) as pieces:
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
                    raise model_error(error.refusal, self._client.endpoint.hints) from None
                form, refused = lower, refused or error.refusal

    def _lower(self, form: RequestForm, refusal: ModelRefusal) -> RequestForm | None:
        if self._vain_trials >= _MOST_VAIN_TRIALS:
            return None
        named = form.without_named(refusal)
        return named if named or self._has_answered else form.lower(refusal)

    def _remember(self, form: RequestForm, refused: ModelRefusal | None) -> None:
        self._has_answered = True
        self._vain_trials = 0
        if refused and form != self._form:
            self._form = form
            logger.warning(
                "model: {} is asked without {} from now on; its server refused (HTTP {} {})",
                self.name,
                form.missing(self._client.endpoint.first_form().dropped),
                refused.status,
                refused.code or "-",
            )

    async def _ask(
        self, form: RequestForm, request: ModelRequest
    ) -> AsyncGenerator[str | Usage, None]:
        """One request in one form; raises `RefusedError` and `ModelError`."""
        endpoint = self._client.endpoint
        body = endpoint.body(self.name, request.messages, request.form, form)
        answer = endpoint.dialect.reader(self.name)
        url, budget = endpoint.url(self.name), request.budget
        may_repeat = budget.take if budget else None
        async with aclosing(self._client.stream(url, body, may_repeat)) as received:
            async for data in received:
                for piece in answer.feed(data):
                    yield piece
        for piece in answer.finish():
            yield piece
