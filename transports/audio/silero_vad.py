"""Silero VAD: one model for the process, the windows of all tracks in one batched run.

The model comes inside the pipecat-ai wheel. A run costs some 65 µs for one window and 13 µs a
window in a batch of 20 (`silero_network.py`).
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from weakref import WeakSet

import numpy as np
from loguru import logger
from numpy.typing import NDArray

from transports.audio.model_weights import read_weights
from transports.audio.silero_network import SIZE, SileroNetwork, networks
from transports.loop_pace import LoopPace

Window = NDArray[np.float32]
_QUIETEST = 1e-6
_SAMPLE = np.dtype("<i2")
_SCALE = np.float32(1 / 32768)
WINDOW_SAMPLES = {8000: 256, 16000: 512}
_CONTEXT_SAMPLES = {8000: 32, 16000: 64}
# With so many tracks, one in two is in each batch of 16 ms, and a larger batch is no cheaper.
_MANY_TRACKS = 40


class TrackState:
    """The recurrent state of the model for one track."""

    def __init__(self, sample_rate: int):
        """Create the state of a track of 8000 or 16000 Hz."""
        self.sample_rate = sample_rate
        self.reset()

    def reset(self) -> None:
        """Forget what was heard."""
        self.hidden = np.zeros(SIZE, dtype=np.float32)
        self.cell = np.zeros(SIZE, dtype=np.float32)
        self.context = np.zeros(_CONTEXT_SAMPLES[self.sample_rate], dtype=np.float32)


class SileroModel:
    """The speech probability of windows of audio."""

    def __init__(self) -> None:
        """Load the model, once in a process."""
        self._networks = _networks()

    def score(self, tracks: list[TrackState], windows: list[Window]) -> list[float]:
        """The probability of speech in the next window of each track.

        Args:
            tracks: The tracks, all of one sample rate; their states go on by one window.
            windows: A window for each, float32 in -1 to 1, `WINDOW_SAMPLES` long.

        Returns:
            A probability (0 to 1) for each.
        """
        rate = tracks[0].sample_rate
        pieces = [piece for t, window in zip(tracks, windows, strict=True)
                  for piece in (t.context, window)]  # fmt: skip
        audio = np.concatenate(pieces).reshape(len(tracks), -1)
        hidden, cell = np.stack([t.hidden for t in tracks]), np.stack([t.cell for t in tracks])
        probabilities, hidden, cell = self._networks[rate].run(audio, hidden, cell)
        for i, track in enumerate(tracks):
            track.hidden, track.cell = hidden[i], cell[i]
            track.context = audio[i, -_CONTEXT_SAMPLES[rate] :]
        return probabilities.tolist()


def model_file() -> Traversable:
    """The model, in Pipecat's wheel: byte for byte `silero_vad.onnx` of silero-vad 6.2.3."""
    return files("pipecat.audio.vad.data") / "silero_vad.onnx"


@cache
def _networks() -> dict[int, SileroNetwork]:
    return networks(read_weights(model_file().read_bytes()))


class SpeechScorer:
    """Scores the windows of all tracks of the process, batched.

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
            pace: Is kept while there are so many tracks that windows wait as long; None: none is.
        """
        self._model = model
        self._wait_s = wait_s
        self._pace = pace
        self._tracks: WeakSet[TrackState] = WeakSet()
        self._pending: dict[TrackState, deque[tuple[Window, Callable[[float], None]]]] = {}
        self._work: list[Callable[[], None]] = []
        self._timer: asyncio.TimerHandle | None = None
        self.share = 0.0

    def before_next(self, work: Callable[[], None]) -> None:
        """Have `work` done once, at the next batch, whose windows it may submit; raises nothing."""
        self._work.append(work)
        self._soon()

    def submit(self, track: TrackState, window: Window, done: Callable[[float], None]) -> None:
        """Score the track's next window; `done` gets its probability."""
        if track in self._pending:
            self._pending[track].append((window, done))
        else:
            self._pending[track] = deque([(window, done)])
            self._tracks.add(track)
        self._soon()

    def pass_over(self, track: TrackState, done: Callable[[None], None]) -> None:
        """The track's next window is not scored; `done` is told so after the windows before it."""
        if track in self._pending:
            self._score_pending()
        done(None)

    def flush(self) -> None:
        """Do and score all that is waiting, now."""
        work, self._work = self._work, []
        try:
            for each in work:
                each()
            self._score_pending()
        finally:  # until here, what is submitted is of this batch
            if self._timer:
                self._timer.cancel()
                self._timer = None

    def _soon(self) -> None:
        """The next batch is due, if it is not yet."""
        if self._wait_s == 0:
            self.flush()
        elif self._timer is None:
            self.share = min(1.0, len(self._tracks) / _MANY_TRACKS)
            if self._pace and self.share == 1:
                self._pace.keep()
            wait_s = self._wait_s * self.share
            self._timer = asyncio.get_running_loop().call_later(wait_s, self.flush)

    def _score_pending(self) -> None:
        while self._pending:
            # One window a track and round: a window's state is the one before it's result.
            for rate in {track.sample_rate for track in self._pending}:
                self._round([track for track in self._pending if track.sample_rate == rate])

    def _round(self, tracks: list[TrackState]) -> None:
        taken = [self._pending[track].popleft() for track in tracks]
        for track in tracks:
            if not self._pending[track]:
                del self._pending[track]
        scores = self._model.score(tracks, [window for window, _ in taken])
        for (_, done), score in zip(taken, scores, strict=True):
            try:
                done(score)
            except Exception as error:  # noqa: BLE001 - one call's fault is not the others'
                logger.error("a track failed on its speech ({})", type(error).__name__)


def process_scorer() -> SpeechScorer:
    """The scorer of a process that hears calls: its event loop keeps a pace where they are many."""
    return SpeechScorer(SileroModel(), pace=LoopPace())


def measured(pcm: bytes) -> tuple[Window, float]:
    """A window of 16-bit little-endian PCM in -1 to 1, and its level as `loudness_dbfs`."""
    window = np.multiply(np.frombuffer(pcm, _SAMPLE), _SCALE)
    return window, loudness_dbfs(window)


def loudness_dbfs(window: Window) -> float:
    """The level of a window, dB full scale, RMS."""
    rms = math.sqrt(float(window.dot(window)) / len(window))
    return 20 * math.log10(max(rms, _QUIETEST))
