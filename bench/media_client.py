"""Many Media Streams clients in one process: packets made beforehand, each sent when it is due."""

import asyncio
import base64
import time
from array import array
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Self

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.utils import apply_mask

from bench.looped_call import looped_call
from bench.quantiles import quantile
from bots import sample
from conversation.speech.speakers import Speaker
from transports.twilio.replay_messages import FRAME_MS, MediaStream, sid

TRACK_SHIFT_MS = FRAME_MS / 2
"""So much later than the customer's packets the agent's are sent."""
_SLOTS = 10
_SLOT_S = TRACK_SHIFT_MS / 1000 / _SLOTS
_TRACKS = (("inbound", Speaker.CUSTOMER), ("outbound", Speaker.AGENT))
_MASK = bytes.fromhex("9d315ac7")
_TEXT_FRAME, _LONG, _MASKED = 0x81, 126, 0x80
_CLOSE_S = 15.0


@dataclass(frozen=True, slots=True)
class Begun:
    """A call that is being sent; the customer is on the inbound track.

    Attributes:
        call_id: The CallSid.
        place_ms: Where in the looped call it began; its media timestamps count from that call's
            start.
        due_at: When its first sound was made: what the customer says at `ms` of the looped call
            is said at `due_at + (ms - place_ms) / 1000`, and leaves in a packet that ends then or
            up to 20 ms later. Seconds of `time.monotonic`.
        started_at: When its `start` was sent.
    """

    call_id: str
    place_ms: int
    due_at: float
    started_at: float


class MediaClients:
    """The worker: opens calls, and sends them at real time until they are hung up."""

    def __init__(self, url: str):
        """Create the clients of a media socket."""
        self._url = url
        self._calls: list[_Call] = []
        self._slots: list[list[_Call]] = [[] for _ in range(_SLOTS)]
        self._late_ms = array("d")
        self._sending: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        looped_call()
        self._sending = asyncio.create_task(self._send())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._sending:
            self._sending.cancel()
        for call in self._calls:
            call.socket.transport.abort()

    async def prepare(self, from_ms: int, to_ms: int) -> None:
        """Make the packets of a stretch of the looped call beforehand."""
        for number in range(2 * from_ms // FRAME_MS, 2 * to_ms // FRAME_MS):
            _kept_packet(number)

    async def open(self, place_ms: int) -> Begun:
        """Begin a call at a place of the looped call, a multiple of 20 ms."""
        stream = MediaStream(sid("CA"))
        socket = await connect(self._url, compression=None, ping_interval=None)
        for _, message in islice(stream.messages(sample.recording()), 2):
            await socket.send(message, text=True)
        started_at = time.monotonic()
        call = _Call(socket, stream, place_ms // FRAME_MS)
        self._slots[len(self._calls) * 7 % _SLOTS].append(call)
        self._calls.append(call)
        return Begun(stream.call_id, place_ms, await call.due_at, started_at)

    async def lateness_ms(self) -> tuple[float, float]:
        """How late packets were sent since the last time this was asked: p50 and p99, ms."""
        late, self._late_ms = self._late_ms, array("d")
        return quantile(late, 0.5), quantile(late, 0.99)

    async def hang_up(self, waits: bool) -> None:
        """End all calls as Twilio does.

        Args:
            waits: Whether the streams are left open until the server closes them.
        """
        calls, self._calls = self._calls, []
        for slot in self._slots:
            slot.clear()
        await asyncio.gather(*(call.hang_up(waits=waits) for call in calls))

    async def _send(self) -> None:
        base, tick = time.monotonic(), 0
        while True:
            due = base + tick * _SLOT_S
            if (wait := due - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            cycle, slot = divmod(tick, _SLOTS)
            for call in self._slots[slot]:
                call.send(cycle % 2, due)
            if self._slots[slot]:
                self._late_ms.append((time.monotonic() - due) * 1000)
            tick += 1


class _Call:
    """One client; sends its next packet when it is told to."""

    def __init__(self, socket: ClientConnection, stream: MediaStream, first_frame: int):
        self.socket = socket
        self.due_at = asyncio.get_running_loop().create_future()
        self._stream = stream
        self._next = 2 * first_frame

    def send(self, track: int, due: float) -> None:
        """Send the next packet if it is of the track whose time it is."""
        if self._next % 2 != track:
            return
        if not self.due_at.done():
            self.due_at.set_result(due - FRAME_MS / 1000)
        if not self.socket.transport.is_closing():
            self.socket.transport.write(_kept_packet(self._next))
        self._next += 1

    async def hang_up(self, *, waits: bool) -> None:
        self.socket.transport.write(stop(self._stream))
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_S):
                await (self.socket.wait_closed() if waits else self.socket.close())


def packet(number: int) -> bytes:
    """A `media` message on the wire: even numbers are inbound, odd ones outbound.

    It is the same for all calls, which differ in their `start` alone.
    """
    frame, track = divmod(number, 2)
    name, speaker = _TRACKS[track]
    payload = base64.b64encode(looped_call().frame(speaker, frame)).decode()
    media = {
        "track": name,
        "chunk": str(frame + 1),
        "timestamp": str(frame * FRAME_MS),
        "payload": payload,
    }
    message = {
        "event": "media",
        "sequenceNumber": str(number + 2),
        "media": media,
        "streamSid": "MZ" + 32 * "0",
    }
    return _client_frame(orjson.dumps(message))


def stop(stream: MediaStream) -> bytes:
    """The `stop` message of a call on the wire."""
    return _client_frame(orjson.dumps({"event": "stop", "stop": {"callSid": stream.call_id}}))


_kept_packet = cache(packet)


def _client_frame(message: bytes) -> bytes:
    """A text message as one masked WebSocket frame (RFC 6455, 5.2), made once for all calls."""
    size = len(message)
    if size < _LONG:
        head = bytes([_TEXT_FRAME, _MASKED | size])
    else:
        head = bytes([_TEXT_FRAME, _MASKED | _LONG]) + size.to_bytes(2)
    return head + _MASK + apply_mask(message, _MASK)
