"""An `SttConnection` in memory: what a recogniser of no vendor hears, and what it says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.stt.connection import ConnectionOwner, SttResult


class MemoryConnection:
    """One connection.

    Attributes:
        heard: What it was sent; None stands for a request for final words.
        deaf: Whether sending never ends.
        takes_at_once: Whether it says that it takes audio at once …
        is_broken: … and fails of it.
        unreadable: How many messages could not be read.
        tells_silence: Whether it is one that tells of silence too.
    """

    owner: ConnectionOwner | None = None

    def __init__(self, *, tells_silence: bool = False) -> None:
        self.unreadable = 0
        self.tells_silence = tells_silence
        self.heard: list[bytes | None] = []
        self.deaf = False
        self.takes_at_once = self.is_broken = False
        self._said: asyncio.Queue[SttResult | Exception | None] = asyncio.Queue()

    async def send(self, pcm: bytes, *, speaking: bool = True) -> None:
        if self.deaf:
            await asyncio.Event().wait()
        self.heard.append(pcm)

    def send_at_once(self, pcm: bytes, *, speaking: bool = True) -> None:
        if self.is_broken:
            raise ConnectionResetError
        self.heard.append(pcm)

    async def finalize(self) -> None:
        self.heard.append(None)

    async def results(self) -> AsyncIterator[SttResult]:
        while said := await self._said.get():
            if isinstance(said, Exception):
                raise said
            yield said

    def abort(self) -> None:
        self.end(ConnectionResetError())

    def say(self, result: SttResult) -> None:
        """Have it say something."""
        self._said.put_nowait(result)

    def end(self, error: Exception | None = None) -> None:
        """End it, with an error or in good order."""
        self._said.put_nowait(error)


class MemoryVendor:
    """Connects to nobody: `connect` is a `Connect`.

    Attributes:
        connections: Those made so far.
        refusal: What a try to connect raises.
        tells_silence: Whether its connections tell of silence too.
        takes_at_once: Whether they say that they take audio at once.
    """

    def __init__(self) -> None:
        self.tells_silence = self.takes_at_once = False
        self.connections: list[MemoryConnection] = []
        self.refusal: Exception | None = None
        self.tried_at: list[float] = []

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[MemoryConnection]:
        self.tried_at.append(asyncio.get_running_loop().time())
        if self.refusal:
            raise self.refusal
        self.connections.append(MemoryConnection(tells_silence=self.tells_silence))
        self.connections[-1].takes_at_once = self.takes_at_once
        yield self.connections[-1]
