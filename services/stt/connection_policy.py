"""Connection policy: when a recogniser's connection counts as dead, and when the next is tried."""

import random
from dataclasses import dataclass

_MANY_FAILURES = 16  # doubling ends here, long after the longest wait is reached


@dataclass(frozen=True, slots=True)
class ConnectionPolicy:
    """The rules, in seconds.

    Attributes:
        dead_s: A connection over which nothing comes for so long, though an answer is owed or audio
            is not taken, is dead: a server that stops reading is noticed by the WebSocket's own
            pings after 80 s only.
        stable_s: A connection that lasted for less failed.
        retry_s: The wait for the next try; each failure in a row doubles it …
        max_retry_s: … up to this.
        ending_retry_s: The same once the call ends.
    """

    dead_s: float = 5.0
    stable_s: float = 5.0
    retry_s: float = 0.5
    max_retry_s: float = 8.0
    ending_retry_s: float = 0.2

    def retry_in_s(self, failures: int) -> float:
        """The wait after so many failures in a row; spread, so that not all come at once."""
        wait_s = self.retry_s * 2 ** min(failures, _MANY_FAILURES)
        return min(self.max_retry_s, wait_s) * random.uniform(0.5, 1)  # noqa: S311
