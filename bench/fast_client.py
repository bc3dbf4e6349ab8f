"""A Media Streams client that plays the looped call faster than real time, for hours."""

import asyncio
import time
from itertools import islice
from typing import Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.protocol import State

from bench.media_client import packet, stop
from bots import sample
from transports.twilio.replay_messages import FRAME_MS, MediaStream

_TICK_S = 0.004
_CAUGHT_UP_S = 0.05
"""So long a wait between two stretches is made up for; a longer one is a pause of the call."""


class FastClient:
    """The worker: one call, played in stretches."""

    def __init__(self, url: str, call_id: str, speed: float):
        """Create the client; `speed` times real time is as fast as it ever goes."""
        self._url = url
        self._stream = MediaStream(call_id)
        self._speed = speed
        self._next = 0
        self._due_at = 0.0
        self._socket: ClientConnection | None = None

    async def __aenter__(self) -> Self:
        self._socket = await connect(self._url, compression=None, ping_interval=None)
        for _, message in islice(self._stream.messages(sample.recording()), 2):
            await self._socket.send(message, text=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._socket:
            self._socket.transport.abort()

    async def play_until(self, to_ms: int) -> str | None:
        """Play up to a place of the looped call, in order, both tracks.

        Returns:
            With which code, and why, the server has ended the call; None where it goes on.
        """
        assert self._socket
        now = time.monotonic()
        began = self._due_at if now - self._due_at < _CAUGHT_UP_S else now
        first, last = self._next, 2 * to_ms // FRAME_MS
        while self._next < last and self._socket.state is State.OPEN:
            passed_ms = (time.monotonic() - began) * 1000 * self._speed
            due = min(last, first + int(2 * passed_ms / FRAME_MS))
            for number in range(self._next, due):
                self._socket.transport.write(packet(number))
            self._next = max(self._next, due)
            await self._socket.drain()
            await asyncio.sleep(_TICK_S)
        self._due_at = began + (last - first) / 2 * FRAME_MS / 1000 / self._speed
        if self._socket.state is State.OPEN:
            return None
        await self._socket.wait_closed()
        return f"{self._socket.close_code} {self._socket.close_reason or 'without a reason'}"

    async def hang_up(self) -> None:
        """End the call, and wait until the server has closed its stream."""
        assert self._socket
        self._socket.transport.write(stop(self._stream))
        await self._socket.wait_closed()
