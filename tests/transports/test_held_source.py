"""Held source: what is heard of a stream before, during and after a hold."""

import asyncio
from functools import partial

from conversation.speech.speakers import Speaker
from pubsub.hub import Hub
from pubsub.hub_topics import Control
from transports.held_source import HeldSource
from transports.source import ExpectedAudio, Feed


class Stream:
    """A stream that brings a packet whenever the test wants one."""

    sample_rate = 8000
    expected_audio: ExpectedAudio | None = ExpectedAudio("L16 audio of 8000 Hz", "send both.")

    def __init__(self) -> None:
        self.wanted: asyncio.Queue[bool] = asyncio.Queue()

    async def run(self, feed: Feed) -> str:
        while await self.wanted.get():
            feed(Speaker.CUSTOMER, 20, b"\x01\x02")
        return "hangup"


async def answer(*, held: bool) -> bool:
    return held


async def test_a_stream_that_comes_back_in_a_hold_begins_held() -> None:
    """Until the hold is over."""
    hub, stream, heard = Hub(), Stream(), list[bytes]()
    source = HeldSource(stream, partial(hub.controls, "CA1"), partial(answer, held=True))
    running = asyncio.create_task(source.run(lambda *packet: heard.append(packet[2])))
    for _ in range(3):
        stream.wanted.put_nowait(True)
        for _ in range(5):
            await asyncio.sleep(0)
        assert await hub.send_control("CA1", Control.RESUME)
        for _ in range(3):
            await asyncio.sleep(0)
    stream.wanted.put_nowait(False)
    assert await running == "hangup"
    assert heard == [b"\0\0", b"\x01\x02", b"\x01\x02"]


async def test_nothing_is_heard_while_a_call_is_on_hold() -> None:
    """Silence of the same length comes at the same times; other control messages hold nothing."""
    hub, stream, heard = Hub(), Stream(), list[tuple[Speaker, int, bytes]]()
    source = HeldSource(stream, partial(hub.controls, "CA1"), partial(answer, held=False))
    running = asyncio.create_task(source.run(lambda *packet: heard.append(packet)))
    await asyncio.sleep(0)
    for control in (Control.YIELD, Control.HOLD, Control.RESUME):
        assert await hub.send_control("CA1", control)
        for _ in range(3):
            await asyncio.sleep(0)
        stream.wanted.put_nowait(True)
        for _ in range(3):
            await asyncio.sleep(0)
    stream.wanted.put_nowait(False)
    assert await running == "hangup"
    assert heard == [(Speaker.CUSTOMER, 20, pcm) for pcm in (b"\x01\x02", b"\0\0", b"\x01\x02")]
    assert await hub.send_control("CA1", Control.HOLD) is False
