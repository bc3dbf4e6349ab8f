"""Deepgram connection: `/v1/listen`, one socket a party.

| message | when |
|---|---|
| binary | audio, never empty: that would close the stream |
| `Finalize` | the final words of all audio so far are wanted |
| `KeepAlive` | nothing was sent for 5 s; after 10 s Deepgram closes |
| `CloseStream` | no more audio comes; final words that are not here yet are lost |

An `Error` message ends the connection, but for one that says that a message of ours was not
understood: where results go on to come, that cost nothing else.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from pubsub.beside import beside
from pubsub.clock import now_s
from services.stt.connection import SttResult
from services.stt.deepgram.answer_fields import AnswerError
from services.stt.deepgram.audio_socket import AudioSocket
from services.stt.deepgram.endings import NotUnderstoodError, closed_unheard, unheard
from services.stt.deepgram.odd_messages import OddMessages
from services.stt.deepgram.results import ResultReader
from services.stt.deepgram.socket import CLOSE_S, open_socket
from services.stt.refusal import SttRefusedError

PATH = "/v1/listen"
_KEEP_ALIVE_S = 5.0
_DOUBT_S = 1.5  # after an `Error` of one message: results come once a second, of silence too
_FINALIZE, _KEEP_ALIVE, CLOSE = (
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
        self._doubt: asyncio.TimerHandle | None = None
        self._ended: Exception | None = None

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
            SttRefusedError: Deepgram says why it ends it, or has ended it before any result.
        """
        reader, was_heard = ResultReader(), False
        try:
            async for message in self._socket:
                if result := self._read(reader, message):
                    was_heard = True
                    self._is_understood()
                    yield result
        except ConnectionClosed as error:
            idle = not self._audio.sent_ms
            told = error if was_heard else unheard(error, is_idle=idle)
            raise self._ended or told from error
        finally:
            self._is_understood()
        if not was_heard:
            raise closed_unheard(self._socket)

    def _read(self, reader: ResultReader, message: str | bytes) -> SttResult | None:
        try:
            return reader.read(message, self._audio.sent_ms)
        except NotUnderstoodError as error:
            self._odd.pass_over(error)
            self._doubt = self._doubt or asyncio.get_running_loop().call_later(
                _DOUBT_S, self._not_understood, error.refusal
            )
        except AnswerError as error:
            self._odd.pass_over(error)
        except SttRefusedError:
            self.abort()
            raise
        return None

    def _is_understood(self) -> None:
        if self._doubt:
            self._doubt.cancel()
        self._doubt = None

    def _not_understood(self, error: SttRefusedError) -> None:
        self._ended = error
        self.abort()

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
    async with await open_socket(base_url, PATH, api_key, query) as socket:
        connection = DeepgramConnection(socket, int(str(query["sample_rate"])))
        try:
            async with beside(connection.keep_alive(), "Deepgram: keep alive"):
                yield connection
        finally:
            if socket.state is State.OPEN:
                with suppress(ConnectionClosed, TimeoutError):
                    async with asyncio.timeout(CLOSE_S):
                        await socket.send(CLOSE)
