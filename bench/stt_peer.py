"""A Deepgram peer so cheap that one core hears three hundred tracks; it keeps the times."""

import asyncio
import json
import time
from array import array
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import parse_qsl, urlsplit

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from bench.looped_call import LoopedCall
from bench.place import Place
from bench.transcriber import Result, Transcriber
from peers.deepgram_socket import Replies
from peers.deepgram_wire import Options, metadata
from peers.websocket_peer import WebSocketPeer


@dataclass(slots=True)
class Said:
    """A result with words.

    Attributes:
        word_end_ms: Where in the call its last word ends.
        is_final: Whether its words are final.
        asked_at: When the message came that it answers, audio or `Finalize`, s.
        sent_at: When it was sent, s.
    """

    word_end_ms: float
    is_final: bool
    asked_at: float
    sent_at: float


@dataclass
class Ear:
    """One socket, as the peer saw it.

    Attributes:
        place: Whose audio it was, and where in the call.
        opened_at: When it was accepted, s of `time.monotonic`.
        arrived_at: When each piece of audio came, s.
        until_ms: How much audio there was after it, ms.
        said: The results with words, in order.
    """

    place: Place
    opened_at: float = field(default_factory=time.monotonic)
    arrived_at: array = field(default_factory=lambda: array("d"))
    until_ms: array = field(default_factory=lambda: array("d"))
    said: list[Said] = field(default_factory=list)

    def tell(self, result: Result, asked_at: float) -> None:
        """Note that a result is sent."""
        if result.word_end_ms is not None:
            said = Said(result.word_end_ms, result.is_final, asked_at, time.monotonic())
            self.said.append(said)


class SttPeer(WebSocketPeer):
    """`async with SttPeer(call) as peer:` serves `peer.url`; each answer is `delay_s` late.

    Attributes:
        ears: One for each socket so far, in order.
    """

    def __init__(self, call: LoopedCall, delay_s: float):
        super().__init__()
        self.ears: list[Ear] = []
        self._call = call
        self._delay_s = delay_s
        self._first_audio = asyncio.Event()

    async def until_heard(self, sockets: int) -> None:
        """Wait until this many of the sockets so far have brought audio."""
        while sum(bool(ear.arrived_at) for ear in self.ears) < sockets:
            self._first_audio.clear()
            await self._first_audio.wait()

    async def _handle(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        options = Options.from_query(dict(parse_qsl(urlsplit(connection.request.path).query)))
        ear = Ear(Place(self._call))
        self.ears.append(ear)
        with suppress(ConnectionClosed):
            await self._listen(connection, ear, options)

    async def _listen(self, connection: ServerConnection, ear: Ear, options: Options) -> None:
        transcriber: Transcriber | None = None
        async with Replies(connection) as replies:
            async for message in connection:
                now, results = time.monotonic(), []
                if isinstance(message, bytes):
                    ear.place.hear(message)
                    ear.arrived_at.append(now)
                    if len(ear.arrived_at) == 1:
                        self._first_audio.set()
                    ear.until_ms.append(ear.place.now_ms - ear.place.start_ms)
                    if transcriber is None and ear.place.speaker:
                        transcriber = Transcriber(
                            self._call, ear.place.speaker, ear.place.start_ms, options
                        )
                    if transcriber:
                        results = transcriber.hear_until(ear.place.now_ms)
                else:
                    kind = json.loads(message)["type"]
                    if kind == "CloseStream":
                        replies.add(metadata(round(ear.place.now_ms - ear.place.start_ms)), 0)
                        await replies.drain()
                        return
                    if kind == "Finalize" and transcriber:
                        results = [transcriber.final(speech_final=True, from_finalize=True)]
                for result in results:
                    replies.add(result.message, self._delay_s, partial(ear.tell, result, now))
