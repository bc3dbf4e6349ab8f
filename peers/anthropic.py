"""A loopback server that speaks Anthropic's messages, with answers that are known."""

import asyncio
import json
from typing import Any

from peers.flavours import Flavour, parsed
from peers.http import HttpRequest
from peers.json_schema import complaint
from peers.openai import Body, OpenAIPeer
from peers.openai_reply import ChatRequest, Reply, Trouble
from peers.openai_wire import tokens

MODELS = ["claude-haiku-4-5-20251001"]
CACHED = 4096
"""Tokens of the static part: the fewest that the cache of a small model keeps."""
_FLAVOUR = Flavour(base="", path="/v1/messages", key_header="x-api-key")
_KNOWN = {
    "model",
    "max_tokens",
    "system",
    "messages",
    "stream",
    "output_config",
    "tools",
    "tool_choice",
    "temperature",
}


class AnthropicPeer(OpenAIPeer):
    """`async with AnthropicPeer() as peer:` serves `peer.url`, in all the ways of `OpenAIPeer`.

    What stands before a `cache_control` mark is in its cache from the second time on.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options, flavour=_FLAVOUR)
        self._kept: set[str] = set()

    def _judge(self, request: HttpRequest) -> tuple[int, Body | None]:
        key = request.headers.get("x-api-key", "")
        if not key or self._api_key not in (None, key):
            return 401, error("authentication_error", "invalid x-api-key")
        if "anthropic-version" not in request.headers:
            return 400, error("invalid_request_error", "anthropic-version: header is required")
        match request.method, request.path.partition("?")[0]:
            case "GET", "/v1/models":
                models = [{"type": "model", "id": name, "display_name": name} for name in MODELS]
                return 200, {"data": models, "has_more": False}
            case "POST", "/v1/messages":
                problem = _problem(request.body)
                return 400, error("invalid_request_error", problem) if problem else None
            case _:
                return 404, error("not_found_error", "Not Found")

    def _reply(
        self,
        chat: ChatRequest,
        trouble: Trouble,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> Reply:
        marked = [b["text"] for b in chat.body.get("system", []) if "cache_control" in b]
        static = json.dumps(marked) if marked else ""
        reply = _MessagesReply(chat, self._pace, trouble, reader, writer)
        reply.tokens = usage(static in self._kept, bool(static))
        if static:
            self._kept.add(static)
        return reply


class _MessagesReply(Reply):
    """Answers one request in the words of messages."""

    tokens: dict[str, int]

    def _whole(self, text: str) -> dict[str, Any]:
        content = [{"type": "text", "text": text}]
        if self._chat.body.get("tools"):
            content = [{"type": "tool_use", "id": "t", "name": "advice", "input": json.loads(text)}]
        return self._message(content, self.tokens | {"output_tokens": len(tokens(text))})

    def _opening(self) -> list[str]:
        tool = self._chat.body.get("tools")
        block = {"type": "tool_use", "id": "t", "name": "advice", "input": {}} if tool else _TEXT
        start = self._message([], self.tokens | {"output_tokens": 1})
        return [
            json.dumps({"type": "message_start", "message": start}),
            json.dumps({"type": "content_block_start", "index": 0, "content_block": block}),
            json.dumps({"type": "ping"}),
        ]

    def _part(self, piece: str) -> str:
        delta = {"type": "text_delta", "text": piece}
        if self._chat.body.get("tools"):
            delta = {"type": "input_json_delta", "partial_json": piece}
        return json.dumps({"type": "content_block_delta", "index": 0, "delta": delta})

    def _closing(self, written: int) -> list[str]:
        reason = "refusal" if self._trouble.refusal else "end_turn"
        delta = {"stop_reason": reason, "stop_sequence": None}
        ended = {"type": "message_delta", "delta": delta, "usage": {"output_tokens": written}}
        stop = json.dumps({"type": "content_block_stop", "index": 0})
        return [stop, json.dumps(ended), json.dumps({"type": "message_stop"})]

    def _error(self) -> dict[str, Any]:
        return error("api_error", "Out of order, on purpose.")

    def _message(self, content: list[dict[str, Any]], told: dict[str, int]) -> dict[str, Any]:
        return {
            "id": "msg_peer",
            "type": "message",
            "role": "assistant",
            "model": self._chat.model,
            "content": content,
            "stop_reason": "end_turn" if content else None,
            "usage": told,
        }


_TEXT = {"type": "text", "text": ""}


def usage(is_kept: bool, is_marked: bool) -> dict[str, int]:
    """The tokens of a request: 100 are new, and the static part is read or written."""
    return {
        "input_tokens": 100 if is_marked else 100 + CACHED,
        "cache_read_input_tokens": CACHED if is_kept else 0,
        "cache_creation_input_tokens": CACHED if is_marked and not is_kept else 0,
    }


def error(kind: str, message: str) -> dict[str, Any]:
    """The body of an answer that is not 200, and of an `error` event."""
    return {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_peer"}


def _problem(raw: bytes) -> str | None:
    """Why the API would not take the body; None when it would."""
    body = parsed(raw) or {}
    if strange := sorted(body.keys() - _KNOWN):
        return f"{strange[0]}: Extra inputs are not permitted"
    if not isinstance(body.get("max_tokens"), int):
        return "max_tokens: Field required"
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        return "messages: at least one message is required"
    if any(message.get("role") not in ("user", "assistant") for message in messages):
        return "messages: Unexpected role. The Messages API accepts a top-level `system` parameter"
    schema = ((body.get("output_config") or {}).get("format") or {}).get("schema")
    return complaint(schema) if schema else None
