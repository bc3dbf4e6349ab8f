"""A wire between browser and server that the test can cut, stop and mend."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_PIECE_BYTES = 65536


class Wire:
    """Forwards TCP connections to a port on 127.0.0.1 while it is whole.

    Attributes:
        port: Where the browser connects to.
    """

    def __init__(self, target: int):
        self.port = 0
        self._target = target
        self._whole = True
        self._writers: set[asyncio.StreamWriter] = set()
        self._flowing = asyncio.Event()
        self._flowing.set()

    @asynccontextmanager
    async def laid(self) -> AsyncIterator["Wire"]:
        """The wire, while the block runs."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self.cut()
            server.close()

    def cut(self) -> None:
        """End every connection and accept no more that lives."""
        self._whole = False
        for writer in tuple(self._writers):
            writer.transport.abort()

    def stop(self) -> None:
        """Forward nothing more, and close nothing: as a sleeping router, or a lost radio."""
        self._flowing.clear()

    def mend(self) -> None:
        """Forward again."""
        self._whole = True
        self._flowing.set()

    async def _connected(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        if not self._whole:
            back.transport.abort()
            return
        far, forth = await asyncio.open_connection("127.0.0.1", self._target)
        pair = {back, forth}
        self._writers |= pair
        try:
            await asyncio.gather(self._copy(near, forth), self._copy(far, back))
        finally:
            self._writers -= pair
            for writer in pair:
                writer.close()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while piece := await reader.read(_PIECE_BYTES):
                await self._flowing.wait()
                writer.write(piece)
                await writer.drain()
            writer.write_eof()
        except OSError:
            writer.transport.abort()
