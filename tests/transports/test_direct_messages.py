"""Audio is fed as it comes, and all else is dealt with in the order in which it came."""

import asyncio
from contextvars import ContextVar

import pytest
from starlette.types import Message
from starlette.websockets import WebSocket

from conversation.speech.speakers import Speaker
from transports.streams.direct_messages import EXTENSION, HAVE_TAKEN, DirectMessages, Take
from transports.streams.packet import Packet

CALL: ContextVar[str] = ContextVar("call", default="none")


class Server:
    """A server that hands on messages as they come, and keeps those that are not taken."""

    def __init__(self) -> None:
        self.take: Take | None = None
        self._queue: asyncio.Queue[Message] = asyncio.Queue()

    def websocket(self, *, extends: bool = True) -> WebSocket:
        scope = {"type": "websocket", "extensions": self._extensions() if extends else {}}

        async def send(_message: Message) -> None:
            """Nothing is read of it."""

        self._queue.put_nowait({"type": "websocket.connect"})
        return WebSocket(scope, self._queue.get, send)

    def bring(self, text: str) -> None:
        if not (self.take and self._queue.empty() and self.take(text)):
            self._queue.put_nowait({"type": "websocket.receive", "text": text})

    def hang_up(self) -> None:
        self._queue.put_nowait({"type": "websocket.disconnect", "code": 1000})

    def _extensions(self) -> dict[str, object]:
        return {EXTENSION: {HAVE_TAKEN: self._taken_by}}

    def _taken_by(self, take: Take | None) -> None:
        self.take = take


class Words:
    """A reader to which a number is audio at that time, all else a mark; keeps what it read."""

    def __init__(self) -> None:
        self.read_so_far: list[str] = []

    def read(self, data: str | bytes) -> Packet | str:
        text = str(data)
        self.read_so_far.append(text)
        return Packet(Speaker.AGENT, int(text), b"\0\0") if text.isdecimal() else text


async def accepted(server: Server, *, extends: bool = True) -> WebSocket:
    websocket = server.websocket(extends=extends)
    await websocket.accept()
    return websocket


async def test_audio_is_fed_before_anybody_is_woken() -> None:
    """In the context of the call, which is what its log lines are told apart by."""
    server, fed = Server(), list[tuple[int, str]]()
    websocket = await accepted(server)
    token = CALL.set("CA-1")
    messages = DirectMessages(websocket, Words(), lambda _, at, __: fed.append((at, CALL.get())))
    with messages:
        receiving = asyncio.create_task(messages.receive())
        await asyncio.sleep(0)
        CALL.reset(token)
        server.bring("20")
        server.bring("40")
        assert fed == [(20, "CA-1"), (40, "CA-1")]
        server.hang_up()
        event, heard = await receiving
    assert (event["type"], heard) == ("websocket.disconnect", None)
    assert server.take is None


async def test_what_is_no_audio_is_received_and_read_once() -> None:
    """And what came behind it is not heard before it."""
    server, words, fed = Server(), Words(), list[int]()
    websocket = await accepted(server)
    with DirectMessages(websocket, words, lambda _, at, __: fed.append(at)) as messages:
        receiving = asyncio.create_task(messages.receive())
        await asyncio.sleep(0)
        for text in ("20", "mark", "40"):
            server.bring(text)
        assert (await receiving)[1] == "mark"
        server.bring("60")  # while the mark is dealt with
        assert fed == [20]
        later = [(await messages.receive())[1] for _ in range(2)]
    assert later == [Packet(Speaker.AGENT, at, b"\0\0") for at in (40, 60)]
    assert words.read_so_far == ["20", "mark", "40", "60"]


async def test_what_the_feed_raises_ends_the_reading() -> None:
    """It is raised to who reads the stream, not to the server; nothing is fed behind it."""

    def refuse(*_: object) -> None:
        raise ValueError("too fast")

    server = Server()
    websocket = await accepted(server)
    with DirectMessages(websocket, Words(), refuse) as messages:
        receiving = asyncio.create_task(messages.receive())
        await asyncio.sleep(0)
        server.bring("20")
        server.bring("40")
        with pytest.raises(ValueError, match="too fast"):
            await receiving


async def test_with_another_server_each_message_is_received() -> None:
    """ASGI knows of no such extension."""
    server, fed = Server(), list[int]()
    websocket = await accepted(server, extends=False)
    with DirectMessages(websocket, Words(), lambda _, at, __: fed.append(at)) as messages:
        server.bring("20")
        assert (await messages.receive())[1] == Packet(Speaker.AGENT, 20, b"\0\0")
    assert not fed
