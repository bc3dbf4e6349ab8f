"""Media streams that have yet to say which call they are."""

import asyncio

import pytest

from server.waiting_streams import WaitingStreams
from tests.server.test_media import Stream
from transports.twilio.messages import StreamError

pytestmark = pytest.mark.looptime


async def test_the_one_that_has_waited_longest_gives_way():
    """It is refused at once; the others still have their ten seconds."""
    waiting = WaitingStreams(2)
    streams = [Stream() for _ in range(3)]
    reading = [asyncio.create_task(waiting.start_of(stream.websocket)) for stream in streams]
    with pytest.raises(StreamError, match="other streams wait"):
        await reading[0]
    assert asyncio.get_running_loop().time() < 1
    streams[2].start("CA3")
    assert (await reading[2]).call_id == "CA3"
    assert len(waiting) == 1
    with pytest.raises(StreamError, match="within 10 s"):
        await reading[1]
    assert len(waiting) == 0
