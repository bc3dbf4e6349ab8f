"""The connection to Deepgram, over a real socket."""

import asyncio

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosedError
from websockets.frames import Close, Frame, Opcode
from websockets.utils import accept_key

from peers.deepgram_socket import Fault
from peers.deepgram_wire import Options, Span, results
from peers.speech import Word
from peers.websocket_peer import WebSocketPeer
from services.stt.deepgram.connection import listening
from services.stt.refusal import SttRefusedError
from tests.services.deepgram_stage import OPTIONS, a_peer


async def test_a_connection_says_who_asks_for_what():
    """Key, options and path are as Deepgram wants them, whatever form the address has."""
    async with a_peer() as peer:
        for address in (peer.url, f"{peer.url}/", peer.url.replace("ws:", "http:")):
            async with listening(address, "right", OPTIONS) as socket:
                await socket.finalize()
                answer = await anext(aiter(socket.results()))
                assert answer.from_finalize
        assert [socket.query["model"] for socket in peer.sockets] == ["nova-3"] * 3


async def test_audio_is_not_compressed():
    """It would cost more than it saves; so nothing is offered."""
    async with a_peer() as peer, listening(peer.url, "right", OPTIONS):
        assert "sec-websocket-extensions" not in peer.sockets[0].headers


class Busy(WebSocketPeer):
    """Reads nothing for two minutes, pings included."""

    async def _handle(self, connection: ServerConnection) -> None:
        connection.transport.pause_reading()
        await asyncio.sleep(120)
        connection.transport.resume_reading()
        await connection.wait_closed()


@pytest.mark.looptime
async def test_a_pong_may_be_late():
    """A connection outlives a minute in which nothing comes, and is not kept for ever."""
    async with Busy() as peer, listening(peer.url, "right", OPTIONS) as socket:
        answer = asyncio.ensure_future(anext(aiter(socket.results())))
        await asyncio.sleep(60)
        assert not answer.done()
        with pytest.raises(ConnectionClosedError):
            await answer


async def test_a_refusal_tells_its_status():
    """The error is typed, and carries no key."""
    async with a_peer() as peer:
        with pytest.raises(SttRefusedError) as error:
            async with listening(peer.url, "a-secret", OPTIONS):
                pass
        assert error.value.status == 401
        assert "a-secret" not in str(error.value)


@pytest.mark.parametrize(
    "odd",
    [
        "{babble",
        "[]",
        "null",
        '{"text": "no type"}',
        '{"type": 7}',
        '{"type": "Unheard"}',
        '{"type": "Results", "start": "soon"}',
        '{"type": "Metadata"}',
    ],
)
async def test_odd_messages_are_passed_over(odd: str):
    """The connection lives, and the next answer is heard."""
    async with a_peer() as peer:
        peer.fault = Fault(odd=(odd, odd))
        async with listening(peer.url, "right", OPTIONS) as socket:
            await socket.finalize()
            answer = await anext(aiter(socket.results()))
            assert answer.from_finalize


async def test_final_words_that_come_twice_are_heard_once():
    """A message that is delivered again is no repetition of the speaker's; new words are."""
    told = Options("nova-3", interim=True, punctuate=True, endpointing_ms=300)
    first, again = (Span(at, at + 400, (Word("Yes.", at, at + 300),)) for at in (0, 400))
    messages = [results(told, span, is_final=True) for span in (first, first, again)]
    async with a_peer() as peer:
        peer.fault = Fault(odd=tuple(messages))
        async with listening(peer.url, "right", OPTIONS) as socket:
            await socket.finalize()
            heard = aiter(socket.results())
            assert [(await anext(heard)).start_ms for _ in range(2)] == [0, 400]
            assert (await anext(heard)).from_finalize


@pytest.mark.looptime
async def test_a_silent_connection_is_kept_alive_and_then_closed():
    """`KeepAlive` every 5 s; `CloseStream` when the block ends."""
    async with a_peer() as peer:
        async with listening(peer.url, "right", OPTIONS):
            await asyncio.sleep(12)
        await peer.until(lambda: peer.sockets[0].closed)
        kinds = [text["type"] for text in peer.sockets[0].texts]
        assert kinds == ["KeepAlive", "KeepAlive", "CloseStream"]


@pytest.mark.looptime
async def test_a_connection_that_is_sent_audio_is_alive():
    """It is told so 5 s after the last of it, long before Deepgram would close."""
    async with a_peer() as peer:
        async with listening(peer.url, "right", OPTIONS) as connection:
            for _ in range(80):
                await connection.send(bytes(1600))
                await asyncio.sleep(0.1)
            await asyncio.sleep(4)
            assert peer.sockets[0].texts == []
            await asyncio.sleep(1.5)
        await peer.until(lambda: peer.sockets[0].closed)
        assert [text["type"] for text in peer.sockets[0].texts] == ["KeepAlive", "CloseStream"]


async def test_a_cut_ends_the_results():
    """Whoever listens is told that the connection is lost; nobody waits for the server."""
    async with a_peer() as peer, listening(peer.url, "right", OPTIONS) as connection:
        connection.abort()
        with pytest.raises(ConnectionClosedError):
            await anext(aiter(connection.results()))


async def _linger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take a WebSocket, say that it closes, and do not hang up."""
    asked = (await reader.readuntil(b"\r\n\r\n")).decode()
    key = next(line for line in asked.splitlines() if line.lower().startswith("sec-websocket-key"))
    told = (
        f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept_key(key[19:])}"
    )
    writer.write(f"HTTP/1.1 101 Switching Protocols\r\n{told}\r\n\r\n".encode())
    await asyncio.sleep(1)
    closing = Frame(Opcode.CLOSE, Close(1011, "NET-0000").serialize())
    writer.write(closing.serialize(mask=False))
    await reader.read(-1)  # until the client hangs up
    writer.close()


@pytest.mark.looptime
async def test_a_server_that_closes_is_not_waited_for() -> None:
    """The connection is over when it says so; the next one is due within 0.3 s."""
    async with await asyncio.start_server(_linger, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(SttRefusedError, match=r"closed with 1011 \(NET-0000\)"):
            await _first_result(f"ws://127.0.0.1:{port}")
        assert asyncio.get_running_loop().time() < 1.1


async def _first_result(url: str) -> None:
    async with listening(url, "right", OPTIONS) as connection:
        await anext(aiter(connection.results()))


class Deaf(WebSocketPeer):
    """Reads nothing at all, until it is over."""

    def __init__(self) -> None:
        super().__init__()
        self.over = asyncio.Event()

    async def _handle(self, connection: ServerConnection) -> None:
        connection.transport.pause_reading()
        await self.over.wait()


async def test_a_full_connection_takes_nothing_at_once() -> None:
    """It says so before whoever sends has to wait."""
    async with Deaf() as peer, listening(peer.url, "right", OPTIONS) as socket:
        while socket.takes_at_once:
            async with asyncio.timeout(1):
                await socket.send(bytes(1600))
        socket.abort()
        peer.over.set()


async def test_audio_comes_whole_however_it_is_sent() -> None:
    """At once where the socket has room, and by and by where it has not."""
    pieces = [(number % 3).to_bytes(2, "little") * 20_000 for number in range(200)]
    async with a_peer() as peer, listening(peer.url, "right", OPTIONS) as socket:
        waited = 0
        for piece in pieces:
            waited += not socket.takes_at_once
            await socket.send(piece)
        await socket.finalize()
        await anext(aiter(socket.results()))
        assert bytes(peer.sockets[0].audio) == b"".join(pieces)
    assert 0 < waited < len(pieces)
