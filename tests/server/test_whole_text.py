"""Text messages that come whole are read at once, and whatever else comes as before."""

import asyncio

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.server import ServerProtocol

from server.asgi.whole_text import is_between_frames, whole_text
from tests.server.test_socket_limits import Reader, read_by

HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


def wire(
    data: bytes, opcode: Opcode = Opcode.TEXT, *, fin: bool = True, mask: bool = True
) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=mask)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 300, 65_535])
def test_a_whole_message_is_read(size: int) -> None:
    """Of each form of length that a message of an ordinary size has."""
    text = bytes(at % 251 for at in range(size))
    assert whole_text(wire(text)) == (text, len(wire(text)))


def test_messages_are_read_one_after_the_other() -> None:
    """Each begins where the last one ends; behind them is what is none, or not whole yet."""
    data = wire(b"one") + wire(b"t" * 300) + wire(b"", Opcode.PING) + wire(b"three")[:-1]
    at, texts = 0, list[bytes]()
    while found := whole_text(data, at):
        text, at = found
        texts.append(text)
    assert texts == [b"one", b"t" * 300]
    assert data[at:].startswith(wire(b"", Opcode.PING)[:2])
    assert whole_text(data, len(data)) is None


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(wire(b"hello")[:-1], id="cut"),
        pytest.param(wire(b"hello", Opcode.BINARY), id="binary"),
        pytest.param(wire(b"hello", Opcode.PING), id="ping"),
        pytest.param(wire(b"hello", fin=False), id="a fragment"),
        pytest.param(wire(b"hello", mask=False), id="unmasked"),
        pytest.param(b"\xc1" + wire(b"hello")[1:], id="compressed"),
        pytest.param(wire(bytes(70_000)), id="long"),
    ],
)
def test_all_else_is_left_to_the_library(data: bytes) -> None:
    """It takes what is not a whole text, and refuses what is wrong."""
    assert whole_text(data) is None


def test_a_parser_is_between_frames_or_in_one() -> None:
    """Wherever a frame is cut, what comes next is the rest of it."""
    data, server = wire(b"hello" * 40), ServerProtocol()
    server.receive_data(HANDSHAKE[:20])
    assert not is_between_frames(server.parser)
    server.receive_data(HANDSHAKE[20:])
    (request,) = server.events_received()
    server.send_response(server.accept(request))  # pyright: ignore[reportArgumentType]
    for cut in range(1, len(data)):
        assert is_between_frames(server.parser)
        server.receive_data(data[:cut])
        assert not is_between_frames(server.parser)
        server.receive_data(data[cut:])
    assert len(server.events_received()) == len(data) - 1


async def test_a_rest_that_looks_like_a_message_is_the_rest() -> None:
    """A client may cut its frames anywhere; nothing in them is taken for a message."""
    app = Reader()
    app.go.set()
    inner = wire(b"looks like one")
    data = Frame(Opcode.BINARY, inner).serialize(mask=False)
    plain = bytes([data[0], data[1] | 0x80]) + bytes(4) + data[2:]  # a mask that changes nothing
    async with read_by(app) as client:
        await client.send("before")
        for part in (plain[:6], plain[6:]):
            client.transport.write(part)
            await asyncio.sleep(0.05)
        await client.send("after")
        await client.close()
        await app.over.wait()
    assert app.texts == ["before", "", "after"]


async def test_a_message_is_no_fragment_of_another() -> None:
    """It may not come within one, and the socket is closed for it."""
    app = Reader()
    app.go.set()
    async with read_by(app) as client:
        await client.send("before")
        client.transport.write(wire(b"x", fin=False))
        await asyncio.sleep(0.05)
        client.transport.write(wire(b"y"))
        with pytest.raises(ConnectionClosed) as info:
            await client.recv()
        assert info.value.rcvd
        assert info.value.rcvd.code == 1002
        await app.over.wait()
    assert app.texts == ["before"]


async def test_what_comes_behind_whole_messages_in_one_read_is_read_behind_them() -> None:
    """Fragments, pings, and a message whose rest comes later: in their order, nothing twice."""
    app = Reader()
    app.go.set()
    fragments = wire(b"fo", fin=False) + wire(b"ur", Opcode.CONT)
    cut = wire(b"six")
    async with read_by(app) as client:
        client.transport.write(
            wire(b"one") + wire(b"t" * 300) + wire(b"", Opcode.PING) + wire(b"three") + fragments
        )
        client.transport.write(wire(b"five") + cut[:5])
        await asyncio.sleep(0.05)
        client.transport.write(cut[5:] + wire(b"seven") + wire(b"eight"))
        await client.close()
        await app.over.wait()
    assert app.texts == ["one", "t" * 300, "three", "four", "five", "six", "seven", "eight"]
