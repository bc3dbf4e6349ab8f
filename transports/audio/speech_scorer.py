"""Speech scorer: the windows of all tracks of the process, measured and scored in batches.

packets ─► windows ─► levels of all, a matrix ─► those that may be speech ─► their tracks
└─► scores, in one run ──────┘
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol
from weakref import WeakSet

from loguru import logger

from transports.audio.silero_vad import SileroModel, TrackState
from transports.audio.window import Window, levels_of, samples_of
from transports.loop_pace import LoopPace

# With so many tracks, one in two is in each batch of 16 ms, and a larger batch is no cheaper.
_MANY_TRACKS = 40


class ScoredTrack(Protocol):
    """The track that windows are of."""

    @property
    def state(self) -> TrackState:
        """What the model knows of it; begun by the scorer."""
        ...

    def measured(self, dbfs: float) -> bool:
        """Take the level of its next window; returns whether the model is asked."""
        ...

    def scored(self, window: Window, dbfs: float, probability: float | None) -> None:
        """Take its next window; None where the model was not asked."""
        ...


class SpeechScorer:
    """Measures and scores the windows of all tracks of the process, batched.

    A window waits for those of other tracks: the longer, the more of them there are, and at most
    `wait_s`. The end of a turn waits as long; `wait_s=0` scores each at once. Packets may wait for
    the same batch instead (`before_next`), and their windows are scored in it.

    Attributes:
        share: How long they wait, of the longest: 0 to 1, by the number of tracks.
    """

    def __init__(self, model: SileroModel, wait_s: float = 0.016, pace: LoopPace | None = None):
        """Create a scorer that collects windows for up to `wait_s` seconds.

        Args:
            model: The model.
            wait_s: How long.
            pace: Is kept while there are so many tracks that windows would wait as long: they wait
                for its next turn instead. None: none is.
        """
        self._model = model
        self._wait_s = wait_s
        self._pace = pace
        self._tracks: WeakSet[TrackState] = WeakSet()
        self._windows: list[tuple[ScoredTrack, Window]] = []
        self._work: list[Callable[[], None]] = []
        self._is_due = False  # the next batch, by a timer or by the pace
        self._timer: asyncio.TimerHandle | None = None
        self.share = 0.0

    def begin(self, sample_rate: int) -> TrackState:
        """The state of a new track."""
        state = TrackState(sample_rate)
        self._tracks.add(state)
        return state

    def before_next(self, work: Callable[[], None]) -> None:
        """Have `work` done once, at the next batch, whose windows it may submit; raises nothing."""
        self._work.append(work)
        self._soon()

    def submit(self, track: ScoredTrack, windows: Iterable[Window]) -> None:
        """Measure and score the next windows of a track, after those before them."""
        self._windows += [(track, window) for window in windows]
        self._soon()

    def flush(self) -> None:
        """Do and score all that is waiting, now."""
        work, self._work = self._work, []
        try:
            for each in work:
                each()
            while self._windows:
                self._round()
        finally:  # until here, what is submitted is of this batch
            self._is_due = False
            if self._timer:
                self._timer.cancel()
                self._timer = None

    def _soon(self) -> None:
        """The next batch is due, if it is not yet."""
        if self._wait_s == 0:
            self.flush()
        elif not self._is_due:
            self._is_due = True
            self.share = min(1.0, len(self._tracks) / _MANY_TRACKS)
            if self._pace and self.share == 1:
                self._pace.next_turn(self.flush)
                return
            wait_s = self._wait_s * self.share
            self._timer = asyncio.get_running_loop().call_later(wait_s, self.flush)

    def _round(self) -> None:
        """One window of each track: what the model knows after it is before the next."""
        first: dict[ScoredTrack, Window] = {}
        later: list[tuple[ScoredTrack, Window]] = []
        for track, window in self._windows:
            if track in first:
                later.append((track, window))
            else:
                first[track] = window
        self._windows = later
        for size in {len(window.pcm) for window in first.values()}:
            self._batch(
                {track: window for track, window in first.items() if len(window.pcm) == size}
            )

    def _batch(self, windows: dict[ScoredTrack, Window]) -> None:
        tracks = list(windows)
        audio = samples_of(b"".join([window.pcm for window in windows.values()]))
        audio = audio.reshape(len(tracks), -1)
        levels = levels_of(audio)
        asked = [at for at, track in enumerate(tracks) if _asks(track, levels[at])]
        told: list[float | None] = [None] * len(tracks)
        if asked:
            scores = self._model.score([tracks[at].state for at in asked], audio[asked])
            for at, score in zip(asked, scores, strict=True):
                told[at] = score
        for track, dbfs, probability in zip(tracks, levels, told, strict=True):
            try:
                track.scored(windows[track], dbfs, probability)
            except Exception as error:  # noqa: BLE001 - one call's fault is not the others'
                _failed(error)


def _asks(track: ScoredTrack, dbfs: float) -> bool:
    try:
        return track.measured(dbfs)
    except Exception as error:  # noqa: BLE001 - one call's fault is not the others'
        _failed(error)
        return False


def _failed(error: Exception) -> None:
    logger.error("a track failed on its speech ({})", type(error).__name__)


def process_scorer() -> SpeechScorer:
    """The scorer of a process that hears calls: its event loop keeps a pace where they are many."""
    return SpeechScorer(SileroModel(), pace=LoopPace())
