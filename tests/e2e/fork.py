"""A Twilio media stream of which every message can be chosen."""

import asyncio
from collections.abc import Callable, Sequence

import orjson
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.e2e.peer_socket import PeerSocket
from transports.recording.recording import Recording
from transports.twilio.replay_messages import MediaStream

Message = str | bytes
Timed = tuple[int, bytes]


class Fork(PeerSocket):
    """`async with Fork(server.media) as fork:` is a fork that has said nothing yet.

    Nothing may be sent back on it, whatever goes wrong: its end asserts that.

    Attributes:
        received: What the server sent back.
    """

    def __init__(self, url: str, speed: float):
        super().__init__(url)
        self.received: list[Message] = []
        self._speed = speed

    async def __aexit__(self, *error: object) -> None:
        await super().__aexit__(*error)
        if error[0] is None:
            assert self.received == [], "something was sent into the call"

    async def send(self, *messages: Message) -> None:
        """Send messages as they are: text, or binary where they are bytes."""
        assert self._socket
        for message in messages:
            await self._socket.send(message)

    async def stream(self, messages: Sequence[Timed]) -> None:
        """Send a part of a stream, from its first message on each at its time."""
        assert self._socket
        clock = asyncio.get_running_loop().time
        start = clock() - messages[0][0] / 1000 / self._speed
        for at_ms, message in messages:
            await asyncio.sleep(start + at_ms / 1000 / self._speed - clock())
            await self._socket.send(message, text=True)

    async def _read(self, socket: ClientConnection) -> None:
        try:
            while True:
                self.received.append(await socket.recv())
        except ConnectionClosed:
            self.close_code = socket.close_code


def messages(call_id: str, recording: Recording) -> list[Timed]:
    """The messages of a call, from `connected` to `stop`."""
    return list(MediaStream(call_id).messages(recording))


def split(stream: Sequence[Timed], at_ms: int) -> tuple[list[Timed], list[Timed]]:
    """What has been said by a time, and what comes after it."""
    before = [message for message in stream if message[0] <= at_ms]
    return before, list(stream[len(before) :])


def retimed(stream: Sequence[Timed], timestamp: Callable[[int], int]) -> list[Timed]:
    """The same stream with other `media.timestamp`s; the messages leave when they did."""
    return [(at_ms, _retimed(message, timestamp)) for at_ms, message in stream]


def _retimed(message: bytes, timestamp: Callable[[int], int]) -> bytes:
    body = orjson.loads(message)
    if body["event"] == "media":
        body["media"]["timestamp"] = str(timestamp(int(body["media"]["timestamp"])))
    return orjson.dumps(body)
