"""Chat answer: the documents of a chat completion as pieces of text, and the tokens it took.

OpenAI, Azure, Mistral, Ollama and all that speak chat completions.
"""

from collections.abc import Iterator
from typing import Any

import orjson

from coach.ports import ModelError
from conversation.coaching.usage import Usage
from conversation.errors import ErrorCode
from services.llm.dialects.answer_stream import DialectReader, foreign
from services.llm.refusal import ModelRefusal, RefusedError

_OK = 200


class ChatAnswer(DialectReader):
    """Reads one answer of `chat/completions`."""

    def __init__(self, model: str):
        """Create the reader of an answer of `model`."""
        super().__init__()
        self._model = model

    def _read(self, told: Any) -> Iterator[str | Usage]:
        match told:
            case {"choices": [dict(choice), *_]}:
                if not choice.get("index"):  # one answer was asked for; this is of another
                    yield from _of_choice(choice)
            case {"choices": _} | {"usage": _}:
                pass
            case _:
                raise foreign()
        if (usage := told.get("usage")) and (known := _usage(self._model, usage)):
            yield known


def _of_choice(choice: dict[str, Any]) -> Iterator[str]:
    part = choice.get("delta") or choice.get("message")
    part = part if isinstance(part, dict) else {}
    if part.get("refusal"):
        raise ModelError(ErrorCode.COACH_REFUSED, "The model declined to answer.")
    if text := _text(part.get("content")) or _arguments(part) or _text(choice.get("text")):
        yield text
    if choice.get("finish_reason") == "content_filter":
        raise RefusedError(ModelRefusal(_OK, "content_filter", "content_filter"))


def _text(content: Any) -> str:
    """The text of a message; some servers send it in parts, thinking among them."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = [part for part in content if isinstance(part, dict) and part.get("type") == "text"]
        return "".join(_text(part.get("text")) for part in parts)
    return ""


def _arguments(part: dict[str, Any]) -> str:
    """What the model hands to the tool that it was told to call; some send it as an object."""
    match part.get("tool_calls"):
        case [{"function": {"arguments": str(arguments)}}, *_]:
            return arguments
        case [{"function": {"arguments": dict(arguments)}}, *_]:
            return orjson.dumps(arguments).decode()
    return ""


def _usage(model: str, told: Any) -> Usage | None:
    match told:
        case {"prompt_tokens": int(asked), "completion_tokens": int(answered)}:
            details = told.get("prompt_tokens_details")
            cached = details.get("cached_tokens") if isinstance(details, dict) else 0
            return Usage(model, asked, cached if isinstance(cached, int) else 0, answered)
    return None
