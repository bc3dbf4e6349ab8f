"""What one WebSocket may cost: floods end it, long ones take turns, and nothing else is lost."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.types import Message, Receive, Scope, Send
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from server.asgi.socket_limits import MAX_FRAGMENTS, TOO_MUCH
from tests.logged import logged
from tests.server.bare_server import serving
from transports.streams.direct_messages import EXTENSION, HAVE_TAKEN

_HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
_ONE_BYTE = Frame(Opcode.TEXT, b"x").serialize(mask=True)
_KILOBYTE = Frame(Opcode.TEXT, b"x" * 1000).serialize(mask=True)


class Reader:
    """An application that reads a WebSocket to its end, and keeps how many turns others had."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.turns: list[int] = []
        self.over = asyncio.Event()
        self.came = asyncio.Event()
        self.go = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "websocket"
        await receive()
        await send({"type": "websocket.accept"})
        await self.go.wait()
        beside = asyncio.create_task(self._count())
        while (message := await receive())["type"] != "websocket.disconnect":
            self._take(message)
        beside.cancel()
        self.over.set()

    def _take(self, message: Message) -> None:
        self.texts.append(message.get("text") or "")
        self.turns.append(self._turn)
        self.came.set()

    _turn = 0

    async def _count(self) -> None:
        while True:
            self._turn += 1
            await asyncio.sleep(0)


@asynccontextmanager
async def read_by(app: Reader) -> AsyncIterator[ClientConnection]:
    async with serving(app) as port:
        url = f"ws://127.0.0.1:{port}/"
        async with connect(url, proxy=None, compression=None, ping_interval=None) as client:
            yield client


async def _closed(client: ClientConnection) -> tuple[int, str]:
    with pytest.raises(ConnectionClosed) as info:
        await client.recv()
    assert info.value.rcvd
    return info.value.rcvd.code, info.value.rcvd.reason


async def _write_for_ever(writer: asyncio.StreamWriter, frame: bytes = _ONE_BYTE) -> None:
    while True:
        writer.write(frame * 1000)
        await writer.drain()


@pytest.mark.parametrize("opcode", [Opcode.PING, Opcode.PONG])
async def test_a_flood_of_pings_ends_the_socket(opcode: Opcode) -> None:
    """Also of pongs that nobody asked for; the reason says how many there may be."""
    app = Reader()
    app.go.set()
    async with read_by(app) as client:
        client.transport.write(Frame(opcode, b"").serialize(mask=True) * 40_000)
        assert await _closed(client) == (TOO_MUCH, "more than 10 pings a second")
        await app.over.wait()


async def test_pings_of_a_client_that_is_careful_are_answered() -> None:
    """Twenty at once are none too many."""
    app = Reader()
    app.go.set()
    async with read_by(app) as client:
        await asyncio.gather(*[await client.ping() for _ in range(18)])
        await client.send("still here")
        await client.close()
        await app.over.wait()
    assert app.texts == ["still here"]


async def test_a_message_of_endless_fragments_ends_the_socket() -> None:
    """Empty fragments are no bytes, and each is kept until its message is whole."""
    app = Reader()
    app.go.set()
    begin = Frame(Opcode.TEXT, b"x", fin=False).serialize(mask=True)
    more = Frame(Opcode.CONT, b"", fin=False).serialize(mask=True)
    async with read_by(app) as client:
        client.transport.write(begin + more * 40_000)
        reason = f"a message has at most {MAX_FRAGMENTS} fragments"
        assert await _closed(client) == (TOO_MUCH, reason)
        await app.over.wait()


@pytest.mark.parametrize(
    ("wire", "code", "why"),
    [
        pytest.param(
            Frame(Opcode.TEXT, bytes(20_000_000)).serialize(mask=True)[:99],
            1009,
            "a message is longer than 16,777,216 bytes",
            id="big",
        ),
        pytest.param(
            Frame(Opcode.TEXT, b"\xff").serialize(mask=True),
            1007,
            "a text is not UTF-8",
            id="not UTF-8",
        ),
        pytest.param(b"\xff" * 99, 1002, "what came is no frame", id="no frame"),
    ],
)
async def test_who_errs_on_the_wire_has_time_to_read_why(wire: bytes, code: int, why: str) -> None:
    """A socket that is closed while its peer still sends is reset, and what it told is lost.

    The log has a line of it, without any of what came.
    """
    app = Reader()
    app.go.set()
    with logged("WARNING") as lines:
        await _err(app, wire, code)
    (line,) = lines
    assert line == f"WebSocket '/': {why}; closed with {code}\n"


async def _err(app: Reader, wire: bytes, code: int) -> None:
    async with serving(app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_HANDSHAKE)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(wire)
        await reader.readuntil(code.to_bytes(2, "big"))
        for _ in range(20):
            writer.write(wire)
            await writer.drain()
        await app.over.wait()
        writer.close()


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(b"Cookie: " + b"a" * 9000 + b"\r\n", id="a long one"),
        pytest.param(b"X-A: b\r\n" * 150, id="many"),
    ],
)
async def test_a_handshake_whose_headers_are_too_large_is_answered(headers: bytes) -> None:
    """With 431, and its connection is closed; the application is not asked."""
    async with serving(Reader()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_HANDSHAKE[:-2] + headers + b"\r\n")
        assert (await reader.read()).startswith(b"HTTP/1.1 431 ")
        writer.close()


async def test_a_handshake_without_an_answer_is_refused_for_now_where_the_server_stops() -> None:
    """As a request is; it is no error of the server's."""
    begun, answered = asyncio.Event(), asyncio.Event()

    async def slow(_scope: Scope, _receive: Receive, _send: Send) -> None:
        begun.set()
        await answered.wait()

    async def ask(port: int) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_HANDSHAKE)
        answer = await reader.read()
        answered.set()
        writer.close()
        await writer.wait_closed()
        return answer

    async with serving(slow) as port:
        asking = asyncio.create_task(ask(port))
        await begun.wait()
    head, _, body = (await asking).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 ")
    assert b"content-type: application/json" in head.lower()
    assert json.loads(body)["error_code"] == "server_stopping"


async def test_many_messages_at_once_take_turns_with_everybody_else() -> None:
    """All come, in order; but no more than a few hundred without a turn for others."""
    app = Reader()
    async with read_by(app) as client:
        client.transport.write(_ONE_BYTE * 20_000 + Frame(Opcode.TEXT, b"end").serialize(mask=True))
        app.go.set()
        await client.close()
        await app.over.wait()
    assert app.texts == ["x"] * 20_000 + ["end"]
    longest = max(app.turns.count(turn) for turn in set(app.turns))
    assert longest < 700


async def test_a_large_message_is_read_piece_by_piece() -> None:
    """A megabyte in one frame comes whole, and so does what follows it."""
    app = Reader()
    app.go.set()
    async with read_by(app) as client:
        await client.send("y" * 1_000_000)
        await client.send(["a", "b", "c"])
        await client.close()
        await app.over.wait()
    assert [len(text) for text in app.texts] == [1_000_000, 3]


async def test_a_message_that_is_cut_by_a_read_is_waited_for() -> None:
    """What has come of it is parsed, and the rest is read when it comes."""
    app = Reader()
    app.go.set()
    wire = Frame(Opcode.TEXT, b"z" * 9_000).serialize(mask=True)
    async with read_by(app) as client:
        client.transport.write(_ONE_BYTE * 3 + wire[:5_000])
        while len(app.texts) < 3:
            await app.came.wait()
            app.came.clear()
        client.transport.write(wire[5_000:])
        await client.close()
        await app.over.wait()
    assert [len(text) for text in app.texts] == [1, 1, 1, 9_000]


async def test_who_goes_on_after_the_close_is_cut() -> None:
    """A peer that sends without end, and never answers a close, is not read for long."""

    async def closes(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 1000})

    async with serving(closes) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_HANDSHAKE)
        await reader.readuntil(b"\r\n\r\n")
        with pytest.raises(ConnectionError):
            await _write_for_ever(writer)
        writer.close()


class Taker(Reader):
    """One that takes each message as it comes, but those with an exclamation mark."""

    def __init__(self) -> None:
        super().__init__()
        self.at_once: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["extensions"][EXTENSION][HAVE_TAKEN](self._take_at_once)
        await super().__call__(scope, receive, send)

    def _take_at_once(self, data: str | bytes) -> bool:
        if not isinstance(data, str) or "!" in data:
            return False
        self.at_once.append(data)
        self.texts.append(data)
        return True


async def test_messages_that_are_taken_as_they_come_overtake_none() -> None:
    """What is refused waits, and with it all that came behind it."""
    app = Taker()
    async with read_by(app) as client:
        app.go.set()
        await client.send("a")
        wire = [Frame(Opcode.TEXT, text).serialize(mask=True) for text in (b"b", b"wait!", b"c")]
        client.transport.write(b"".join(wire))
        await client.send("d")
        await client.close()
        await app.over.wait()
    assert app.texts == ["a", "b", "wait!", "c", "d"]
    assert app.at_once[:2] == ["a", "b"]
    assert "c" not in app.at_once


async def test_many_that_are_taken_as_they_come_take_turns_all_the_same() -> None:
    """What one read has brought beyond the first two kilobytes is received."""
    app = Taker()
    app.go.set()
    async with read_by(app) as client:
        client.transport.write(_ONE_BYTE * 20_000 + Frame(Opcode.TEXT, b"end").serialize(mask=True))
        await client.close()
        await app.over.wait()
    assert app.texts == ["x"] * 20_000 + ["end"]
    assert max(app.turns.count(turn) for turn in set(app.turns)) < 1000


async def test_a_client_that_is_not_read_has_to_wait() -> None:
    """Of an application that takes nothing, the network soon keeps what comes.

    It keeps megabytes, which is a few thousand messages of this size.
    """
    app = Reader()
    async with serving(app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_HANDSHAKE)
        await reader.readuntil(b"\r\n\r\n")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await _write_for_ever(writer, _KILOBYTE)
        writer.transport.abort()
        app.go.set()
        await app.over.wait()
