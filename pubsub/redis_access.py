"""Fan-out access: a client of Redis, and whether that Redis lets it publish and subscribe.

| Redis | at the start | while it runs |
|---|---|---|
| refuses: password, rights to channels, database | the start stops, with the reason | not ready |
| can't be reached, does not answer | goes on, and joins when it can | ready |

While nothing is heard from it, followers of other processes' calls read the log again and again.
"""

import asyncio
from typing import Any

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    ClusterDownError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
    TryAgainError,
)

from pubsub.redis_channels import EVERY_CALL, PREFIX
from pubsub.redis_patience import TIMEOUT_S
from settings import SettingsError

_CHANNEL = f"{PREFIX}check"
_LOGIN = (AuthenticationError, AuthorizationError)
_PASSING = (ClusterDownError, OutOfMemoryError, ReadOnlyError, TryAgainError)
_OURS: dict[str, Any] = {
    "retry": Retry(NoBackoff(), 0),  # a silent retry would hide that messages were missed
    # Its timeouts rest on Python 3.11's `wait_for`, which can swallow a cancellation.
    "socket_timeout": None,
    "socket_connect_timeout": TIMEOUT_S,
    "decode_responses": False,
    "max_connections": None,
}
"""Connection options that an address can't hold."""


def make_redis(url: str) -> Redis:
    """A client of `redis://…`, `rediss://…` or `unix://…`.

    Raises:
        SettingsError: It is no address that a client can be made of.
    """
    try:
        pool = ConnectionPool(**{**parse_url(url), **_OURS})
        pool.make_connection()
    except (ValueError, TypeError, AttributeError):
        # Their words may hold a part of the password.
        raise SettingsError(
            "REDIS_URL: is no address like redis://:PASSWORD@HOST:6379/0, with redis-py's options;"
            " signs in the password are written in percent"
        ) from None
    return Redis.from_pool(pool)


async def check_redis(url: str) -> None:
    """Ask a Redis for what the fan-out needs, and leave it.

    Raises:
        SettingsError: It is no address, or Redis refuses.
        RedisError, OSError: It can't be reached.
    """
    redis = make_redis(url)
    try:
        await check_access(redis)
    finally:
        await redis.aclose()


async def check_access(redis: Redis) -> None:
    """Publish and subscribe once, as the fan-out does.

    Raises:
        SettingsError: Redis refuses; the message says what it needs.
        RedisError, OSError: It can't be reached (`TimeoutError`: does not answer).
    """
    try:
        async with asyncio.timeout(TIMEOUT_S), redis.pubsub() as pubsub:
            await pubsub.subscribe(_CHANNEL)
            await pubsub.psubscribe(EVERY_CALL)
            for _ in range(2):
                await pubsub.get_message(timeout=TIMEOUT_S)
            await redis.publish(_CHANNEL, b"")
    except (*_LOGIN, ResponseError) as error:
        if reason := refusal(error):
            raise SettingsError(reason) from None
        raise


def refusal(error: BaseException) -> str | None:
    """The reason why Redis will never take our channels, and what to do; None where it may yet."""
    if isinstance(error, _LOGIN):
        return "REDIS_URL: Redis refuses the user or the password; check them in the address"
    if isinstance(error, NoPermissionError):
        return (
            "REDIS_URL: Redis gives its user no right to our channels; grant it"
            f" `ACL SETUSER … &{PREFIX}* &{EVERY_CALL} +@pubsub +ping`"
        )
    if isinstance(error, ResponseError) and not isinstance(error, _PASSING):
        return f"REDIS_URL: Redis refuses ({str(error)[:100]}); check the address and its database"
    return None
