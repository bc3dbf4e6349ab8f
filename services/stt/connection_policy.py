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
ENDING_RETRY_S = 0.2
"""The wait for a new try once the call ends."""

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
_MANY_FAILURES = 16  # doubling ends here, long after the longest wait is reached


def retry_in_s(failures: int) -> float:
    """The wait after so many failures in a row; spread, so that not all come at once."""
    wait_s = _RETRY_S * 2 ** min(max(0, failures - 1), _MANY_FAILURES)
    return min(_LONGEST_RETRY_S, wait_s) * random.uniform(0.5, 1)  # noqa: S311
