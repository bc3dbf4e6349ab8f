"""Level gate: which windows of a track the model need not score, as they are too soft for speech.

Below `min_dbfs` no window is speech, whatever the model would say. So after a second of such
windows it is not asked any more, until a louder one comes:

    loud  soft … soft   soft … soft   loud
    └─── scored ────┘   └ not asked ┘ └─── scored
           1 s             state stays as it is

The state must not be reset meanwhile: a model that has heard nothing yet tells a short gap between
two sentences for a pause, and a turn is parted there.
"""

SOFT_WINDOWS = 31


class LevelGate:
    """The gate of one track.

    Attributes:
        is_shut: Whether the model is not asked for the moment.
    """

    def __init__(self, min_dbfs: float):
        """Let through what may be speech, at least `min_dbfs` loud."""
        self.is_shut = False
        self._min_dbfs = min_dbfs
        self._soft = 0  # windows in a row

    def passes(self, dbfs: float) -> bool:
        """Take the level of the next window; returns whether the model is asked."""
        self._soft = self._soft + 1 if dbfs < self._min_dbfs else 0
        self.is_shut = self._soft > SOFT_WINDOWS
        return not self.is_shut
