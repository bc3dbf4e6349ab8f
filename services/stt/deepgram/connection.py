"""Deepgram connection: `/v1/listen`, one socket a party.

| message | when |
|---|---|
| binary | audio, never empty: that would close the stream |
| `Finalize` | the final words of all audio so far are wanted |
| `KeepAlive` | nothing was sent for 5 s; after 10 s Deepgram closes |
| `CloseStream` | no more audio comes; final words that are not here yet are lost |
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

from loguru import logger
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from coach.timer import now_s
from pubsub.beside import beside
from services.stt.connection import SttResult
from services.stt.deepgram.answer_fields import AnswerError
from services.stt.deepgram.results import ResultReader
from services.stt.deepgram.socket import (
    CLOSE_S,
    open_socket,
    send_audio,
    takes_at_once,
    write_audio,
)

_PATH = "/v1/listen"
_KEEP_ALIVE_S = 5.0
_FINALIZE, _KEEP_ALIVE, _CLOSE = (
    f'{{"type":"{kind}"}}' for kind in ("Finalize", "KeepAlive", "CloseStream")
)
_ODD_LOGGED = 100  # the first message that can't be used is logged, and each hundredth


class DeepgramConnection:
    """An `SttConnection`, without the SDK's client, which makes a model of each message.

    It tries every type that an answer could have, too, which costs ten times the reading itself.

    Attributes:
        unreadable: How many messages could not be used.
    """

    standing = None
    tells_silence = True

    def __init__(self, socket: ClientConnection, sample_rate: int):
        """Speak over an open socket."""
        self._socket = socket
        self._bytes_per_ms = sample_rate * 2 / 1000
        self._sent_ms = 0.0
        self._sent_at = now_s()
        self.unreadable = 0

    @property
    def takes_at_once(self) -> bool:
        """Whether there is room for a piece of audio."""
        return takes_at_once(self._socket)

    async def send(self, pcm: bytes, *, speaking: bool = True) -> None:
        """Send audio as it is: a binary message."""
        self._sending(pcm)
        await send_audio(self._socket, pcm)

    def send_at_once(self, pcm: bytes, *, speaking: bool = True) -> None:
        """The same without a wait."""
        self._sending(pcm)
        write_audio(self._socket, pcm)

    def _sending(self, pcm: bytes) -> None:
        self._sent_ms += len(pcm) / self._bytes_per_ms
        self._sent_at = now_s()

    async def finalize(self) -> None:
        """Ask for the final words of all audio so far."""
        await self._socket.send(_FINALIZE)

    async def keep_alive(self) -> None:
        """Have the connection outlive a time in which nothing is sent, as long as it is there."""
        with suppress(ConnectionClosed):
            while True:
                rest_s = self._sent_at + _KEEP_ALIVE_S - now_s()
                if rest_s > 0:
                    await asyncio.sleep(rest_s)
                else:
                    self._sent_at = now_s()
                    await self._socket.send(_KEEP_ALIVE)

    async def results(self) -> AsyncIterator[SttResult]:
        """The results, until Deepgram closes the connection; other messages are passed over.

        A message that can't be used costs its own words and nothing else; final words that come
        twice are said once.

        Raises:
            ConnectionClosedError: The connection is lost.
        """
        reader = ResultReader()
        async for message in self._socket:
            try:
                result = reader.read(message, self._sent_ms)
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
    base_url: str, api_key: str, query: Mapping[str, str | Sequence[str]]
) -> AsyncIterator[DeepgramConnection]:
    """Connect, and close the stream and the connection after the block.

    Args:
        base_url: `ws(s)://` or `http(s)://`.
        api_key: The key.
        query: What is asked of the recogniser.

    Raises:
        SttRefusedError: The server refuses, or there is none.
    """
    async with await open_socket(base_url, _PATH, api_key, query) as socket:
        connection = DeepgramConnection(socket, int(str(query["sample_rate"])))
        try:
            async with beside(connection.keep_alive(), "Deepgram: keep alive"):
                yield connection
        finally:
            if socket.state is State.OPEN:
                with suppress(ConnectionClosed, TimeoutError):
                    async with asyncio.timeout(CLOSE_S):
                        await socket.send(_CLOSE)
