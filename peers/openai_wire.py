"""OpenAI's chat completions on the wire, from the server's side."""

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

COMPLETION_ID = "chatcmpl-peer"
CREATED = 1_763_625_600


def tokens(text: str) -> list[str]:
    """The text in pieces about as long as a model's tokens."""
    return re.findall(r"\s*\S{1,5}|\s+", text)


def chunk(
    model: str,
    delta: dict[str, Any],
    finish_reason: str | None = None,
    fields: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    """One event of a streamed answer, with more fields where a vendor has some."""
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    shape = _completion(model, "chat.completion.chunk")
    return json.dumps(shape | {"choices": [choice]} | dict(fields))


def usage_chunk(model: str, count: int) -> str:
    """The event that `stream_options.include_usage` asks for, the last before `[DONE]`."""
    shape = _completion(model, "chat.completion.chunk")
    return json.dumps(shape | {"choices": [], "usage": _usage(count)})


def completion(model: str, content: str | None, refusal: str | None = None) -> dict[str, Any]:
    """An answer that is not streamed."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    usage = _usage(len(tokens(content or "")))
    return _completion(model, "chat.completion") | {"choices": [choice], "usage": usage}


def error(message: str, kind: str, code: str | None = None) -> dict[str, Any]:
    """The body of an answer that is not 200."""
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def models(names: list[str]) -> dict[str, Any]:
    """The answer of `GET /v1/models`."""
    shape = {"object": "model", "created": CREATED, "owned_by": "peer"}
    return {"object": "list", "data": [shape | {"id": name} for name in names]}


def _completion(model: str, kind: str) -> dict[str, Any]:
    return {
        "id": COMPLETION_ID,
        "object": kind,
        "created": CREATED,
        "model": model,
        "service_tier": "default",
        "system_fingerprint": "fp_peer",
    }


def _usage(count: int) -> dict[str, int]:
    return {"prompt_tokens": 100, "completion_tokens": count, "total_tokens": 100 + count}
