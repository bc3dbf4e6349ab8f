"""One answer of a model's peer: how fast it comes, and what goes wrong with it."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from peers import openai_wire as wire
from peers.http import end_events, send_event, send_json, start_events


@dataclass(frozen=True)
class Trouble:
    """What goes wrong with an answer.

    Attributes:
        status: It is an error with this HTTP status.
        retry_after_s: The `Retry-After` of that error.
        hang: The request is never answered.
        stall_after: The stream stops for ever after this many tokens.
        cut_after: The connection is reset after this many tokens.
        refusal: The model refuses, in these words.
        unstreamed: The answer comes whole, whatever was asked for.
    """

    status: int | None = None
    retry_after_s: int | None = None
    hang: bool = False
    stall_after: int | None = None
    cut_after: int | None = None
    refusal: str | None = None
    unstreamed: bool = False


Writer = Callable[[str], AsyncGenerator[str, None]]
"""Parts an answer into pieces; the next is written when the generator has yielded it."""


async def tokens(text: str) -> AsyncGenerator[str, None]:
    """The text token by token."""
    for token in wire.tokens(text):
        yield token


@dataclass(frozen=True)
class Pace:
    """From the request to the first token, and from a token to the next, in seconds."""

    first_token_s: float
    token_s: float


@dataclass
class ChatRequest:
    """One request for a completion, as the peer saw it.

    Attributes:
        body: The JSON of the request.
        headers: Its headers, names in lower case.
        connection: The number of the connection that it came on.
        outcome: `answered`, `failed` on purpose, or `abandoned` by the client; None until then.
    """

    body: dict[str, Any]
    headers: Mapping[str, str]
    connection: int
    outcome: str | None = None

    @property
    def model(self) -> str:
        """The model that was asked for."""
        return self.body["model"]


class Reply:
    """Answers one request on its connection, in the words of chat completions.

    Attributes:
        tells_usage: Whether the last chunk of a stream tells the tokens unasked.
        fields: What chunks have beside OpenAI's.
    """

    tells_usage = False
    fields: Mapping[str, Any] = {}

    def __init__(
        self,
        chat: ChatRequest,
        pace: Pace,
        trouble: Trouble,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ):
        self._chat = chat
        self._pace = pace
        self._trouble = trouble
        self._reader = reader
        self._writer = writer
        self._due = asyncio.get_running_loop().time() + pace.first_token_s

    async def send(self, text: str, write: Writer) -> str:
        """Answer with the text, as it is written, or go wrong; returns the outcome."""
        trouble = self._trouble
        try:
            if trouble.hang:
                return await self._wait_for_client_to_leave()
            await self._wait(self._pace.token_s)
            if trouble.status:
                return await self._send_error(trouble.status)
            if self._chat.body.get("stream") and not trouble.unstreamed:
                return await self._stream(write(trouble.refusal or text))
            await send_json(self._writer, HTTPStatus.OK, self._whole(text))
        except ConnectionError:
            return "abandoned"
        return "answered"

    async def _stream(self, writing: AsyncGenerator[str, None]) -> str:
        trouble, written = self._trouble, 0
        await start_events(self._writer)
        for event in self._opening():
            await self._event(event)
        async with aclosing(writing) as pieces:
            async for piece in pieces:
                if written == trouble.stall_after:
                    return await self._wait_for_client_to_leave()
                if written == trouble.cut_after:
                    self._writer.transport.abort()
                    return "failed"
                await self._event(self._part(piece))
                await self._wait(self._pace.token_s)
                written += 1
        *closing, last = self._closing(written)
        for event in closing:
            await self._event(event)
        await end_events(self._writer, last)
        return "answered"

    def _whole(self, text: str) -> dict[str, Any]:
        """The answer in one document."""
        refusal = self._trouble.refusal
        return wire.completion(self._chat.model, None if refusal else text, refusal)

    def _opening(self) -> list[str]:
        """The events before the first piece."""
        return [self._chunk({"role": "assistant", "content": ""})]

    def _part(self, piece: str) -> str:
        """The event of a piece."""
        by_tool = self._chat.body.get("tools") and {
            "tool_calls": [{"index": 0, "function": {"arguments": piece}}]
        }
        return self._chunk(
            {"refusal": piece} if self._trouble.refusal else by_tool or {"content": piece}
        )

    def _closing(self, written: int) -> list[str]:
        """The events after the last piece."""
        asked = (self._chat.body.get("stream_options") or {}).get("include_usage")
        usage = [wire.usage_chunk(self._chat.model, written)] if asked or self.tells_usage else []
        return [self._chunk({}, "stop"), *usage, "[DONE]"]

    def _chunk(self, delta: dict[str, Any], finish_reason: str | None = None) -> str:
        return wire.chunk(self._chat.model, delta, finish_reason, self.fields)

    def _error(self) -> dict[str, Any]:
        """The body of an error."""
        return wire.error("Out of order, on purpose.", "server_error")

    async def _send_error(self, status: int) -> str:
        after = self._trouble.retry_after_s
        headers = {} if after is None else {"retry-after": str(after)}
        await send_json(self._writer, status, self._error(), headers)
        return "failed"

    async def _event(self, data: str) -> None:
        await send_event(self._writer, data)

    async def _wait(self, then_s: float) -> None:
        """Sleep until the next token is due, and notice when the client has left meanwhile."""
        await asyncio.sleep(self._due - asyncio.get_running_loop().time())
        self._due += then_s
        if self._reader.at_eof():
            raise ConnectionResetError("the client has left")

    async def _wait_for_client_to_leave(self) -> str:
        await self._reader.read()
        return "abandoned"
