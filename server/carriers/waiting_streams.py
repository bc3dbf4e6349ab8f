"""Waiting streams: media streams that have yet to say which call they are.

A carrier says it right after the handshake. Streams that do not hold half of `MAX_CALLS` at
most, and an address has so many of them at once. Sixty calls of one carrier may begin in one
moment, and a stream that is refused does not come back: one more waits for its turn.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from conversation.errors import ErrorCode
from pipeline.admission import NotAdmittedError
from server.auth.caller import address_of

MOST = 32
_PATIENCE_S = 3.0
_IN_LINE = 256
_RETRY_S = 1.0
_PLACE = "callshadow.waits"  # in a scope: the address that the connection is counted for
Start = TypeVar("Start")


class WaitingStreams:
    """Those of one process, by the address that they come from."""

    def __init__(self, most: int = MOST) -> None:
        """Let so many of an address wait at once."""
        self._most = most
        self._waiting: Counter[str] = Counter()
        self._line: dict[str, deque[asyncio.Future[None]]] = {}

    def __len__(self) -> int:
        """How many wait."""
        return self._waiting.total()

    @asynccontextmanager
    async def place(self, connection: HTTPConnection) -> AsyncIterator[None]:
        """Count a stream as waiting from its handshake to its start, or to the block's end.

        Raises:
            NotAdmittedError: Too many of that address do, for too long.
        """
        address = address_of(connection)
        if self._waiting[address] < self._most:
            self._waiting[address] += 1
        else:
            await self._turn(address)
        connection.scope[_PLACE] = address
        try:
            yield
        finally:
            self._leave(connection)

    async def start_of(
        self, websocket: WebSocket, read_start: Callable[[WebSocket], Awaitable[Start]]
    ) -> Start:
        """The start of an accepted WebSocket, as its carrier reads it.

        Raises:
            StreamError: There is no usable one.
        """
        try:
            return await read_start(websocket)
        finally:
            self._leave(websocket)

    async def _turn(self, address: str) -> None:
        """Stand in line until another one's place is free."""
        turn = asyncio.get_running_loop().create_future()
        try:
            line = self._line.setdefault(address, deque())
            if len(line) >= _IN_LINE:
                raise TimeoutError
            line.append(turn)
            async with asyncio.timeout(_PATIENCE_S):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self._free(address)  # it was given a place in the same moment
            if not isinstance(error, TimeoutError):
                raise
            message = f"{self._most} streams of this address have yet to send start; try again."
            raise NotAdmittedError(
                message, code=ErrorCode.SERVER_FULL, retry_after=_RETRY_S
            ) from None

    def _leave(self, connection: HTTPConnection) -> None:
        address = connection.scope.pop(_PLACE, None)
        if address is not None:
            self._free(address)

    def _free(self, address: str) -> None:
        """Give a place to the first in line that has not given up, or to nobody."""
        line = self._line.pop(address, deque())
        while line:
            turn = line.popleft()
            if turn.done():
                continue
            turn.set_result(None)
            if line:
                self._line[address] = line
            return
        self._waiting[address] -= 1
        self._waiting += Counter()  # forgets who has none
