"""A socket to the server that the test may lose, and that tells how it was closed."""

import asyncio
from typing import Self

from websockets.asyncio.client import ClientConnection, connect


class PeerSocket:
    """`async with` a subclass connects, and reads until the socket is closed.

    Attributes:
        close_code: How the server closed it; None while it is open.
    """

    def __init__(self, url: str):
        self.close_code: int | None = None
        self._url = url
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._socket = await connect(self._url, compression=None)
        self._reading = asyncio.create_task(self._read(self._socket))
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._socket
        assert self._reading
        await self._socket.close()
        await self._reading

    async def closed(self) -> int | None:
        """Wait until the server closes the socket, and return the code."""
        assert self._reading
        await self._reading
        return self.close_code

    def lose(self) -> None:
        """Lose the connection, as a network does."""
        assert self._socket
        self._socket.transport.abort()

    async def _read(self, socket: ClientConnection) -> None:
        """Take what comes, and keep the close code."""
        raise NotImplementedError
