"""Retry schedule of a delivery: how long until the next try, and after how many none comes.

Three days in all, as the Standard Webhooks specification recommends.
"""

_MINUTE, _HOUR = 60.0, 3600.0
WAITS_S = (
    5.0,
    5 * _MINUTE,
    30 * _MINUTE,
    2 * _HOUR,
    5 * _HOUR,
    10 * _HOUR,
    14 * _HOUR,
    20 * _HOUR,
    24 * _HOUR,
)
"""The wait after each failed try, seconds."""
MOST_TRIES = len(WAITS_S) + 1


def wait_after(tries: int, wanted_s: float | None = None) -> float | None:
    """Seconds until the next try; None where there is none any more.

    Args:
        tries: How many have failed so far, at least one.
        wanted_s: How long the other side wants us to wait, where it says so.
    """
    if tries >= MOST_TRIES:
        return None
    return max(WAITS_S[tries - 1], wanted_s or 0.0)
