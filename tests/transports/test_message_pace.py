"""Messages without audio: how fast they are read; time is the loop's, and passes at once."""

import asyncio
import json
from typing import Any

import pytest
from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketState

from conversation.speech.speakers import Speaker
from tests.logged import logged
from transports.streams.key_press import KeyPress
from transports.streams.message_pace import A_SECOND, AT_ONCE, MessagePace
from transports.streams.packet import Packet
from transports.streams.source import StreamSource
from transports.twilio.messages import TwilioMessages, TwilioStart

pytestmark = pytest.mark.looptime
SECONDS = 4
FLOOD = AT_ONCE + SECONDS * A_SECOND


async def test_audio_is_never_held_back() -> None:
    """However much of it comes; how fast it may is another rule."""
    pace, began = MessagePace(), asyncio.get_running_loop().time()
    for _ in range(FLOOD):
        await pace.keep(Packet(Speaker.AGENT, 0, b"\0\0"))
        await pace.keep([Packet(Speaker.AGENT, 0, b"\0\0")])
    assert asyncio.get_running_loop().time() == began


@pytest.mark.parametrize("heard", [None, (), KeyPress("1"), Packet(Speaker.AGENT, 0, b"")])
async def test_other_messages_are_read_at_a_pace(heard: Any) -> None:
    """What a minute's stall kept back at once, and then so many a second; told once."""
    pace, began = MessagePace(), asyncio.get_running_loop().time()
    with logged("WARNING") as told:
        for _ in range(FLOOD):
            await pace.keep(heard)
    assert asyncio.get_running_loop().time() - began == pytest.approx(SECONDS, abs=0.1)
    assert [line for line in told if "flood" in line] == told[:1]


async def test_a_stream_that_floods_is_read_at_that_pace() -> None:
    """Marks, or anything else, beside which no audio comes."""
    left = [json.dumps({"event": "mark", "mark": {"name": str(n)}}) for n in range(FLOOD)]

    async def receive() -> Message:
        if websocket.client_state is WebSocketState.CONNECTING:
            return {"type": "websocket.connect"}
        if left:
            return {"type": "websocket.receive", "text": left.pop()}
        return {"type": "websocket.disconnect", "code": 1006}

    async def send(message: Message) -> None:
        assert message["type"] == "websocket.accept", "nothing is sent on a media socket"

    start = TwilioStart("CA-1", "MZ-1")
    websocket = WebSocket({"type": "websocket"}, receive, send)
    source = StreamSource(websocket, TwilioMessages(start, Speaker.CUSTOMER))
    await websocket.accept()
    began = asyncio.get_running_loop().time()
    assert await source.run(lambda *_: None) == "disconnected"
    assert asyncio.get_running_loop().time() - began == pytest.approx(SECONDS, abs=0.1)
