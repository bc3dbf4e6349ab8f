"""Chat answer: the bytes of a chat completion, streamed or not, as pieces of text.

the answer begins with    it is
------------------------  ---------------------------------------------------------------
`data:`, `event:`, `:`    server-sent events: chunks, an error among them, `[DONE]`
`{` or `[`                one document: a completion that was not streamed, or an error
anything else             no chat completion: a web page, a line of text
"""

import json
from collections.abc import Iterator
from typing import Any

from coach.ports import ModelError
from conversation.coaching.usage import Usage
from conversation.errors import ErrorCode
from services.llm.refusal import Refusal, RefusedError, read_refusal

_MAX_BYTES = 1_000_000
_OK = 200
_EVENTS = (b"data:", b"event:", b"id:", b"retry:", b":")
_BLANK = b"\xef\xbb\xbf \t\r\n"


class ChatAnswer:
    """Reads one answer.

    Attributes:
        over: Whether the server has said that nothing follows.
    """

    def __init__(self, model: str):
        """Create the reader of an answer of `model`."""
        self.over = False
        self._model = model
        self._rest = b""
        self._is_stream: bool | None = None

    def feed(self, data: bytes) -> Iterator[str | Usage]:
        """The pieces that some bytes bring.

        Raises:
            RefusedError: The server tells of an error, or this is no chat completion.
            ModelError: The model declined to answer, or the server's content filter did.
        """
        self._rest += data
        if self._is_stream is None:
            self._rest = self._rest.lstrip(_BLANK)
            if any(name.startswith(self._rest) for name in _EVENTS):
                return  # too little to tell
            self._is_stream = self._rest.startswith(_EVENTS)
        if len(self._rest) > _MAX_BYTES:
            raise _foreign()
        if self._is_stream:
            *lines, self._rest = self._rest.split(b"\n")
            for line in lines:
                yield from self._line(line)

    def finish(self) -> Iterator[str | Usage]:
        """The last pieces, once the bytes are over; raises what `feed` raises."""
        if self._is_stream:
            yield from self._line(self._rest)
        elif self._rest:
            yield from self._read(self._rest)

    def _line(self, line: bytes) -> Iterator[str | Usage]:
        name, _, value = line.strip().partition(b":")
        value = value.strip()
        if name != b"data" or not value or self.over:
            return
        if value == b"[DONE]":
            self.over = True
            return
        yield from self._read(value)

    def _read(self, text: bytes) -> Iterator[str | Usage]:
        try:
            told: Any = json.loads(text)
        except (ValueError, RecursionError):
            raise _foreign() from None
        match told:
            case {"error": error} | [{"error": error}, *_] if error:
                raise RefusedError(read_refusal(_OK, {}, text))
            case {"choices": [dict(choice), *_]}:
                yield from self._choice(choice)
            case {"choices": _} | {"usage": _}:
                pass
            case _:
                raise _foreign()
        if usage := _usage(self._model, told.get("usage")):
            yield usage

    def _choice(self, choice: dict[str, Any]) -> Iterator[str]:
        part = choice.get("delta") or choice.get("message")
        part = part if isinstance(part, dict) else {}
        if part.get("refusal"):
            raise ModelError(ErrorCode.COACH_REFUSED, "The model declined to answer.")
        if text := _text(part.get("content")) or _text(choice.get("text")):
            yield text
        if choice.get("finish_reason") == "content_filter":
            raise RefusedError(Refusal(_OK, "content_filter", "content_filter"))


def _foreign() -> RefusedError:
    return RefusedError(Refusal(_OK, is_foreign=True))


def _text(content: Any) -> str:
    """The text of a message; some servers send it in parts, thinking among them."""
    if isinstance(content, list):
        parts = [part for part in content if isinstance(part, dict) and part.get("type") == "text"]
        return "".join(_text(part.get("text")) for part in parts)
    return content if isinstance(content, str) else ""


def _usage(model: str, told: Any) -> Usage | None:
    match told:
        case {"prompt_tokens": int(asked), "completion_tokens": int(answered)}:
            details = told.get("prompt_tokens_details")
            cached = details.get("cached_tokens") if isinstance(details, dict) else 0
            return Usage(model, asked, cached if isinstance(cached, int) else 0, answered)
    return None
