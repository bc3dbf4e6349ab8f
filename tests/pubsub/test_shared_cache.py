"""The cache that processes share, on a real Redis, and without one."""

from peers.redis_server import RedisServer
from pubsub.clock import Clock
from pubsub.redis_access import make_redis
from pubsub.shared_cache import AWAY_S, SharedCache


class Watch(Clock):
    """A clock that is set."""

    at = 0.0

    def monotonic(self) -> float:
        return self.at


async def test_one_keeps_what_another_finds(redis: RedisServer) -> None:
    """As long as it is of use, and under a name of its kind."""
    async with make_redis(redis.url) as ours, make_redis(redis.url) as theirs:
        here, there = (SharedCache(one, "search", Clock()) for one in (ours, theirs))
        assert await there.get("a") is None
        await here.put("a", b"found", 60)
        assert await there.get("a") == b"found"
        assert await SharedCache(theirs, "other", Clock()).get("a") is None
        assert 59_000 < await theirs.pttl("callshadow:search:a") <= 60_000


async def test_one_that_is_away_holds_nothing_up(redis: RedisServer) -> None:
    """It is not asked again for a while, and is used once it is back."""
    watch = Watch()
    async with make_redis(redis.url) as connections:
        cache = SharedCache(connections, "search", watch)
        await cache.put("a", b"found", 60)
        redis.stop()
        assert await cache.get("a") is None
        redis.start()
        await cache.put("a", b"found", 60)
        watch.at += AWAY_S - 0.1
        assert await cache.get("a") is None
        watch.at += 0.2
        await cache.put("b", b"found", 60)
        assert await cache.get("b") == b"found"
        assert await cache.get("a") is None
