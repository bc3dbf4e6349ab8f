"""Waiting streams: media streams that have yet to say which call they are.

A carrier says it right after the handshake. Streams that do not hold half of `MAX_CALLS` at
most, and an address has so many of them at once.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from conversation.errors import ErrorCode
from pipeline.admission import NotAdmittedError
from server.auth.caller import address_of

MOST = 32
_RETRY_S = 1.0
Start = TypeVar("Start")


class WaitingStreams:
    """Those of one process, by the address that they come from."""

    def __init__(self, most: int = MOST) -> None:
        """Let so many of an address wait at once."""
        self._most = most
        self._waiting: Counter[str] = Counter()

    def __len__(self) -> int:
        """How many wait."""
        return self._waiting.total()

    def check_room(self, connection: HTTPConnection) -> None:
        """Return where one more of that address may wait.

        Raises:
            NotAdmittedError: Too many do.
        """
        if self._waiting[address_of(connection)] >= self._most:
            message = f"{self._most} streams of this address have yet to send start; try again."
            raise NotAdmittedError(message, code=ErrorCode.SERVER_FULL, retry_after=_RETRY_S)

    async def start_of(
        self, websocket: WebSocket, read_start: Callable[[WebSocket], Awaitable[Start]]
    ) -> Start:
        """The start of an accepted WebSocket, as its carrier reads it.

        Raises:
            StreamError: There is no usable one.
        """
        address = address_of(websocket)
        self._waiting[address] += 1
        try:
            return await read_start(websocket)
        finally:
            self._waiting[address] -= 1
            self._waiting += Counter()  # forgets who has none
