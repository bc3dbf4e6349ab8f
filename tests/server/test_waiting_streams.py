"""Media streams that have yet to say which call they are."""

import asyncio

import pytest

from pipeline.admission import NotAdmittedError
from server.waiting_streams import WaitingStreams
from tests.server.test_media import Stream
from transports.streams.start import StreamError
from transports.twilio.source import read_start

pytestmark = pytest.mark.looptime


async def test_an_address_has_so_many_of_them():
    """One more is told to come again, those of other addresses are not; `start` makes room."""
    waiting = WaitingStreams(2)
    streams = [Stream() for _ in range(2)]
    reading = [
        asyncio.create_task(waiting.start_of(stream.websocket, read_start)) for stream in streams
    ]
    await asyncio.sleep(1)
    with pytest.raises(NotAdmittedError, match="yet to send start") as refusal:
        waiting.check_room(streams[0].websocket)
    assert refusal.value.code == "server_full"
    elsewhere = Stream()
    elsewhere.websocket.scope["client"] = ("192.0.2.7", 5000)
    waiting.check_room(elsewhere.websocket)
    streams[1].start("CA2")
    assert (await reading[1]).call_id == "CA2"
    waiting.check_room(streams[0].websocket)
    assert len(waiting) == 1
    with pytest.raises(StreamError, match="within 10 s"):
        await reading[0]
    assert len(waiting) == 0
