"""Another transcriber is read at a pace, however many sockets it opens."""

import asyncio

import pytest

from server.text.segment_pace import A_SECOND, A_SECOND_OF_A_KEY, SegmentPace, segment_limiter

pytestmark = pytest.mark.looptime


async def read_within(seconds: float, *paces: SegmentPace) -> int:
    """How many messages are read of senders that always have one more."""
    read = 0

    async def reads(pace: SegmentPace) -> None:
        nonlocal read
        while True:
            await pace.wait()
            read += 1

    tasks = [asyncio.create_task(reads(pace)) for pace in paces]
    await asyncio.sleep(seconds)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    return read


async def test_a_socket_is_read_at_its_pace():
    """At once it may send as much as in four seconds."""
    pace = SegmentPace(segment_limiter(), "key")
    assert abs(await read_within(10, pace) - (10 + 4) * A_SECOND) < A_SECOND / 4


async def test_the_sockets_of_a_key_share_a_pace():
    """Twenty get no more than four; another key is not slowed by them."""
    limiter = segment_limiter()
    crowd = [SegmentPace(limiter, "one") for _ in range(20)]
    assert abs(await read_within(10, *crowd) - 14 * A_SECOND_OF_A_KEY) < A_SECOND
    assert await read_within(1, SegmentPace(limiter, "other")) > A_SECOND
