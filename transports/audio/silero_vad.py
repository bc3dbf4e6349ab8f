"""Silero VAD: one ONNX session for the process, the windows of all tracks in one batched run.

The model comes inside the pipecat-ai wheel. A run costs some 160 µs for one window and 30 µs a
window in a batch of 32, with bit for bit the same probabilities; a session per track
would cost 20 MB a call.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from weakref import WeakSet

import numpy as np
from loguru import logger
from numpy.typing import NDArray

from transports.audio.onnx import onnxruntime
from transports.loop_pace import LoopPace

Window = NDArray[np.float32]
_QUIETEST = 1e-6
_SAMPLE = np.dtype("<i2")
_SCALE = np.float32(1 / 32768)
WINDOW_SAMPLES = {8000: 256, 16000: 512}
_CONTEXT_SAMPLES = {8000: 32, 16000: 64}
_RATES = {rate: np.array(rate, dtype=np.int64) for rate in WINDOW_SAMPLES}
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
        self.hidden = np.zeros((2, 1, 128), dtype=np.float32)
        self.context = np.zeros(_CONTEXT_SAMPLES[self.sample_rate], dtype=np.float32)


class SileroModel:
    """The speech probability of windows of audio."""

    def __init__(self) -> None:
        """Load the model, once in a process."""
        self._session = _session()

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
        hidden = np.concatenate([t.hidden for t in tracks], axis=1)
        inputs = {"input": audio, "state": hidden, "sr": _RATES[rate]}
        outputs = self._session.run(None, inputs)
        probabilities, after = np.asarray(outputs[0]), np.asarray(outputs[1])
        for i, track in enumerate(tracks):
            track.hidden = after[:, i : i + 1]
            track.context = audio[i, -_CONTEXT_SAMPLES[rate] :]
        return probabilities[:, 0].tolist()


def model_file() -> Traversable:
    """The model, in Pipecat's wheel: byte for byte `silero_vad.onnx` of silero-vad 6.2.3."""
    return files("pipecat.audio.vad.data") / "silero_vad.onnx"


@cache
def _session() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = 1
    with as_file(model_file()) as path:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


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


def measured(pcm: bytes) -> tuple[Window, float]:
    """A window of 16-bit little-endian PCM in -1 to 1, and its level as `loudness_dbfs`."""
    window = np.multiply(np.frombuffer(pcm, _SAMPLE), _SCALE)
    return window, loudness_dbfs(window)


def loudness_dbfs(window: Window) -> float:
    """The level of a window, dB full scale, RMS."""
    rms = math.sqrt(float(window.dot(window)) / len(window))
    return 20 * math.log10(max(rms, _QUIETEST))
