"""A Redis that refuses what the fan-out needs, and one that is only away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from peers.redis_server import RedisServer
from pubsub.beside import beside
from pubsub.redis_access import check_redis, make_redis
from pubsub.redis_hub import RedisHub, open_redis_hub
from pubsub.redis_patience import RedisPatience
from settings import SettingsError
from tests.logged import logged

RIGHTS = "&callshadow:* &callshadow:call:* +@pubsub +ping"


@pytest.fixture
async def admin(redis: RedisServer) -> AsyncIterator[Redis]:
    """Who says what users may."""
    async with Redis.from_url(redis.url) as client:
        yield client


def address(redis: RedisServer, login: str, tail: str = "") -> str:
    return redis.url.replace("redis://", f"redis://{login}@") + tail


async def user(admin: Redis, rights: str) -> None:
    """Makes `ann` with the password `pw`, who may do just that."""
    await admin.execute_command("ACL", "SETUSER", "ann", "reset", "on", ">pw", *rights.split())


async def reason(url: str) -> str:
    """Why a Redis is refused at the start, which `check` says as well."""
    with pytest.raises(SettingsError) as asked:
        await check_redis(url)
    with pytest.raises(SettingsError) as started:
        async with open_redis_hub(url):
            pass
    assert str(asked.value) == str(started.value)
    return str(started.value)


@pytest.mark.parametrize("login", ["ann:wrong", "bob:pw", ":wrong"])
async def test_a_login_that_is_refused_stops_the_start(
    redis: RedisServer, admin: Redis, login: str
) -> None:
    """A wrong password, no such user, a password that nobody asked for: named, and not shown."""
    await user(admin, RIGHTS)
    told = await reason(address(redis, login))
    assert told.startswith("REDIS_URL: Redis refuses the user or the password")
    assert "wrong" not in told


async def test_a_missing_password_stops_the_start(redis: RedisServer, admin: Redis) -> None:
    """Redis wants one, and the address has none."""
    await admin.execute_command("CONFIG", "SET", "requirepass", "pw")
    assert "the user or the password" in await reason(redis.url)


@pytest.mark.parametrize(
    "rights",
    [
        "~* resetchannels +@all",
        "&callshadow:* +@pubsub +ping",
        "&callshadow:* &callshadow:call:* +subscribe +psubscribe +ping",
        "&callshadow:* &callshadow:call:* +publish +subscribe",
        "&* +ping",
    ],
)
async def test_a_user_without_rights_to_the_channels_stops_the_start(
    redis: RedisServer, admin: Redis, rights: str
) -> None:
    """No channels, no pattern, no publishing or subscribing: what is wanted is told."""
    await user(admin, rights)
    told = await reason(address(redis, "ann:pw"))
    assert "&callshadow:* &callshadow:call:* +@pubsub +ping" in told


async def test_the_rights_that_are_told_are_enough(redis: RedisServer, admin: Redis) -> None:
    """A user who may just that carries an event from process to process."""
    await user(admin, RIGHTS)
    async with open_redis_hub(address(redis, "ann:pw")) as hub:
        assert (hub.refused, hub.topics.failure) == (None, None)


async def test_a_database_that_there_is_not_stops_the_start(redis: RedisServer) -> None:
    """Redis says so when the connection is made."""
    assert "check the address and its database" in await reason(redis.url + "/99")


@pytest.mark.parametrize(
    "url",
    [
        "redis://:pa/ss@127.0.0.1:6379",
        "redis://127.0.0.1:port",
        "redis://127.0.0.1?speed=4",
        "redis://127.0.0.1?socket_timeout=soon",
    ],
)
def test_what_is_no_address_is_named(url: str) -> None:
    """Without its password."""
    with pytest.raises(SettingsError, match="REDIS_URL: is no address like redis://") as wrong:
        make_redis(url)
    assert "pa" not in str(wrong.value).replace("password", "").replace("PASSWORD", "")


@pytest.mark.parametrize(
    "option", ["decode_responses=true", "max_connections=1", "socket_timeout=1"]
)
async def test_an_option_does_not_hang_the_start(redis: RedisServer, option: str) -> None:
    """What the fan-out can't work with is passed over."""
    async with asyncio.timeout(60), open_redis_hub(f"{redis.url}?{option}") as hub:
        assert hub.topics.failure is None


async def test_one_that_can_not_be_reached_stops_nothing() -> None:
    """The process goes on alone, and says so once, however often it tries again."""
    with logged("WARNING") as lines:
        async with open_redis_hub("redis://127.0.0.1:1") as hub:
            assert hub.refused is None
            first = hub.topics.failure
            while hub.topics.failure is first:
                await hub.topics.progressed()
        with pytest.raises(RedisError):
            await check_redis("redis://127.0.0.1:1")
    assert [line for line in lines if "not heard" in line] == lines
    assert len(lines) == 1


async def test_one_that_takes_connections_and_never_answers_stops_nothing() -> None:
    """Listening is given up after a while, so that the start goes on, and tried again."""

    async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)
        writer.close()

    async with await asyncio.start_server(never_answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with aclosing(make_redis(f"redis://127.0.0.1:{port}")) as redis:
            hub = RedisHub(redis, RedisPatience(answer_s=0.05))
            async with asyncio.timeout(60), beside(hub.topics.run(), "subscriptions"):
                await hub.topics.tried()
                assert isinstance(hub.topics.failure, TimeoutError)


async def test_rights_that_are_taken_away_make_it_not_ready(
    redis: RedisServer, admin: Redis
) -> None:
    """While it runs, the process says why it hears nobody, until it does again."""
    await user(admin, RIGHTS)
    async with open_redis_hub(address(redis, "ann:pw")) as hub:
        await admin.execute_command("ACL", "SETUSER", "ann", "resetchannels")
        while not hub.refused:
            await hub.topics.progressed()
        assert "no right to our channels" in hub.refused
        await user(admin, RIGHTS)
        while hub.refused:
            await hub.topics.progressed()
