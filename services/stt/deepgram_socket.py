"""One connection to Deepgram's live transcription, `/v1/listen`."""

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any
from urllib.parse import urlencode

from deepgram import DeepgramClientEnvironment
from deepgram.listen.v1.socket_client import AsyncV1SocketClient
from websockets.asyncio.client import ClientConnection, connect

from services.stt.deepgram_results import Results, read_results

# A server that has been told `CloseStream`, or is dead, is not waited for.
_CLOSE_S = 1.0
# A pong waits behind the answers that a busy process has yet to read: to cut all its connections at
# once, make them anew and send their audio again, is the last thing that helps it.
_PONG_S = 60.0


class DeepgramSocket(AsyncV1SocketClient):
    """The SDK's socket client: it sends; answers are read here.

    The SDK tries every type that an answer could have, which costs ten times the reading itself.
    """

    def __init__(self, connection: ClientConnection):
        """Speak over an open connection."""
        super().__init__(websocket=connection)  # pyright: ignore[reportArgumentType] - sends too
        self._connection = connection

    async def answers(self) -> AsyncIterator[Results | None]:
        """What is heard, until Deepgram closes the connection; None for any other message.

        Raises:
            AnswerError: An answer that Deepgram would not send.
            ConnectionClosedError: The connection is lost.
        """
        async for message in self._connection:
            yield read_results(message)

    def abort(self) -> None:
        """Cut the connection; to close it, the server would have to agree."""
        self._connection.transport.abort()


@asynccontextmanager
async def listening(
    base_url: str | None, api_key: str, options: Mapping[str, Any]
) -> AsyncIterator[DeepgramSocket]:
    """Connect, and close the connection after the block.

    The SDK's own `connect` makes a TLS context for each connection and another for an HTTP client
    that is never used, some 20 ms of CPU each while every call waits, and offers compression.

    Args:
        base_url: `ws(s)://` or `http(s)://`; None for Deepgram's own service.
        api_key: The key.
        options: The query; a list stands for several values.

    Raises:
        InvalidStatus: The server refuses.
        OSError: There is no server (`TimeoutError`: none that answers).
    """
    base = base_url or DeepgramClientEnvironment.PRODUCTION.production
    if base.startswith("http"):
        base = base.replace("http", "ws", 1)
    async with connect(
        f"{base.rstrip('/')}/v1/listen?{urlencode(options, doseq=True)}",
        additional_headers={"Authorization": f"Token {api_key}"},
        ssl=_tls() if base.startswith("wss:") else None,
        compression=None,
        proxy=None,
        close_timeout=_CLOSE_S,
        ping_timeout=_PONG_S,
    ) as connection:
        yield DeepgramSocket(connection)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
