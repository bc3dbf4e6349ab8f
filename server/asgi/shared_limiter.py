"""Shared rate limiter: a process's own, and above it what all processes let pass together.

The own one is asked first: what it refuses is refused, whatever Redis says, so that somebody who
floods one process does not flood Redis. While Redis is away it decides alone, and so each process
lets the whole limit pass: a limit is there against a flood, and nobody is refused for an outage.
"""

import math
from collections.abc import Hashable
from dataclasses import replace
from importlib import import_module
from typing import Protocol

from prometheus_client import Gauge

from pipeline.runtime import Runtime
from server.asgi.rate_limit import RateLimiter, Verdict

ALONE = Gauge(
    "callshadow_limits_alone",
    "1 while a process counts requests alone, as Redis is away",
    multiprocess_mode="livemax",
)


class Limits(Protocol):
    """Limits of all processes: `pubsub.shared_limits.SharedLimits`."""

    async def take(
        self, name: str, key: Hashable, limit: int, window_s: int
    ) -> tuple[bool, float, float] | None:
        """Whether a request passes, its reset and its wait in seconds; None while it can't say."""
        ...


class SharedLimiter:
    """A limit by its name; without `shared`, this process's own."""

    def __init__(self, name: str, limit: int, shared: Limits | None, window_s: int = 60) -> None:
        """Let each key pass `limit` times in `window_s` seconds."""
        self._name = name
        self._own = RateLimiter(limit, window_s)
        self._shared = shared

    async def take(self, key: Hashable, now: float) -> Verdict:
        """Let a request of `key` pass at `now` (seconds, monotonic), or not."""
        own = self._own.take(key, now)
        if self._shared is None or not own.allowed:
            return own
        counted = await self._shared.take(self._name, key, own.limit, own.window_s)
        ALONE.set(counted is None)
        if counted is None:
            return own
        allowed, reset_s, wait_s = counted
        left_s = own.window_s - reset_s
        return replace(
            own,
            allowed=allowed,
            remaining=max(0, math.floor(left_s * own.limit / own.window_s + 1e-3)),
            reset_s=reset_s,
            retry_after_s=0.0 if allowed else wait_s,
        )


def limits_of(runtime: Runtime) -> Limits | None:
    """What counts for all processes; None for one that has no Redis."""
    if runtime.settings.redis_url is None:
        return None
    # A client of Redis is imported where it is wanted.
    return import_module("pubsub.shared_limits").shared_limits(runtime.hub)
