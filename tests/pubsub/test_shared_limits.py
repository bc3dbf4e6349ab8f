"""Rate limits of processes that share one real Redis, and of one whose Redis is away."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from peers.redis_server import RedisServer
from pubsub.redis_access import make_redis
from pubsub.shared_limits import AGAIN_S, SharedLimits
from server.asgi.shared_limiter import SharedLimiter

LIMIT = 4
KEY = ("maria", None)


class Now:
    """A time in seconds that a test moves."""

    at = 0.0

    def __call__(self) -> float:
        """The present time."""
        return self.at


@pytest.fixture
async def limits(redis: RedisServer) -> AsyncIterator[tuple[SharedLimits, SharedLimits, Now]]:
    """Two processes' limits, and their clock."""
    now = Now()
    async with AsyncExitStack() as stack:
        clients = [make_redis(redis.url) for _ in range(2)]
        for client in clients:
            stack.push_async_callback(client.aclose)
        here, there = (SharedLimits(client, now) for client in clients)
        yield here, there, now


async def test_processes_let_pass_no_more_than_one_would(
    limits: tuple[SharedLimits, SharedLimits, Now],
) -> None:
    """Whichever of them is asked; other keys and other limits are none of it."""
    here, there = (SharedLimiter("http", LIMIT, shared) for shared in limits[:2])
    verdicts = [await (here, there)[number % 2].take(KEY, 0.0) for number in range(LIMIT + 2)]
    assert [verdict.allowed for verdict in verdicts] == [True] * LIMIT + [False] * 2
    assert [verdict.remaining for verdict in verdicts] == [3, 2, 1, 0, 0, 0]
    assert 0 < verdicts[-1].retry_after_s <= 60 / LIMIT
    assert 0 < verdicts[-1].reset_s <= 60
    assert (await here.take(("ben", None), 0.0)).allowed
    assert (await SharedLimiter("dial", LIMIT, limits[0]).take(KEY, 0.0)).allowed


async def test_who_floods_one_process_does_not_flood_redis(
    limits: tuple[SharedLimits, SharedLimits, Now], redis: RedisServer
) -> None:
    """What the process refuses by itself costs no round trip."""
    here = SharedLimiter("http", LIMIT, limits[0])
    for _ in range(LIMIT):
        await here.take(KEY, 0.0)
    redis.stop()
    assert not (await here.take(KEY, 0.0)).allowed
    assert not limits[0].away


async def test_a_process_counts_alone_while_redis_is_away(
    limits: tuple[SharedLimits, SharedLimits, Now], redis: RedisServer
) -> None:
    """Nobody is refused for it; once Redis is back, all count together again."""
    shared, _, now = limits
    here = SharedLimiter("http", LIMIT, shared)
    assert (await here.take(KEY, 0.0)).remaining == LIMIT - 1
    redis.stop()
    assert [(await here.take(KEY, 0.0)).allowed for _ in range(LIMIT)] == [True] * 3 + [False]
    assert shared.away
    redis.start()
    now.at = AGAIN_S
    assert (await here.take(("ben", None), 0.0)).allowed
    assert not shared.away


async def test_a_redis_that_hangs_is_waited_for_once(
    limits: tuple[SharedLimits, SharedLimits, Now], redis: RedisServer
) -> None:
    """And then not asked for a while."""
    shared = limits[0]
    os.kill(redis.pid, signal.SIGSTOP)
    try:
        assert await shared.take("http", KEY, LIMIT, 60) is None
        assert shared.away
        assert await shared.take("http", KEY, LIMIT, 60) is None
    finally:
        os.kill(redis.pid, signal.SIGCONT)


async def test_nobody_stands_in_redis_by_name(
    limits: tuple[SharedLimits, SharedLimits, Now], redis: RedisServer
) -> None:
    """Its keys are hashes, and go with the window."""
    await limits[0].take("http", "192.0.2.7", LIMIT, 60)
    client = make_redis(redis.url)
    (key,) = await client.keys("callshadow:limit:*")
    assert b"192.0.2.7" not in key
    assert 0 < await client.pttl(key) <= 60_000 / LIMIT + 1
    await client.aclose()
