"""Redis patience: the silences after which Redis counts as away, and the waits between tries."""

from dataclasses import dataclass

TIMEOUT_S = 5.0
"""For one answer, in seconds, where nothing else is said."""
RETRY_S = (0.1, 5.0)
"""The wait after the first failure, and the longest; each is twice the one before."""


@dataclass(frozen=True)
class RedisPatience:
    """The silences of Redis that are waited through, in seconds.

    Attributes:
        idle_s: Until it is pinged.
        answer_s: Until a ping is answered, or a connection is taken.
        outage_s: From one telling that nothing is heard to the next.
    """

    idle_s: float = 2.0
    answer_s: float = 3.0
    outage_s: float = 2.0


PATIENCE = RedisPatience()
