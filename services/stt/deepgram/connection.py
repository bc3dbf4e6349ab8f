"""Deepgram connection: `/v1/listen`, one socket a party.

| message | when |
|---|---|
| binary | audio, never empty: that would close the stream |
| `Finalize` | the final words of all audio so far are wanted |
| `KeepAlive` | every 5 s; after 10 s without a message Deepgram closes |
| `CloseStream` | no more audio comes; final words that are not here yet are lost |
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlencode

from deepgram.listen.v1.socket_client import AsyncV1SocketClient
from loguru import logger
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI
from websockets.protocol import State

from pubsub.beside import beside
from services.route import tls_context
from services.stt.connection import SttResult
from services.stt.deepgram.refusals import refused
from services.stt.deepgram.results import AnswerError, read_results
from settings.proxy import proxy_for

_KEEP_ALIVE_S = 5.0
# A server that has been told `CloseStream`, or is dead, is not waited for.
_CLOSE_S = 1.0
# A pong waits behind the answers that a busy process has yet to read: to cut all its connections at
# once, make them anew and send their audio again, is the last thing that helps it.
_PONG_S = 60.0
_ODD_LOGGED = 100  # the first message that can't be used is logged, and each hundredth


class DeepgramConnection:
    """An `SttConnection`: the SDK's client sends messages; answers are read here.

    The SDK tries every type that an answer could have, which costs ten times the reading itself.

    Attributes:
        unreadable: How many messages could not be used.
    """

    def __init__(self, socket: ClientConnection, client: AsyncV1SocketClient):
        """Speak over an open socket, of which `client` is the SDK's view."""
        self._socket = socket
        self._client = client
        self.unreadable = 0

    async def send(self, pcm: bytes) -> None:
        """Send audio as it is: a binary message."""
        await self._socket.send(pcm)

    async def finalize(self) -> None:
        """Ask for the final words of all audio so far."""
        await self._client.send_finalize()

    async def results(self) -> AsyncIterator[SttResult]:
        """The results, until Deepgram closes the connection; other messages are passed over.

        A message that can't be used costs its own words and nothing else.

        Raises:
            ConnectionClosedError: The connection is lost.
        """
        async for message in self._socket:
            try:
                result = read_results(message)
            except AnswerError as error:
                self._passed_over(error)
                continue
            if result:
                yield result

    def _passed_over(self, error: AnswerError) -> None:
        if self.unreadable % _ODD_LOGGED == 0:
            logger.warning("speech recognition: a message is passed over: {}", error)
        self.unreadable += 1

    def abort(self) -> None:
        """Cut the connection; to close it, the server would have to agree."""
        self._socket.transport.abort()


@asynccontextmanager
async def listening(
    base_url: str, api_key: str, query: Mapping[str, str]
) -> AsyncIterator[DeepgramConnection]:
    """Connect, and close the stream and the connection after the block.

    The SDK's own `connect` makes a TLS context for each connection and another for an HTTP client
    that is never used, some 20 ms of CPU each while every call waits, and offers compression.

    Args:
        base_url: `ws(s)://` or `http(s)://`.
        api_key: The key.
        query: What is asked of the recogniser.

    Raises:
        SttRefusedError: The server refuses, or there is none.
    """
    async with await _open(base_url, api_key, query) as socket:
        client = AsyncV1SocketClient(websocket=socket)  # pyright: ignore[reportArgumentType]
        try:
            async with beside(_keep_alive(client), "Deepgram: keep alive"):
                yield DeepgramConnection(socket, client)
        finally:
            if socket.state is State.OPEN:
                with suppress(ConnectionClosed, TimeoutError):
                    async with asyncio.timeout(_CLOSE_S):
                        await client.send_close_stream()


async def _open(base_url: str, api_key: str, query: Mapping[str, str]) -> ClientConnection:
    base = base_url.replace("http", "ws", 1) if base_url.startswith("http") else base_url
    try:
        return await connect(
            f"{base.rstrip('/')}/v1/listen?{urlencode(query)}",
            additional_headers={"Authorization": f"Token {api_key}"},
            ssl=tls_context() if base.startswith("wss:") else None,
            compression=None,
            proxy=proxy_for(base),
            close_timeout=_CLOSE_S,
            ping_timeout=_PONG_S,
        )
    except (OSError, InvalidHandshake, InvalidURI) as error:
        raise refused(error) from error


async def _keep_alive(client: AsyncV1SocketClient) -> None:
    with suppress(ConnectionClosed):
        while True:
            await asyncio.sleep(_KEEP_ALIVE_S)
            await client.send_keep_alive()
