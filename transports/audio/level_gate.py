"""Level gate: which windows of a track the model need not score, as they are too soft for speech.

Below `min_dbfs` no window is speech, whatever the model would say. So after a second of such
windows it is not asked any more, until a louder one comes:

    loud  soft … soft   soft … soft   loud
    └─── scored ────┘   └ not asked ┘ └─── scored
           1 s             state stays as it is

The state must not be reset meanwhile: a model that has heard nothing yet tells a short gap between
two sentences for a pause, and a turn is parted there.
"""

from collections.abc import Callable

from transports.audio.silero_vad import SpeechScorer, TrackState, Window

SOFT_WINDOWS = 31


class LevelGate:
    """The gate of one track."""

    def __init__(self, scorer: SpeechScorer, state: TrackState, min_dbfs: float):
        """Have `scorer` score what may be speech, at least `min_dbfs` loud."""
        self._scorer = scorer
        self._state = state
        self._min_dbfs = min_dbfs
        self._soft = 0  # windows in a row

    @property
    def is_shut(self) -> bool:
        """Whether the model is not asked for the moment."""
        return self._soft > SOFT_WINDOWS

    def submit(self, window: Window, dbfs: float, done: Callable[[float | None], None]) -> None:
        """Take the next window and its level.

        `done` gets its probability, in order; None where the model is not asked.
        """
        self._soft = self._soft + 1 if dbfs < self._min_dbfs else 0
        if self.is_shut:
            self._scorer.pass_over(self._state, done)
        else:
            self._scorer.submit(self._state, window, done)
