"""Waiting streams: media streams that have yet to say which call they are.

They hold no place of `MAX_CALLS`. Twilio sends `start` right after the handshake, so that where
many wait, the one that has waited longest gives way to the next.
"""

import asyncio

from starlette.websockets import WebSocket

from transports.twilio.messages import StreamError, StreamStart
from transports.twilio.source import read_start

MOST = 64


class WaitingStreams:
    """Those of one process."""

    def __init__(self, most: int = MOST) -> None:
        """Let so many wait at once."""
        self._most = most
        self._waiting: dict[asyncio.Timeout, None] = {}

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    async def start_of(self, websocket: WebSocket) -> StreamStart:
        """The `start` of an accepted WebSocket.

        Raises:
            StreamError: There is no usable one, or others have waited for less time.
        """
        if len(self._waiting) >= self._most:
            oldest = next(iter(self._waiting))
            del self._waiting[oldest]
            oldest.reschedule(asyncio.get_running_loop().time())
        try:
            async with asyncio.timeout(None) as place:
                self._waiting[place] = None
                try:
                    return await read_start(websocket)
                finally:
                    self._waiting.pop(place, None)
        except TimeoutError:
            raise StreamError("no start message, and other streams wait to send theirs") from None
