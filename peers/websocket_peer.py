"""What the WebSocket peers share: a server on a free loopback port."""

from typing import Self

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response


class WebSocketPeer:
    """`async with` a subclass's peer serves `peer.url`; each connection is given to `_handle`."""

    def __init__(self) -> None:
        self._server: Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await serve(
            self._handle,
            "127.0.0.1",
            0,
            process_request=self._admit,
            compression=None,
            close_timeout=0.5,
            ping_interval=None,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()
            await self._server.wait_closed()

    @property
    def url(self) -> str:
        """The base address, for the setting of the vendor's."""
        assert self._server, "the peer is not started"
        return f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        """Refuse a handshake by answering it; None lets it pass."""

    async def _handle(self, connection: ServerConnection) -> None:
        raise NotImplementedError
