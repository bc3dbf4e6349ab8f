"""Segment pace: how fast another transcriber's messages are read, of a socket and of a key."""

import asyncio
from collections.abc import Hashable

from conversation.token_bucket import TokenBucket
from server.asgi.rate_limit import RateLimiter

# Two parties' interim words are some 20 a second.
A_SECOND = 50
A_SECOND_OF_A_KEY = 200
_BURST_S = 4


def segment_limiter() -> RateLimiter:
    """What the sockets of a key share."""
    return RateLimiter(A_SECOND_OF_A_KEY * _BURST_S, _BURST_S)


class SegmentPace:
    """The pace of one socket: what comes beyond is read later, and its sender waits."""

    def __init__(self, limiter: RateLimiter, key: Hashable):
        """Read what `key` sends on this socket; its other sockets are counted by `limiter`."""
        self._own = TokenBucket(A_SECOND, A_SECOND * _BURST_S)
        self._limiter = limiter
        self._key = key

    async def wait(self) -> None:
        """Wait until one more may be read: a turn for the other calls at least."""
        now = asyncio.get_running_loop().time
        await asyncio.sleep(self._own.owe(now()))
        verdict = self._limiter.take(self._key, now())
        while not verdict.allowed:
            await asyncio.sleep(verdict.retry_after_s)
            verdict = self._limiter.take(self._key, now())
