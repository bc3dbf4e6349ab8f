"""WebSockets whose peer does not answer pings."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from server.asgi.keepalive import PatientSocket
from server.serving.http_server import Server
from server.serving.listening_socket import hold
from tests.server.stage import make_runtime

_PING_S = 20.0


class _Peer:
    """A client that sees every frame, and answers none by itself."""

    def __init__(self, url: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.pings = 0
        self._protocol = ClientProtocol(parse_uri(url))
        self._reader = reader
        self._writer = writer

    async def shake_hands(self) -> None:
        self._protocol.send_request(self._protocol.connect())
        self._flush()
        await self._receive()

    async def say(self, text: str) -> None:
        self._protocol.send_text(text.encode())
        self._flush()

    async def until_ping(self) -> bool:
        """Wait for the next ping; False where the server has closed the socket instead."""
        before = self.pings
        while self.pings == before:
            if not await self._receive():
                return False
        return True

    async def _receive(self) -> bool:
        data = await self._reader.read(4096)
        self._protocol.receive_data(data) if data else self._protocol.receive_eof()
        for event in self._protocol.events_received():
            self.pings += isinstance(event, Frame) and event.opcode is Opcode.PING
        self._protocol.data_to_send()  # the pong, which this peer keeps to itself
        return bool(data) and self._protocol.close_rcvd is None

    def _flush(self) -> None:
        self._writer.write(b"".join(self._protocol.data_to_send()))


async def _listen(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that accepts a WebSocket and reads it to its end."""
    assert scope["type"] == "websocket"
    await send({"type": "websocket.accept"})
    while (await receive())["type"] != "websocket.disconnect":
        pass


@asynccontextmanager
async def _peer() -> AsyncIterator[_Peer]:
    """A peer of a server that pings it all the time."""
    config = uvicorn.Config(
        *(_listen,),
        lifespan="off",
        log_level="warning",
        ws=PatientSocket,
        ws_ping_interval=_PING_S,
        ws_ping_timeout=_PING_S,
    )
    config.load()
    listener = hold("127.0.0.1", 0)
    listener.listen()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup([listener])
    port = listener.getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        peer = _Peer(f"ws://127.0.0.1:{port}/", reader, writer)
        await peer.shake_hands()
        yield peer
    finally:
        writer.close()
        await server.shutdown([listener])


@pytest.mark.looptime
async def test_a_peer_that_sends_is_alive_without_a_pong() -> None:
    """A media stream whose pongs are late goes on, however many pings are unanswered."""
    async with _peer() as peer:
        for _ in range(6):
            assert await peer.until_ping()
            await peer.say("audio")


@pytest.mark.looptime
async def test_a_peer_that_has_gone_is_given_up_after_two_pings() -> None:
    """Who sends nothing at all is asked twice, then the socket is closed."""
    async with _peer() as peer:
        while await peer.until_ping():
            pass
        assert peer.pings == 2


async def test_the_server_is_patient_with_every_socket(tmp_path: Path) -> None:
    """What `callshadow serve` runs gives up nobody whose pong is only late."""
    async with make_runtime(tmp_path) as runtime:
        config = Server(runtime).config
        config.load()
        served = config.ws_protocol_class
        assert isinstance(served, type)
        assert issubclass(served, PatientSocket)
