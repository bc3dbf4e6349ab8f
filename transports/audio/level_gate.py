"""Level gate: which windows of a track the model need not score, as they are too soft for speech.

Below `min_dbfs` no window is speech, whatever the model would say. So after a second of such
windows it is not asked any more, and its state stays as it is. It hears the last quarter of a
second of them before the first louder window, so that it knows what the line sounds like:

    loud  soft … soft   soft … soft   soft … soft   loud
    └─── scored ────┘   └ not scored: 0 ──┬─────┘   └─── scored
           1 s                            └ 0.25 s: scored now, for the state alone
"""

from collections import deque
from collections.abc import Callable

from transports.audio.silero_vad import SpeechScorer, TrackState, Window

SOFT_WINDOWS = 31
AGAIN_WINDOWS = 8


class LevelGate:
    """The gate of one track."""

    def __init__(self, scorer: SpeechScorer, state: TrackState, min_dbfs: float):
        """Have `scorer` score what may be speech, at least `min_dbfs` loud."""
        self._scorer = scorer
        self._state = state
        self._min_dbfs = min_dbfs
        self._soft = 0  # windows in a row
        self._unscored: deque[Window] = deque(maxlen=AGAIN_WINDOWS)

    def submit(self, window: Window, dbfs: float, done: Callable[[float], None]) -> None:
        """Take the next window and its level; `done` gets its probability, in order."""
        self._soft = self._soft + 1 if dbfs < self._min_dbfs else 0
        if self._soft > SOFT_WINDOWS:
            self._unscored.append(window)
            self._scorer.pass_over(self._state, done)
            return
        while self._unscored:
            self._scorer.submit(self._state, self._unscored.popleft(), _forget)
        self._scorer.submit(self._state, window, done)


def _forget(_probability: float) -> None:
    """What was told already is not told again."""
