"""Rate limits of processes that share one real Redis, and of one whose Redis is away."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from peers.redis_server import RedisServer
from pubsub.brief_asks import AGAIN_S, BriefAsks
from pubsub.redis_access import make_redis
from pubsub.shared_cache import SharedCache
from pubsub.shared_limits import PATIENCE_S, SharedLimits
from server.asgi.shared_limiter import SharedLimiter
from tests.now import Now
from tests.product import ROOT

LIMIT = 4
RIGHTS = "~callshadow:* +@read +@write +eval +time"
KEY = ("maria", None)


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
async def asks(redis: RedisServer, now: Now) -> AsyncIterator[list[BriefAsks]]:
    """Two processes' asks; they have patience, as the machine may be busy."""
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(make_redis(redis.url)) for _ in range(2)]
        yield [BriefAsks(client, "limits", 5, now) for client in clients]


async def test_processes_let_pass_no_more_than_one_would(asks: list[BriefAsks]) -> None:
    """Whichever of them is asked; other keys and other limits are none of it."""
    limits = [SharedLimits(each) for each in asks]
    here, there = (SharedLimiter("http", LIMIT, shared) for shared in limits)
    verdicts = [await (here, there)[number % 2].take(KEY, 0.0) for number in range(LIMIT + 2)]
    assert [verdict.allowed for verdict in verdicts] == [True] * LIMIT + [False] * 2
    assert [verdict.remaining for verdict in verdicts] == [3, 2, 1, 0, 0, 0]
    assert 0 < verdicts[-1].retry_after_s <= 60 / LIMIT
    assert 0 < verdicts[-1].reset_s <= 60
    assert (await here.take(("ben", None), 0.0)).allowed
    assert (await SharedLimiter("dial", LIMIT, limits[0]).take(KEY, 0.0)).allowed


async def test_the_rights_that_are_told_are_enough(redis: RedisServer, now: Now) -> None:
    """A user of Redis whom deploy/README.md gives these is counted by all processes together."""
    assert RIGHTS in (ROOT / "deploy/README.md").read_text("utf-8")
    async with make_redis(redis.url) as admin:
        rights = ("reset", "on", ">pw", *RIGHTS.split())
        await admin.execute_command("ACL", "SETUSER", "ann", *rights)
    async with make_redis(redis.url.replace("//", "//ann:pw@")) as client:
        asks = BriefAsks(client, "limits", 5, now)
        assert (await SharedLimiter("http", LIMIT, SharedLimits(asks)).take(KEY, 0.0)).allowed
        await SharedCache(asks, "searches").put("key", b"text", 60)
        assert await SharedCache(asks, "searches").get("key") == b"text"
        assert not asks.away


async def test_who_floods_one_process_does_not_flood_redis(
    asks: list[BriefAsks], redis: RedisServer
) -> None:
    """What the process refuses by itself costs no round trip."""
    here = SharedLimiter("http", LIMIT, SharedLimits(asks[0]))
    for _ in range(LIMIT):
        await here.take(KEY, 0.0)
    redis.stop()
    assert not (await here.take(KEY, 0.0)).allowed
    assert not asks[0].away


async def test_a_process_counts_alone_while_redis_is_away(
    asks: list[BriefAsks], redis: RedisServer, now: Now
) -> None:
    """Nobody is refused for it; once Redis is back, all count together again."""
    here = SharedLimiter("http", LIMIT, SharedLimits(asks[0]))
    assert (await here.take(KEY, 0.0)).remaining == LIMIT - 1
    redis.stop()
    assert [(await here.take(KEY, 0.0)).allowed for _ in range(LIMIT)] == [True] * 3 + [False]
    assert asks[0].away
    redis.start()
    now.at = AGAIN_S
    assert (await here.take(("ben", None), 0.0)).allowed
    assert not asks[0].away


async def test_a_redis_that_hangs_is_waited_for_once(redis: RedisServer, now: Now) -> None:
    """And then not asked for a while."""
    async with make_redis(redis.url) as client:
        asks = BriefAsks(client, "limits", PATIENCE_S, now)
        shared = SharedLimits(asks)
        os.kill(redis.pid, signal.SIGSTOP)
        try:
            assert await shared.take("http", KEY, LIMIT, 60) is None
            assert asks.away
            assert await shared.take("http", KEY, LIMIT, 60) is None
        finally:
            os.kill(redis.pid, signal.SIGCONT)


async def test_nobody_stands_in_redis_by_name(asks: list[BriefAsks], redis: RedisServer) -> None:
    """Its keys are hashes, and go with the window."""
    await SharedLimits(asks[0]).take("http", "192.0.2.7", LIMIT, 60)
    client = make_redis(redis.url)
    (key,) = await client.keys("callshadow:limit:*")
    assert b"192.0.2.7" not in key
    assert 0 < await client.pttl(key) <= 60_000 / LIMIT + 1
    await client.aclose()
