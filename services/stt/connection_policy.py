"""Connection policy: when a recogniser's connection is dead, when the next is tried, and its pace.

What counts as life is what Deepgram does: while audio comes it sends results about once a second,
of silence too, and each tells how far it has heard. `KeepAlive` is not answered, and metadata or a
message that nobody knows says nothing of the audio: only results are life. One answer that is late
is no death: results of other audio may come meanwhile, and a slow recogniser still moves on.
"""

import random
from dataclasses import dataclass

_MANY_FAILURES = 16  # doubling ends here, long after the longest wait is reached


@dataclass(frozen=True, slots=True)
class ConnectionPolicy:
    """The rules, in seconds.

    Attributes:
        blocked_s: A connection that takes no bytes for so long is dead.
        silent_s: So is one that has been sent speech and tells no result at all for so long …
        probe_s: … though it was asked for final words, after so long: noise may have none.
        stable_s: A connection that lasted for less failed, and is not told as a recovery.
        retry_s: The longest wait for the first new try; each failure in a row doubles it …
        max_retry_s: … up to this.
        ending_retry_s: The same once the call ends.
        replay_pace: How much faster than real time a backlog is sent; Deepgram takes no more.
        burst_s: A backlog up to this is sent at once.
        late_s: An answer that is owed for so long is late …
        unheard_s: … and so is speech of which not even an interim result has come.
        unusual_s: … or for so long, and far longer than this recogniser has taken so far.
        mute_s: … or, where silence is told too, for so long by a connection that told nothing yet.
        last_connection_s: What waits at the end of a call may wait so long for a connection.
        last_result_s: What is owed then is waited for while results come, this far apart …
        last_answer_s: … or only this where nothing but the confirmation is missing …
        last_words_s: … and never longer than this.
        quiet_s: A connection is left for a better one when nothing was said or owed for so long.
        watch_s: How often all this is looked at.
    """

    blocked_s: float = 5.0
    probe_s: float = 6.0
    silent_s: float = 12.0
    stable_s: float = 5.0
    retry_s: float = 0.25
    max_retry_s: float = 4.0
    ending_retry_s: float = 0.2
    replay_pace: float = 1.25
    burst_s: float = 2.5
    late_s: float = 3.0
    unheard_s: float = 5.0
    unusual_s: float = 1.4
    mute_s: float = 1.4
    last_connection_s: float = 3.0
    last_result_s: float = 9.0
    last_answer_s: float = 2.0
    last_words_s: float = 30.0
    quiet_s: float = 1.0
    watch_s: float = 0.5

    def retry_in_s(self, failures: int) -> float:
        """The wait after so many failures in a row; spread, so that not all come at once."""
        wait_s = self.retry_s * 2 ** min(max(0, failures - 1), _MANY_FAILURES)
        return min(self.max_retry_s, wait_s) * random.uniform(0.5, 1)  # noqa: S311
