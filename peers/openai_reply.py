"""One answer of the OpenAI peer: how fast it comes, and what goes wrong with it."""

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
    """Answers one request on its connection."""

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
            content = None if trouble.refusal else text
            answer = wire.completion(self._chat.model, content, trouble.refusal)
            await send_json(self._writer, HTTPStatus.OK, answer)
        except ConnectionError:
            return "abandoned"
        return "answered"

    async def _stream(self, writing: AsyncGenerator[str, None]) -> str:
        trouble, model = self._trouble, self._chat.model
        field = "refusal" if trouble.refusal else "content"
        written = 0
        await start_events(self._writer)
        await self._event(wire.chunk(model, {"role": "assistant", "content": ""}))
        async with aclosing(writing) as pieces:
            async for piece in pieces:
                if written == trouble.stall_after:
                    return await self._wait_for_client_to_leave()
                if written == trouble.cut_after:
                    self._writer.transport.abort()
                    return "failed"
                await self._event(wire.chunk(model, {field: piece}))
                await self._wait(self._pace.token_s)
                written += 1
        await self._event(wire.chunk(model, {}, "stop"))
        if (self._chat.body.get("stream_options") or {}).get("include_usage"):
            await self._event(wire.usage_chunk(model, written))
        await end_events(self._writer, "[DONE]")
        return "answered"

    async def _send_error(self, status: int) -> str:
        after = self._trouble.retry_after_s
        headers = {} if after is None else {"retry-after": str(after)}
        body = wire.error("Out of order, on purpose.", "server_error")
        await send_json(self._writer, status, body, headers)
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
