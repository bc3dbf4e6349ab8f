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

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from coach.timer import now_s
from pubsub.beside import beside
from services.stt.connection import SttResult
from services.stt.deepgram.answer_fields import AnswerError
from services.stt.deepgram.audio_socket import AudioSocket
from services.stt.deepgram.odd_messages import OddMessages
from services.stt.deepgram.results import ResultReader
from services.stt.deepgram.socket import CLOSE_S, open_socket

_PATH = "/v1/listen"
_KEEP_ALIVE_S = 5.0
_FINALIZE, _KEEP_ALIVE, _CLOSE = (
    f'{{"type":"{kind}"}}' for kind in ("Finalize", "KeepAlive", "CloseStream")
)


class DeepgramConnection:
    """An `SttConnection`, without the SDK's client, which makes a model of each message.

    It tries every type that an answer could have, too, which costs ten times the reading itself.
    """

    owner = None
    tells_silence = True

    def __init__(self, socket: ClientConnection, sample_rate: int):
        """Speak over an open socket."""
        self._socket = socket
        self._audio = AudioSocket(socket, sample_rate)
        self._odd = OddMessages()

    @property
    def unreadable(self) -> int:
        """How many messages could not be used."""
        return self._odd.count

    @property
    def takes_at_once(self) -> bool:
        """Whether there is room for a piece of audio."""
        return self._audio.takes_at_once

    async def send(self, pcm: bytes, *, speaking: bool = True) -> None:
        """Send audio as it is: a binary message."""
        await self._audio.send(pcm)

    def send_at_once(self, pcm: bytes, *, speaking: bool = True) -> None:
        """The same without a wait."""
        self._audio.send_at_once(pcm)

    async def finalize(self) -> None:
        """Ask for the final words of all audio so far."""
        await self._audio.ask(_FINALIZE)

    async def keep_alive(self) -> None:
        """Have the connection outlive a time in which nothing is sent, as long as it is there."""
        with suppress(ConnectionClosed):
            while True:
                rest_s = self._audio.sent_at + _KEEP_ALIVE_S - now_s()
                if rest_s > 0:
                    await asyncio.sleep(rest_s)
                else:
                    self._audio.sent_at = now_s()
                    await self._audio.ask(_KEEP_ALIVE)

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
                result = reader.read(message, self._audio.sent_ms)
            except AnswerError as error:
                self._odd.pass_over(error)
                continue
            if result:
                yield result

    def abort(self) -> None:
        """Cut the connection."""
        self._audio.abort()


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
