"""A Deepgram peer so cheap that one core hears three hundred tracks; it keeps the times."""

import asyncio
import json
import time
from array import array
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from bench.looped_call import LoopedCall
from bench.place import Place
from bench.transcriber import Transcriber
from tests.peers.deepgram_wire import Options, metadata


@dataclass(slots=True)
class Said:
    """A result that made words final.

    Attributes:
        word_end_ms: Where in the call its last word ends.
        asked_at: When the message came that it answers, audio or `Finalize`, s.
        sent_at: When it was sent, s.
        finalized: Whether `Finalize` brought it about.
    """

    word_end_ms: float
    asked_at: float
    sent_at: float
    finalized: bool


@dataclass
class Ear:
    """One socket, as the peer saw it.

    Attributes:
        place: Whose audio it is, and from where in the call.
        opened_at: When the socket opened, s of `time.monotonic`, as all times here.
        arrived_at: When each piece of audio arrived.
        until_ms: Up to where in the socket's audio each piece goes.
        said: The results with final words.
    """

    place: Place
    opened_at: float = field(default_factory=time.monotonic)
    arrived_at: array = field(default_factory=lambda: array("d"))
    until_ms: array = field(default_factory=lambda: array("d"))
    said: list[Said] = field(default_factory=list)


class SttPeer:
    """`async with SttPeer(call) as peer:` serves `peer.url`; each answer is `delay_s` late.

    Attributes:
        ears: One for each socket so far, in order.
    """

    def __init__(self, call: LoopedCall, delay_s: float):
        self.ears: list[Ear] = []
        self._call = call
        self._delay_s = delay_s
        self._server: Server | None = None
        self._first_audio = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._server = await serve(
            self._handle, "127.0.0.1", 0, compression=None, close_timeout=0.5, ping_interval=None
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()
            await self._server.wait_closed()

    @property
    def url(self) -> str:
        """The base address, for `DEEPGRAM_BASE_URL`."""
        assert self._server, "the peer is not started"
        return f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

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
        replies = _Replies(connection, ear, self._delay_s)
        sending = asyncio.create_task(replies.run())
        try:
            with suppress(ConnectionClosed):
                await self._listen(connection, ear, options, replies)
                await sending
        finally:
            sending.cancel()

    async def _listen(
        self, connection: ServerConnection, ear: Ear, options: Options, replies: "_Replies"
    ) -> None:
        transcriber: Transcriber | None = None
        async for message in connection:
            now = time.monotonic()
            if isinstance(message, bytes):
                ear.place.hear(message)
                ear.arrived_at.append(now)
                if len(ear.arrived_at) == 1:
                    self._first_audio.set()
                ear.until_ms.append(ear.place.now_ms - ear.place.start_ms)
                if transcriber is None and ear.place.speaker:
                    start_ms = ear.place.start_ms
                    transcriber = Transcriber(self._call, ear.place.speaker, start_ms, options)
                if transcriber:
                    for said in transcriber.hear_until(ear.place.now_ms):
                        replies.add(said, now, finalized=False)
                continue
            match json.loads(message)["type"]:
                case "Finalize" if transcriber:
                    said = transcriber.final(speech_final=True, from_finalize=True)
                    replies.add(said, now, finalized=True)
                case "CloseStream":
                    replies.end(metadata(round(ear.place.now_ms - ear.place.start_ms)))
                    return


class _Replies:
    """Sends messages in order, each a delay after what it answers came."""

    def __init__(self, connection: ServerConnection, ear: Ear, delay_s: float):
        self._connection = connection
        self._ear = ear
        self._delay_s = delay_s
        self._queue: asyncio.Queue[tuple[float, str, float | None, bool] | None] = asyncio.Queue()

    def add(self, said: tuple[str, float | None], asked_at: float, *, finalized: bool) -> None:
        self._queue.put_nowait((asked_at, *said, finalized))

    def end(self, message: str) -> None:
        self.add((message, None), time.monotonic() - self._delay_s, finalized=False)
        self._queue.put_nowait(None)

    async def run(self) -> None:
        with suppress(ConnectionClosed):
            while item := await self._queue.get():
                asked_at, message, word_end_ms, finalized = item
                wait = asked_at + self._delay_s - time.monotonic()
                if wait > 0:
                    await asyncio.sleep(wait)
                await self._connection.send(message)
                if word_end_ms is not None:
                    said = Said(word_end_ms, asked_at, time.monotonic(), finalized)
                    self._ear.said.append(said)
