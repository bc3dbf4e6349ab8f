"""The coach's model behind any OpenAI-compatible server: chat completions, streamed, as JSON."""

from collections.abc import AsyncGenerator
from typing import Any

import openai
from openai import AsyncOpenAI
from openai.types import CompletionUsage

from coach.ports import ModelError, ModelRequest
from conversation.coaching.advice import Advice
from conversation.coaching.usage import Usage
from conversation.errors import ErrorCode


def answer_format() -> dict[str, Any]:
    """The request's `response_format`: the schema of `Advice` in OpenAI's strict subset."""
    return {
        "type": "json_schema",
        "json_schema": {
            "name": "advice",
            "strict": True,
            "schema": _strict(Advice.model_json_schema()),
        },
    }


class OpenAIChat:
    """A model behind an OpenAI-compatible server: a `LanguageModel`.

    Attributes:
        name: The name that the server knows it by.
    """

    def __init__(self, client: AsyncOpenAI, name: str):
        """Create the model; the process's one client keeps its connection warm between calls."""
        self.name = name
        self._client = client
        self._response_format: Any = answer_format()

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Usage, None]:
        """The pieces of the answer, and its usage where the server tells one."""
        asked: Any = {
            "model": self.name,
            "messages": request.messages,
            "response_format": self._response_format,
        }
        try:
            async with await self._client.chat.completions.create(**asked, stream=True) as chunks:
                async for chunk in chunks:
                    delta = chunk.choices[0].delta if chunk.choices else None
                    if delta and delta.refusal:
                        raise ModelError(ErrorCode.COACH_REFUSED, "The model declined to answer.")
                    if delta and delta.content:
                        yield delta.content
                    if usage := _usage(self.name, chunk.usage):
                        yield usage
        except openai.OpenAIError as error:
            raise _model_error(error) from None
        except (ValueError, AttributeError, TypeError):  # the SDK trusts what a server streams
            raise ModelError(
                ErrorCode.COACH_UNAVAILABLE, "The model's server does not stream chat completions."
            ) from None


def _usage(model: str, told: object) -> Usage | None:
    match told:
        case CompletionUsage(prompt_tokens=int(asked), completion_tokens=int(answered)):
            details = getattr(told, "prompt_tokens_details", None)
            cached = getattr(details, "cached_tokens", None)
            return Usage(model, asked, cached if isinstance(cached, int) else 0, answered)
    return None


def _model_error(error: openai.OpenAIError) -> ModelError:
    match error:
        case openai.APITimeoutError():
            return ModelError(ErrorCode.COACH_TIMEOUT, "The model did not answer in time.")
        case openai.APIConnectionError():
            return ModelError(ErrorCode.COACH_UNAVAILABLE, "The model can't be reached.")
        case openai.RateLimitError():
            return ModelError(
                ErrorCode.COACH_RATE_LIMITED,
                "The model's rate limit is reached.",
                retry_after=_retry_after(error),
            )
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return ModelError(
                ErrorCode.COACH_UNAUTHORIZED,
                "The model's server refused the key; check OPENAI_API_KEY.",
            )
        case openai.APIStatusError():
            return ModelError(
                ErrorCode.COACH_UNAVAILABLE,
                f"The model's server answered HTTP {error.status_code}.",
            )
    return ModelError(ErrorCode.COACH_UNAVAILABLE, f"The model failed ({type(error).__name__}).")


def _retry_after(error: openai.APIStatusError) -> float | None:
    try:
        return float(error.response.headers.get("retry-after", ""))
    except ValueError:
        return None


def _strict(node: Any) -> Any:
    """Drop what the strict subset does not take: bounds, lengths, titles, `$ref` with siblings."""
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": node["$ref"]}
    dropped = {"title", "minLength", "maxLength", "minimum", "maximum", "default"}
    return {key: _strict(value) for key, value in node.items() if key not in dropped}
