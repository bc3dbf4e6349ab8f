"""Fan-out check: whether Redis joins the servers, where it has to."""

import asyncio

from redis.exceptions import RedisError

from bots.finding import Finding, State
from pipeline.server_presence import presence_of, told_apart
from pubsub.redis_access import check_redis
from settings import Settings


async def check_fan_out(settings: Settings) -> Finding | None:
    """The line of Redis; of servers that none joins; none where one server needs no Redis."""
    if not settings.redis_url:
        return await _strangers(settings)
    try:
        await check_redis(settings.redis_url.get_secret_value())
    except (RedisError, OSError) as error:
        return Finding(State.FAILED, f"Redis can't be reached ({type(error).__name__})")
    return Finding(State.OK, "Redis answers, and takes our channels")


async def _strangers(settings: Settings) -> Finding | None:
    presence = presence_of(settings)
    servers = await asyncio.to_thread(presence.others) if presence else 0
    if servers <= 1:
        return None
    return Finding(State.FAILED, f"beside one, {told_apart(settings, servers - 1)}", needed=False)
