"""Rate limiter of all processes on one Redis: what they let pass together.

The same algorithm as a process's own limiter (`server.asgi.rate_limit`), on Redis's own clock: of
each key one number is kept, the time at which it would have used nothing. Who is counted is kept as
a hash, for no longer than that.

| Redis | a request costs | and is counted |
|---|---|---|
| answers | one round trip | by all processes together |
| does not within 0.1 s, or refuses | 0.1 s at most, once in 5 s | by this process alone |
"""

from collections.abc import Hashable
from hashlib import blake2b
from typing import Any, NamedTuple

from pubsub.brief_asks import BriefAsks
from pubsub.redis_channels import PREFIX
from pubsub.redis_hub import RedisHub

PATIENCE_S = 0.1
"""A request waits so long for Redis; then its own process counts it."""
_TAKE = """
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local window, interval = tonumber(ARGV[1]), tonumber(ARGV[2])
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local wait = free + interval - window - now
local passes = wait < interval * 1e-6
if passes then
    free = free + interval
    redis.call('SET', KEYS[1], string.format('%.3f', free), 'PX', math.ceil(free - now) + 1)
end
return {passes and 1 or 0, string.format('%.3f', free - now), string.format('%.3f', wait)}
"""


class Counted(NamedTuple):
    """A request as all processes count it.

    Attributes:
        allowed: Whether it may pass.
        reset_s: After how many seconds without a request all may pass again.
        wait_s: After how many seconds the next one may pass, where this one may not.
    """

    allowed: bool
    reset_s: float
    wait_s: float


class SharedLimits:
    """The limits of all processes, each with its name."""

    def __init__(self, asks: BriefAsks) -> None:
        """Count in the Redis that is asked."""
        self._asks = asks

    async def take(self, name: str, key: Hashable, limit: int, window_s: int) -> Counted | None:
        """Count a request of `key` against a limit; None while Redis is away."""
        window_ms = window_s * 1000
        answer = await self._asks.ask(
            "EVAL", _TAKE, 1, _key(name, key), window_ms, window_ms / limit
        )
        if answer is None:
            return None
        allowed, reset_ms, wait_ms = answer
        return Counted(bool(allowed), float(reset_ms) / 1000, float(wait_ms) / 1000)


def _key(name: str, key: Any) -> str:
    """Where a key's number is: no address and no name stands in Redis."""
    return f"{PREFIX}limit:{name}:{blake2b(repr(key).encode(), digest_size=16).hexdigest()}"


def shared_limits(hub: RedisHub) -> SharedLimits:
    """The limits of the processes that use the Redis of `hub`."""
    return SharedLimits(BriefAsks(hub.redis, "limits", PATIENCE_S))
