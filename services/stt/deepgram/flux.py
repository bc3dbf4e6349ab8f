"""Flux connection: `/v2/listen`, one socket a party, whose model ends turns by itself.

| message | when |
|---|---|
| binary | audio, never empty |
| `ForceEndTurn` | the final words of all audio so far are wanted, and a turn is open |
| `CloseStream` | no more audio comes; the words of an open turn are lost |

It ends the turn on what it has read of the audio, so that it is not sent before the audio ahead of
the request is read. Where no turn is open it is not answered: then there are no words, and that is
the answer.

    audio sent   ═══════════════╪ a pause: final words are wanted
    read so far  ═════════╪ … ══╪ now `ForceEndTurn` ──► EndOfTurn

https://developers.deepgram.com/docs/flux/force-end-turn, `…/own-turn-detection`
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

from deepgram.listen.v2.socket_client import AsyncV2SocketClient
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, ConnectionClosedOK
from websockets.protocol import State

from pubsub.clock import now_s
from services.stt.connection import SttResult
from services.stt.deepgram.answer_fields import AnswerError
from services.stt.deepgram.audio_socket import AudioSocket
from services.stt.deepgram.ended_turns import EndedTurns
from services.stt.deepgram.endings import unheard
from services.stt.deepgram.flux_handshake import ready
from services.stt.deepgram.flux_turns import FluxTurns
from services.stt.deepgram.odd_messages import OddMessages
from services.stt.deepgram.read_audio import ReadAudio
from services.stt.deepgram.socket import CLOSE_S, open_socket
from services.stt.deepgram.turn_info import read_turn_info
from services.stt.refusal import SttRefusedError

PATH = "/v2/listen"
_LOOK_S = 0.4
# Flux tells of each quarter of a second that it reads: the rest of the audio is read without a
# word of it where neither audio nor an answer has come for so long.
_QUIET_S = 1.0


class FluxConnection:
    """An `SttConnection` to a model of Flux."""

    owner = None
    tells_silence = True

    def __init__(self, socket: ClientConnection, client: AsyncV2SocketClient, sample_rate: int):
        """Speak over an open socket, of which `client` is the SDK's view."""
        self._socket = socket
        self._client = client
        self._audio = AudioSocket(socket, sample_rate)
        self._read_audio = ReadAudio()
        self._odd = OddMessages()
        self._turns = FluxTurns()
        self._over = EndedTurns()
        self._forced = False  # the end of the open turn is asked for
        self._active_at = 0.0
        self._was_heard = False

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
        self._is_sent()

    def send_at_once(self, pcm: bytes, *, speaking: bool = True) -> None:
        """The same without a wait."""
        self._audio.send_at_once(pcm)
        self._is_sent()

    def _is_sent(self) -> None:
        self._active_at = now_s()
        self._read_audio.sent(self._audio.sent_ms, self._active_at)

    async def finalize(self) -> None:
        """Ask for the final words of all audio so far."""
        self._turns.ask(self._audio.sent_ms)
        if self._turns.is_due and self._turns.is_open:
            await self._force()

    async def results(self) -> AsyncIterator[SttResult]:
        """The results, until Flux closes the connection; other messages are passed over.

        Raises:
            ConnectionClosedError: The connection is lost.
            SttRefusedError: Flux says why it ends it, or has ended it before any result.
        """
        try:
            while True:
                message = await self._next()
                if message is not None and (result := self._read(message)):
                    yield result
                if not self._is_due():
                    continue
                if not self._turns.is_open:
                    yield self._turns.empty()
                elif not self._forced:
                    await self._force()
        except ConnectionClosed as error:
            if not self._was_heard:
                raise unheard(error, is_idle=not self._audio.sent_ms) from error
            if not isinstance(error, ConnectionClosedOK):
                raise
        except SttRefusedError:
            self.abort()
            raise

    async def _next(self) -> str | bytes | None:
        """The next message; None where none comes for a while."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_S):
                message = await self._socket.recv()
                self._active_at = now_s()
                return message
        return None

    def _read(self, message: str | bytes) -> SttResult | None:
        try:
            info = read_turn_info(message, max(self._turns.heard_ms, self._read_audio.ms(now_s())))
        except AnswerError as error:
            self._odd.pass_over(error)
            return None
        if info is None or self._over.has(info, self._audio.sent_ms):
            return None
        self._was_heard = True
        result = self._turns.take(info, self._audio.sent_ms)
        self._forced = self._forced and not result.is_final
        return result

    def _is_due(self) -> bool:
        quiet = self._turns.asks and now_s() - self._active_at >= _QUIET_S
        return quiet or self._turns.is_due

    async def _force(self) -> None:
        self._forced = True
        await self._client.send_force_end_turn()

    def abort(self) -> None:
        """Cut the connection."""
        self._audio.abort()


@asynccontextmanager
async def flux_listening(
    base_url: str, api_key: str, query: Mapping[str, str | Sequence[str]]
) -> AsyncIterator[FluxConnection]:
    """Connect, and close the stream and the connection after the block.

    Args:
        base_url: `ws(s)://` or `http(s)://`.
        api_key: The key.
        query: What is asked of the recogniser.

    Raises:
        SttRefusedError: The server refuses, there is none, or it does not say that it is ready.
    """
    async with await open_socket(base_url, PATH, api_key, query) as socket:
        await ready(socket)
        client = AsyncV2SocketClient(websocket=socket)  # pyright: ignore[reportArgumentType]
        try:
            yield FluxConnection(socket, client, int(str(query["sample_rate"])))
        finally:
            if socket.state is State.OPEN:
                with suppress(ConnectionClosed, TimeoutError):
                    async with asyncio.timeout(CLOSE_S):
                        await client.send_close_stream()
