"""A Twilio media stream of which every message can be chosen."""

import asyncio
from collections.abc import Iterable
from typing import Self

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from transports.media_stream import MediaStream
from transports.recording import Recording

Message = str | bytes
Timed = tuple[int, bytes]


class Fork:
    """`async with Fork(server.media) as fork:` is a fork that has said nothing yet.

    Attributes:
        received: What the server sent back; on a fork that is its fault.
        close_code: How the server closed the stream; None while it is open.
    """

    def __init__(self, url: str, speed: float):
        self.received: list[Message] = []
        self.close_code: int | None = None
        self._url = url
        self._speed = speed
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

    async def send(self, *messages: Message) -> None:
        """Send messages as they are: text, or binary where they are bytes."""
        assert self._socket
        for message in messages:
            await self._socket.send(message)

    async def stream(self, messages: Iterable[Timed]) -> None:
        """Send a stream's messages, each at its time."""
        assert self._socket
        clock = asyncio.get_running_loop().time
        start = clock()
        for at_ms, message in messages:
            await asyncio.sleep(start + at_ms / 1000 / self._speed - clock())
            await self._socket.send(message, text=True)

    async def closed(self) -> int | None:
        """Wait until the server closes the stream, and return the code."""
        assert self._reading
        await self._reading
        return self.close_code

    def lose(self) -> None:
        """Lose the connection, as a network does."""
        assert self._socket
        self._socket.transport.abort()

    async def _read(self, socket: ClientConnection) -> None:
        try:
            while True:
                self.received.append(await socket.recv())
        except ConnectionClosed:
            self.close_code = socket.close_code


def messages(call_id: str, recording: Recording) -> list[Timed]:
    """The messages of a call, from `connected` to `stop`."""
    return list(MediaStream(call_id).messages(recording))


def is_media(message: Timed) -> bool:
    """Whether a message carries audio."""
    return orjson.loads(message[1])["event"] == "media"
