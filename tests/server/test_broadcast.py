"""Events written to the sockets at once: the same for the client as those that a task sends."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from conversation.events.event import EventType
from pipeline.runtime import Runtime
from pubsub.hub_topics import events_topic
from pubsub.serialised_event import SerialisedEvent
from server.app import create_app
from server.asgi.broadcast import BroadcastSocket
from server.asgi.keepalive import PatientSocket
from server.serving.http_server import Server
from server.serving.listening_socket import hold
from tests.payloads import raw
from tests.server.stage import end_call, make_runtime, say, start_call

CALL = "CA-1"


class CountingSocket(BroadcastSocket):
    """Counts what it takes at once, what it leaves to the listener's task, and lost connections."""

    taken = 0
    left = 0
    lost = asyncio.Event()

    def take(self, delivery: SerialisedEvent) -> bool:
        taken = super().take(delivery)
        if taken:
            CountingSocket.taken += 1
        else:
            CountingSocket.left += 1
        return taken

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        CountingSocket.lost.set()


@pytest.fixture(autouse=True)
def _uncounted() -> None:
    CountingSocket.taken = CountingSocket.left = 0
    CountingSocket.lost = asyncio.Event()


@asynccontextmanager
async def _listening(
    runtime: Runtime, ws: type[asyncio.Protocol], unread_ms: int | None = None
) -> AsyncIterator[str]:
    """The application behind sockets of that class; gives the address of the side channel."""
    config = uvicorn.Config(
        *(create_app(runtime),),
        ws=ws,
        log_level="warning",
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=1,
    )
    config.load()
    listener = hold("127.0.0.1", 0)
    if unread_ms is not None:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, unread_ms)
    listener.listen()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup([listener])
    try:
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}/api/calls/{CALL}/live"
    finally:
        await server.shutdown([listener])


async def _hint(runtime: Runtime, text: str) -> None:
    hint = {"turn_id": "t", "speaker": "customer", "text": text}
    await runtime.events.publish(CALL, raw(EventType.TURN_PARTIAL, hint))


async def _until_the_end(socket: ClientConnection) -> list[str | bytes]:
    """All messages up to `call.ended`."""
    messages: list[str | bytes] = []
    while not messages or '"call.ended"' not in str(messages[-1]):
        messages.append(await socket.recv())
    return messages


async def test_both_ways_are_the_same_to_the_client(tmp_path: Path) -> None:
    """The same text messages in the same order, whatever their length."""
    async with (
        make_runtime(tmp_path) as runtime,
        _listening(runtime, PatientSocket) as simple,
        _listening(runtime, CountingSocket) as fast,
    ):
        await start_call(runtime, CALL, None, turns=1)
        async with connect(simple, proxy=None) as one, connect(fast, proxy=None) as other:
            sockets = (one, other)
            replayed = [[await socket.recv() for _ in range(2)] for socket in sockets]
            for number, text in enumerate(("", "née 😀", "x" * 200, "x" * 70_000)):
                await _hint(runtime, text)
                await say(runtime, CALL, number)
            await end_call(runtime, CALL)
            live = [await _until_the_end(socket) for socket in sockets]
    assert replayed[0] == replayed[1]
    assert live[0] == live[1]
    assert len(live[0]) == 9
    assert CountingSocket.taken > 0


async def test_a_client_that_lags_gets_all_in_order(tmp_path: Path) -> None:
    """What its buffer has no room for waits in its queue, and nothing overtakes it."""
    async with make_runtime(tmp_path) as runtime, _listening(runtime, CountingSocket) as live:
        await start_call(runtime, CALL, None)
        async with connect(live, proxy=None, max_queue=1) as socket:
            await socket.recv()
            filler, number = "x" * 20_000, 0
            while CountingSocket.left < 1 or number < 50:
                await _hint(runtime, f"{number} {filler}")
                number += 1
            for _ in range(10):
                await _hint(runtime, f"{number} {filler}")
                number += 1
            await end_call(runtime, CALL)
            messages = await _until_the_end(socket)
    said = [int(str(message).split('"text":"')[1].split()[0]) for message in messages[:-1]]
    assert said == list(range(number))
    assert CountingSocket.taken > 0


async def test_a_client_that_leaves_is_written_to_no_more(tmp_path: Path) -> None:
    """An event that comes while a socket closes is no error, for it nor for others."""
    async with make_runtime(tmp_path) as runtime, _listening(runtime, CountingSocket) as live:
        await start_call(runtime, CALL, None)
        async with connect(live, proxy=None) as staying:
            await staying.recv()
            for number in range(20):
                leaving = await connect(live, proxy=None)
                await leaving.recv()
                closing = asyncio.create_task(leaving.close())
                for _ in range(number):
                    await asyncio.sleep(0)
                await _hint(runtime, "still there?")
                await closing
                await staying.recv()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel lets go of it")
async def test_a_client_that_stays_stuck_is_let_go_of(tmp_path: Path) -> None:
    """Who reads nothing at all loses its socket, and what waits there is thrown away."""
    async with (
        make_runtime(tmp_path) as runtime,
        _listening(runtime, CountingSocket, unread_ms=100) as live,
    ):
        await start_call(runtime, CALL, None)
        async with connect(live, proxy=None, max_queue=1, ping_interval=None) as client:
            await client.recv()
            while events_topic(CALL) in runtime.hub._inboxes:
                await _hint(runtime, "x" * 50_000)
            await CountingSocket.lost.wait()
            with suppress(ConnectionClosed):
                while True:
                    await client.recv()
    assert client.close_code == 1006  # no closing message: it would wait behind the rest


async def test_the_server_writes_at_once(tmp_path: Path) -> None:
    """What `callshadow serve` runs has the way, and waits a minute for who does not read."""
    async with make_runtime(tmp_path) as runtime:
        config = Server(runtime).config
        config.load()
        assert config.ws_protocol_class is BroadcastSocket
    with hold("127.0.0.1", 0) as listener:
        if sys.platform == "linux":
            given_ms = listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
            assert given_ms == 60_000
