"""Rate limiter: how often somebody may ask, in bounded memory.

It is the generic cell rate algorithm (ITU-T I.371, A.1): of each key one number is kept, the time
at which it would have used nothing.
"""

import math
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

MAX_KEYS = 10_000
# The first two are what draft-ietf-httpapi-ratelimit-headers has had since its revision 08; the
# others are those of its revisions up to 06, which is what most clients read.
RATE_LIMIT_FIELDS = (
    "RateLimit-Policy",
    "RateLimit",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Verdict on a request: if it may pass, and what is left.

    Attributes:
        allowed: Whether it may.
        limit: How many may pass in a window.
        window_s: The window, in seconds.
        remaining: How many may pass now, after this one.
        reset_s: After how many seconds without a request all of `limit` may pass again.
        retry_after_s: After how many seconds the next one may pass; 0 if `allowed`.
    """

    allowed: bool
    limit: int
    window_s: int
    remaining: int
    reset_s: float
    retry_after_s: float

    def headers(self) -> dict[str, str]:
        """The verdict for a client, in `RATE_LIMIT_FIELDS`."""
        reset = math.ceil(self.reset_s)
        values = (
            f'"default";q={self.limit};w={self.window_s}',
            f'"default";r={self.remaining};t={reset}',
            str(self.limit),
            str(self.remaining),
            str(reset),
        )
        return dict(zip(RATE_LIMIT_FIELDS, values, strict=True))


class RateLimiter:
    """Lets each key pass `limit` times at once, and then `limit` times a window, evenly."""

    def __init__(self, limit: int, window_s: int = 60, max_keys: int = MAX_KEYS) -> None:
        """Make a limiter.

        Args:
            limit: How many may pass in a window; at least 1.
            window_s: The window, in seconds.
            max_keys: Of how many keys it remembers something; the longest unseen is forgotten.
        """
        self._limit = limit
        self._window_s = window_s
        self._interval_s = window_s / limit
        self._max_keys = max_keys
        self._free_at: OrderedDict[Hashable, float] = OrderedDict()

    def take(self, key: Hashable, now: float) -> Verdict:
        """Let a request of `key` pass at `now` (seconds, monotonic), or not."""
        wait_s = self.wait_s(key, now)
        free_at = max(self._free_at.get(key, now), now)
        allowed = not wait_s
        if allowed:
            free_at += self._interval_s
            self._remember(key, free_at)
        left_s = self._window_s - (free_at - now)
        return Verdict(
            allowed=allowed,
            limit=self._limit,
            window_s=self._window_s,
            remaining=max(0, math.floor(left_s / self._interval_s + 1e-6)),
            reset_s=free_at - now,
            retry_after_s=wait_s,
        )

    def wait_s(self, key: Hashable, now: float) -> float:
        """After how many seconds a request of `key` may pass; 0 for now. It counts as none."""
        free_at = max(self._free_at.get(key, now), now)
        wait_s = free_at + self._interval_s - self._window_s - now
        # A request that comes as the last interval ends is not refused for a rounding error.
        return 0.0 if wait_s < self._interval_s * 1e-6 else wait_s

    def _remember(self, key: Hashable, free_at: float) -> None:
        self._free_at[key] = free_at
        self._free_at.move_to_end(key)
        if len(self._free_at) > self._max_keys:
            self._free_at.popitem(last=False)
