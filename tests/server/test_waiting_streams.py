"""Media streams that have yet to say which call they are."""

import asyncio

import pytest

from pipeline.admission import NotAdmittedError
from server.carriers.waiting_streams import WaitingStreams
from tests.server.test_media import Stream
from transports.streams.start import StreamError
from transports.twilio.source import read_start

pytestmark = pytest.mark.looptime


async def heard(waiting: WaitingStreams, stream: Stream) -> str:
    """Let a stream in, and read which call it is."""
    async with waiting.place(stream.websocket):
        return (await waiting.start_of(stream.websocket, read_start)).call_id


async def test_an_address_has_so_many_of_them():
    """One more waits for a while, and is told to come again; one of another address does not."""
    waiting, streams = WaitingStreams(2), [Stream() for _ in range(4)]
    reading = [asyncio.create_task(heard(waiting, stream)) for stream in streams[:2]]
    await asyncio.sleep(1)
    with pytest.raises(NotAdmittedError, match="yet to send start") as refusal:
        await heard(waiting, streams[2])
    assert refusal.value.code == "server_full"
    elsewhere = Stream()
    elsewhere.websocket.scope["client"] = ("192.0.2.7", 5000)
    elsewhere.start("CA9")
    assert await heard(waiting, elsewhere) == "CA9"
    streams[1].start("CA2")
    assert await reading[1] == "CA2"
    streams[3].start("CA4")
    assert await heard(waiting, streams[3]) == "CA4"
    assert len(waiting) == 1
    with pytest.raises(StreamError, match="within 10 s"):
        await reading[0]
    assert len(waiting) == 0


async def test_sixty_calls_of_one_carrier_may_begin_at_once():
    """Those beyond the limit are let in one by one, as the others say which calls they are."""
    waiting, streams = WaitingStreams(2), [Stream() for _ in range(60)]
    reading = [asyncio.create_task(heard(waiting, stream)) for stream in streams]
    for number, stream in enumerate(streams):
        await asyncio.sleep(0.02)
        assert len(waiting) == min(2, 60 - number)
        stream.start(f"CA{number}")
    assert await asyncio.gather(*reading) == [f"CA{number}" for number in range(60)]
    assert len(waiting) == 0


async def test_a_stream_that_leaves_the_line_takes_no_place():
    """Nor does one that was refused between its place and its start."""
    waiting, streams = WaitingStreams(1), [Stream() for _ in range(3)]
    first, second, third = (asyncio.create_task(heard(waiting, stream)) for stream in streams)
    await asyncio.sleep(0.1)
    second.cancel()
    first.cancel()
    await asyncio.sleep(0.1)
    streams[2].start("CA3")
    assert await third == "CA3"
    async with waiting.place(Stream().websocket):
        assert len(waiting) == 1
    assert len(waiting) == 0


async def test_a_line_of_those_who_wait_has_an_end():
    """Whoever comes behind 256 others is refused at once."""
    waiting = WaitingStreams(1)
    come = [asyncio.create_task(heard(waiting, Stream())) for _ in range(257)]
    await asyncio.sleep(0)
    began = asyncio.get_running_loop().time()
    with pytest.raises(NotAdmittedError):
        await heard(waiting, Stream())
    assert asyncio.get_running_loop().time() == began
    found = await asyncio.gather(*come, return_exceptions=True)
    assert sum(isinstance(error, NotAdmittedError) for error in found) == 256
    assert len(waiting) == 0
