"""Messages answer: the events of Anthropic's messages as pieces of text, and the tokens it took.

message_start         the tokens of the request: those read from the cache and those written to it
                      beside `input_tokens`, which are the others
content_block_delta   text, a tool's input, or a thought, which is no part of the answer
message_delta         why it ended, and the tokens of the answer so far
error                 it breaks off

https://docs.anthropic.com/en/docs/build-with-claude/streaming
"""

from collections.abc import Iterator
from typing import Any

import orjson

from coach.ports import ModelError
from conversation.coaching.usage import Usage
from conversation.errors import ErrorCode
from services.llm.dialects.answer_stream import DialectReader, foreign


class MessagesAnswer(DialectReader):
    """Reads one answer of `messages`."""

    def __init__(self, model: str):
        """Create the reader of an answer of `model`."""
        super().__init__()
        self._model = model
        self._tokens: dict[str, int] = {}

    def _read(self, told: Any) -> Iterator[str | Usage]:
        match told:
            case {"type": "content_block_delta", "delta": {"text": str(text)}}:
                yield text
            case {"type": "content_block_delta", "delta": {"partial_json": str(text)}}:
                yield text
            case {"type": "message_start", "message": dict(message)}:
                self._count(message)
            case {"type": "message_delta", "delta": dict(delta)}:
                yield from self._ended(told, delta)
            case {"type": "message", "content": list(blocks)}:
                yield from map(_text, blocks)
                yield from self._ended(told, told)
            case {"type": str()}:
                pass  # ping, the borders of blocks, and whatever is new
            case _:
                raise foreign()

    def _ended(self, told: dict[str, Any], delta: dict[str, Any]) -> Iterator[Usage]:
        self._count(told)
        if delta.get("stop_reason") == "refusal":
            raise ModelError(ErrorCode.COACH_REFUSED, "The model declined to answer.")
        count = self._tokens
        if "input_tokens" in count and "output_tokens" in count:
            read, written = (
                count.get(f"cache_{name}_input_tokens", 0) for name in ("read", "creation")
            )
            asked = count["input_tokens"] + read + written
            yield Usage(self._model, asked, read, count["output_tokens"], written)

    def _count(self, told: dict[str, Any]) -> None:
        """Take in counts; each that comes takes the place of the one before."""
        usage = told.get("usage")
        if isinstance(usage, dict):
            self._tokens |= {name: n for name, n in usage.items() if isinstance(n, int)}


def _text(block: Any) -> str:
    match block:
        case {"type": "text", "text": str(text)}:
            return text
        case {"type": "tool_use", "input": dict(handed)}:
            return orjson.dumps(handed).decode()
    return ""
