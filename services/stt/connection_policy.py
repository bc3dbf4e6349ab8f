"""Connection policy: when a recogniser's connection is dead, when the next is tried, and its pace.

What counts as life is what Deepgram does: while audio comes it sends results about once a second,
of silence too, and each tells how far it has heard. `KeepAlive` is not answered, and metadata or a
message that nobody knows says nothing of the audio: only results are life. One answer that is late
is no death: results of other audio may come meanwhile, and a slow recogniser still moves on.
"""

import random

# A connection is dead that …
BLOCKED_S = 5.0  # takes no bytes for so long,
SILENT_S = 12.0  # or has been sent speech and tells no result at all for so long,
PROBE_S = 6.0  # though it was asked for final words after so long: noise may have none.

STABLE_S = 5.0
"""A connection that lasted for less has failed, and is not told as a recovery."""
LONGEST_ASKED_S = 30.0
"""The longest wait that a server may ask for: what is said meanwhile is kept for a minute."""
REFUSED_S = 8.0
"""The longest wait after a refusal for good: a key may be put right, or credit be bought."""
UNANSWERED_S = 1.75
"""A try that has come to nothing for so long is told."""

REPLAY_PACE = 1.25
"""How much faster than real time a backlog is sent; Deepgram takes no more."""
BURST_S = 2.5
"""A backlog up to this is sent at once."""

# A recogniser is late …
LATE_S = 3.0  # where an answer is owed for so long,
UNHEARD_S = 5.0  # or speech of which not even an interim result has come,
UNUSUAL_S = 1.4  # or for so long, and far longer than this recogniser has taken so far,
MUTE_S = 1.4  # or, where silence is told too, by a connection that has told nothing yet.

# At the end of a call …
LAST_CONNECTION_S = 3.0  # what waits may wait so long for a connection,
LAST_RESULT_S = 9.0  # what is owed is waited for while results come, this far apart,
LAST_ANSWER_S = 2.0  # or only this where nothing but the confirmation is missing,
LAST_WORDS_S = 30.0  # and never longer than this.

QUIET_S = 1.0
"""A connection is left for a better one when nothing was said or owed for so long."""
WATCH_S = 0.5
"""How often all this is looked at."""

# The wait for the first new try; each failure in a row doubles it, up to the longest.
_RETRY_S, _LONGEST_RETRY_S = 0.25, 4.0
_LONGEST_ENDING_S = 1.0  # once the call ends
_LATER = 1.1  # times what a server asked for, at most: all that it asks come back then
_MANY_FAILURES = 16  # doubling ends here, long after the longest wait is reached


def refused_retry_s(refusals: int) -> float:
    """The least wait after so many refusals for good in a row."""
    return min(REFUSED_S, 2.0 ** min(max(0, refusals - 1), _MANY_FAILURES))


def retry_in_s(failures: int, *, asked_s: float | None = None, ending: bool = False) -> float:
    """The wait after so many failures in a row; spread, so that not all come at once.

    Args:
        failures: In a row.
        asked_s: How long the server wants us to wait; never less than that.
        ending: Whether the call ends: a connection that comes late is none.
    """
    wait_s = _RETRY_S * 2 ** min(max(0, failures - 1), _MANY_FAILURES)
    longest_s = _LONGEST_ENDING_S if ending else _LONGEST_RETRY_S
    retry_s = min(longest_s, wait_s) * random.uniform(0.5, 1)  # noqa: S311
    return max(retry_s, (asked_s or 0.0) * random.uniform(1, _LATER))  # noqa: S311
