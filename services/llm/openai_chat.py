"""The coach's model behind any OpenAI-compatible server: chat completions, streamed, as JSON."""

from collections.abc import AsyncIterator
from typing import Any

import openai
from openai import AsyncOpenAI

from coach.advisors import Messages, ModelError, Stream
from conversation.coaching.advice import Advice
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


def stream_from(client: AsyncOpenAI, model: str) -> Stream:
    """A stream of the model's answer to chat messages.

    Args:
        client: The process's one client; its connection stays warm from call to call.
        model: The name that the server knows.
    """
    response_format: Any = answer_format()

    async def stream(messages: Messages) -> AsyncIterator[str]:
        request: Any = {"model": model, "messages": messages, "response_format": response_format}
        try:
            async with await client.chat.completions.create(**request, stream=True) as chunks:
                async for chunk in chunks:
                    delta = chunk.choices[0].delta if chunk.choices else None
                    if delta and delta.refusal:
                        raise ModelError(ErrorCode.COACH_REFUSED, "The model declined to answer.")
                    if delta and delta.content:
                        yield delta.content
        except openai.OpenAIError as error:
            raise _advisor_error(error) from None
        except (ValueError, AttributeError, TypeError):  # the SDK trusts what a server streams
            raise ModelError(
                ErrorCode.COACH_UNAVAILABLE, "The model's server does not stream chat completions."
            ) from None

    return stream


def _advisor_error(error: openai.OpenAIError) -> ModelError:
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
