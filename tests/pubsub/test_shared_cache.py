"""The cache that processes share, on a real Redis, and without one."""

from peers.redis_server import RedisServer
from pubsub.brief_asks import AGAIN_S, BriefAsks
from pubsub.redis_access import make_redis
from pubsub.shared_cache import SharedCache
from tests.now import Now


async def test_one_keeps_what_another_finds(redis: RedisServer) -> None:
    """As long as it is of use, and under a name of its kind."""
    async with make_redis(redis.url) as ours, make_redis(redis.url) as theirs:
        asks = [BriefAsks(one, "caches", 5) for one in (ours, theirs)]
        here, there = (SharedCache(one, "search") for one in asks)
        assert await there.get("a") is None
        await here.put("a", b"found", 60)
        assert await there.get("a") == b"found"
        assert await SharedCache(asks[1], "other").get("a") is None
        assert 59_000 < await theirs.pttl("callshadow:search:a") <= 60_000


async def test_one_that_is_away_holds_nothing_up(redis: RedisServer) -> None:
    """It is not asked again for a while, and is used once it is back."""
    now = Now()
    async with make_redis(redis.url) as connections:
        cache = SharedCache(BriefAsks(connections, "caches", 5, now), "search")
        await cache.put("a", b"found", 60)
        redis.stop()
        assert await cache.get("a") is None
        redis.start()
        await cache.put("a", b"found", 60)
        now.at += AGAIN_S - 0.1
        assert await cache.get("a") is None
        now.at += 0.2
        await cache.put("b", b"found", 60)
        assert await cache.get("b") == b"found"
        assert await cache.get("a") is None
