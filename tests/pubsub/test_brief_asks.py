"""What Redis is asked where nobody may wait: a real one that answers, refuses, hangs or is away."""

import os
import signal
from collections.abc import AsyncIterator, Iterator

import pytest
from loguru import logger

from peers.redis_server import RedisServer
from pubsub.brief_asks import AGAIN_S, BriefAsks
from pubsub.redis_access import make_redis
from tests.now import Now


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
async def asks(redis: RedisServer, now: Now) -> AsyncIterator[BriefAsks]:
    """Asks that share prices."""
    async with make_redis(redis.url) as client:
        yield BriefAsks(client, "prices", 1, now)


@pytest.fixture
def told() -> Iterator[list[str]]:
    """The lines of the log."""
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(str(line).strip()), format="{level} {message}")
    yield lines
    logger.remove(sink)


async def test_an_outage_is_told_once(
    asks: BriefAsks, redis: RedisServer, now: Now, told: list[str]
) -> None:
    """However often Redis is asked while it lasts; the next one is told again."""
    assert await asks.ask("SET", "a", "1")
    redis.stop()
    for _ in range(3):
        assert await asks.ask("GET", "a") is None
        now.at += AGAIN_S
    assert asks.away
    assert told == ["WARNING prices are not shared: Redis, ConnectionError"]
    redis.start()
    assert await asks.ask("SET", "a", "1")
    assert not asks.away
    redis.stop()
    assert await asks.ask("GET", "a") is None
    assert len(told) == 2


async def test_one_that_did_not_answer_is_left_alone_for_a_while(
    asks: BriefAsks, redis: RedisServer, now: Now, told: list[str]
) -> None:
    """One that hangs costs one ask its patience, and those after it nothing."""
    os.kill(redis.pid, signal.SIGSTOP)
    try:
        assert await asks.ask("PING") is None
    finally:
        os.kill(redis.pid, signal.SIGCONT)
    assert told == ["WARNING prices are not shared: Redis, TimeoutError"]
    now.at = AGAIN_S - 0.1
    assert await asks.ask("PING") is None
    now.at = AGAIN_S
    assert await asks.ask("PING")


async def test_one_that_refuses_is_as_one_that_is_away(asks: BriefAsks, told: list[str]) -> None:
    """What was asked, and what Redis says of it, is not told: it may hold a user's words."""
    assert await asks.ask("GET", "of a user", "too much") is None
    assert asks.away
    assert told == ["WARNING prices are not shared: Redis, ResponseError"]
