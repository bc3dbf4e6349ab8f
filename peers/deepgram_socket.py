"""One connection of the Deepgram peer: what arrived, what is answered, and what goes wrong."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from peers.deepgram_wire import Options, schema_error
from peers.flux import FluxTranscriber
from peers.speech import Ear
from peers.transcriber import Transcriber


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a connection.

    Attributes:
        status: The handshake is refused with this HTTP status.
        headers: Of that refusal.
        cut_after_s: The connection is reset after this much audio.
        closes: The connection is closed with this code and reason: after so much audio, or at once.
        greeting: What is said in place of `Connected`, by Flux.
        error: The message that is sent in place of an answer; nothing is answered after it.
        mute: Everything is read, nothing is answered.
        deaf: Nothing is read.
        babble: Answers are not JSON.
        odd: Messages that are sent before each answer.
        changed: Makes of an answer what is sent in its place.
        doubled: Each answer is sent twice.
        body: The body of a refusal.
        pace: Audio is taken at this many times real time; what arrives sooner waits.
        finals_late_s: Final results come so much later than others, which overtake them.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    cut_after_s: float | None = None
    closes: tuple[int, str] | None = None
    greeting: str | None = None
    error: str | None = None
    mute: bool = False
    deaf: bool = False
    babble: bool = False
    odd: tuple[str, ...] = ()
    changed: Callable[[str], str] = str
    doubled: bool = False
    body: Mapping[str, str] = field(default_factory=lambda: {"err_msg": "out of order"})
    pace: float | None = None
    finals_late_s: float = 0


@dataclass
class DeepgramSocket:
    """One connection, as the peer saw it.

    Attributes:
        query: The query of the address.
        headers: The headers of the handshake, names in lower case.
        ear: The ear that listens.
        is_flux: Whether it speaks `/v2/listen`.
        connected_at: When the handshake was done, `time.monotonic` seconds.
        audio: All audio that arrived, 16-bit PCM.
        texts: All text messages that arrived and are JSON.
        closed: Whether the connection is over.
    """

    query: Mapping[str, str]
    headers: Mapping[str, str]
    ear: Ear
    is_flux: bool = False
    connected_at: float = field(default_factory=time.monotonic)
    audio: bytearray = field(default_factory=bytearray, repr=False)
    texts: list[Any] = field(default_factory=list)
    closed: bool = False

    def __post_init__(self) -> None:
        self._transcriber = (
            FluxTranscriber(self.ear)
            if self.is_flux
            else Transcriber(self.ear, Options.from_query(self.query))
        )

    @property
    def audio_pcm(self) -> npt.NDArray[np.int16]:
        """The audio as samples."""
        return np.frombuffer(bytes(self.audio), "<i2")

    @property
    def rate(self) -> int:
        """Of the audio, Hz."""
        return int(self.query["sample_rate"])

    @property
    def seconds(self) -> float:
        """How much audio arrived."""
        return len(self.audio) / 2 / self.rate

    def take(self, message: str | bytes) -> tuple[list[str], bool]:
        """Take what the client sent: the answers to it, and whether it ends the stream."""
        if isinstance(message, bytes):
            self.audio += message
            ends = not message  # an empty one closes, as `CloseStream` does
            return (self._transcriber.close() if ends else self._transcriber.hear(message)), ends
        kind = None
        with suppress(ValueError, AttributeError):
            kind = json.loads(message).get("type")
            self.texts.append(json.loads(message))
        match kind:
            case "ForceEndTurn" if self.is_flux:
                return self._transcriber.finalize(), False
            case "Finalize" if not self.is_flux:
                return self._transcriber.finalize(), False
            case "CloseStream":
                return self._transcriber.close(), True
            case "KeepAlive" if not self.is_flux:
                return [], False
            case _:
                return [schema_error(message)], False


class Replies:
    """Sends messages in order, each a delay after it was made.

    `async with Replies(connection) as replies:` cancels at the end what is not sent;
    `drain` waits for it.
    """

    def __init__(self, connection: ServerConnection):
        self._connection = connection
        self._queue: asyncio.Queue[tuple[float, str, Callable[[], None] | None] | None]
        self._queue = asyncio.Queue()

    async def __aenter__(self) -> "Replies":
        self._sender = asyncio.create_task(self._send(), name="deepgram peer: replies")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._sender.cancel()
        with suppress(asyncio.CancelledError):
            await self._sender

    def add(self, message: str, delay_s: float, sending: Callable[[], None] | None = None) -> None:
        """Send the message `delay_s` from now; `sending` is called just before."""
        due = asyncio.get_running_loop().time() + delay_s
        self._queue.put_nowait((due, message, sending))

    async def drain(self) -> None:
        """Wait until everything is sent, or can't be because the client is gone."""
        self._queue.put_nowait(None)
        await self._sender

    async def _send(self) -> None:
        with suppress(ConnectionClosed):
            while item := await self._queue.get():
                due, message, sending = item
                await asyncio.sleep(due - asyncio.get_running_loop().time())
                if sending:
                    sending()
                await self._connection.send(message)
