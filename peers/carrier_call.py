"""A carrier's side of a media stream: plays the messages of a call, and keeps what comes back."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

Message = str | bytes
Timed = tuple[int, Message]
"""When a message leaves, in ms from the stream's start, and the message."""


@dataclass
class CarrierCall:
    """A call that was played.

    Attributes:
        refused: The HTTP status of a handshake that was refused.
        received: What the server sent.
        subprotocol: What it answered the handshake with.
        close_code: How it closed the stream; None where the carrier did.
        close_reason: What it said to that.
    """

    refused: int | None = None
    received: list[Message] = field(default_factory=list[Message])
    subprotocol: str | None = None
    close_code: int | None = None
    close_reason: str = ""


async def play_call(
    url: str,
    messages: Iterable[Timed],
    *,
    speed: float = 1.0,
    headers: Mapping[str, str] | None = None,
    subprotocols: Sequence[str] = (),
    leave: Callable[[CarrierCall], bool] | None = None,
    host: str | None = None,
    together: asyncio.Barrier | None = None,
) -> CarrierCall:
    """Play a call to its end.

    Args:
        url: The server's media socket.
        messages: The call's; each leaves at its time.
        speed: How much faster than it was.
        headers: Of the handshake.
        subprotocols: What it offers.
        leave: Whether the carrier closes the socket, by what has come back; None leaves it to the
            server.
        host: The machine to connect to, where the address names it otherwise.
        together: Begins when the sockets of all that share it are open.
    """
    call, done = CarrierCall(), asyncio.Event()
    offered = [Subprotocol(name) for name in subprotocols] or None
    port = urlsplit(url).port
    try:
        async with connect(
            url,
            additional_headers=headers,
            subprotocols=offered,
            compression=None,
            proxy=None,
            host=host or urlsplit(url).hostname,
            port=port,
        ) as socket:
            call.subprotocol = socket.subprotocol

            async def read() -> None:
                try:
                    while True:
                        call.received.append(await socket.recv())
                        if leave and leave(call):
                            done.set()
                except ConnectionClosed as closed:
                    if closed.rcvd and not done.is_set():
                        call.close_code, call.close_reason = closed.rcvd.code, closed.rcvd.reason
                    done.set()

            reading = asyncio.create_task(read())
            if together:
                await together.wait()
            clock = asyncio.get_running_loop().time
            start = clock()
            for at_ms, message in messages:
                await asyncio.sleep(start + at_ms / 1000 / speed - clock())
                try:
                    await socket.send(message)
                except ConnectionClosed:
                    break
            if leave and leave(call):
                done.set()
            await done.wait()
        await reading
    except InvalidStatus as error:
        call.refused = error.response.status_code
    return call
