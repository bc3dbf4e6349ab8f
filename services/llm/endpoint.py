"""Model endpoint: where a provider's models are reached, in which dialect, and with which key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from coach.ports import Messages
from conversation.coaching.model_answer import AnswerForm
from services.llm.dialects.answer_stream import DialectReader
from services.llm.dialects.chat_answer import ChatAnswer
from services.llm.dialects.chat_body import chat_body
from services.llm.dialects.messages_answer import MessagesAnswer
from services.llm.dialects.messages_body import messages_body
from services.llm.hints import Hints
from services.llm.request_form import PARAMETERS, RequestForm


class MakeBody(Protocol):
    """Makes the JSON of a request, as `chat_body`."""

    def __call__(
        self,
        model: str,
        messages: Messages,
        answer: AnswerForm,
        form: RequestForm,
        parameters: dict[str, Any],
    ) -> dict[str, Any]:
        """The request's JSON."""
        ...


@dataclass(frozen=True, slots=True)
class Dialect:
    """The words in which models are asked.

    Attributes:
        path: Added to the base address; `{model}` stands for the model.
        models_path: Of the list of models; None where there is none.
        body: Makes a request.
        reader: Makes the reader of an answer of a model.
        asks_usage: Whether the tokens have to be asked for; else they are told anyway.
        limit: The name of the longest answer, in tokens.
        marks: The parameters of `RequestForm` that a body has without being told.
    """

    path: str
    body: MakeBody
    reader: Callable[[str], DialectReader]
    models_path: str | None = "/models"
    asks_usage: bool = True
    limit: str = "max_tokens"
    marks: frozenset[str] = frozenset()


CHAT = Dialect("/chat/completions", chat_body, ChatAnswer)
OPENAI = Dialect("/chat/completions", chat_body, ChatAnswer, limit="max_completion_tokens")
# Refuses `stream_options` and `max_completion_tokens` with 422, and tells the tokens unasked.
MISTRAL = Dialect("/chat/completions", chat_body, ChatAnswer, asks_usage=False)
MESSAGES = Dialect(
    "/v1/messages",
    messages_body,
    MessagesAnswer,
    models_path="/v1/models?limit=1000",
    asks_usage=False,
    marks=frozenset({"cache_control"}),
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One server, as its models are asked.

    Attributes:
        provider: The provider's name.
        address: The base address.
        dialect: The words that it understands.
        headers: Of each request; the key is in them.
        hints: The settings to look at where it fails.
        query: Added to each address: `?api-version=…`.
        parameters: More of each request, by its name in `RequestForm.dropped`: the name that the
            server gives it, and the value.
    """

    provider: str
    address: str
    dialect: Dialect
    headers: Mapping[str, str]
    hints: Hints
    query: str = ""
    parameters: Mapping[str, tuple[str, Any]] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """The server's name, for people."""
        return urlsplit(self.address).hostname or self.address

    @property
    def models_url(self) -> str | None:
        """The address of the list of models; None where there is none."""
        path = self.dialect.models_path
        return path and f"{self.address}{path}{self.query}"

    def url(self, model: str) -> str:
        """The address at which a model is asked."""
        return f"{self.address}{self.dialect.path.format(model=model)}{self.query}"

    def first_form(self) -> RequestForm:
        """The form of a request that nothing was refused of."""
        sent = {*self.parameters, *self.dialect.marks}
        return RequestForm(
            usage=self.dialect.asks_usage, dropped=frozenset(PARAMETERS.keys() - sent)
        )

    def body(
        self, model: str, messages: Messages, answer: AnswerForm, form: RequestForm
    ) -> dict[str, Any]:
        """A request's JSON."""
        kept = {key: v for name, (key, v) in self.parameters.items() if name not in form.dropped}
        return self.dialect.body(model, messages, answer, form, kept)
