import asyncio
import hashlib
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADParams, VADState

from bots import sample
from conversation.speech.detector import SpeechDetector, SpeechParams
from conversation.speech.speakers import Speaker
from transports.audio.silero_vad import (
    WINDOW_SAMPLES,
    SileroModel,
    SpeechScorer,
    TrackState,
    model_file,
)

SAMPLES = WINDOW_SAMPLES[8000]
PARAMS = SpeechParams(confidence=0.6, start_ms=100, stop_ms=300, min_dbfs=-200)


@pytest.fixture(scope="module")
def model() -> SileroModel:
    return SileroModel()


def windows_of(speaker: Speaker, first_s: int, seconds: int) -> list[NDArray[np.int16]]:
    """A stretch of one party of the bundled call, in whole windows."""
    track = sample.recording().tracks[speaker][first_s * 8000 : (first_s + seconds) * 8000]
    return [track[at : at + SAMPLES] for at in range(0, len(track) - SAMPLES + 1, SAMPLES)]


def as_floats(window: NDArray[np.int16]) -> NDArray[np.float32]:
    return window.astype(np.float32) / 32768.0


class Recorded(SileroVADAnalyzer):
    """Pipecat's analyzer, and the probabilities that it worked from."""

    def __init__(self) -> None:
        params = VADParams(
            confidence=PARAMS.confidence,
            start_secs=PARAMS.start_ms / 1000,
            stop_secs=PARAMS.stop_ms / 1000,
            min_volume=0,
        )
        super().__init__(sample_rate=8000, params=params)
        self.probabilities: list[float] = []
        self.set_sample_rate(8000)

    def voice_confidence(self, buffer: bytes) -> float:
        self.probabilities.append(float(np.asarray(super().voice_confidence(buffer)).item()))
        return self.probabilities[-1]

    def speaking(self, window: NDArray[np.int16]) -> bool:
        """Whether speech goes on after this window."""
        state = self._run_analyzer(window.tobytes())
        return state in (VADState.SPEAKING, VADState.STOPPING)


def test_the_model_is_silero_vads_own():
    """Another one hears otherwise: thresholds and the sample's figures are of this one."""
    known = "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3"  # silero-vad 6.2.3
    assert hashlib.sha256(model_file().read_bytes()).hexdigest() == known


@pytest.mark.parametrize("speaker", Speaker)
async def test_the_sample_call_is_heard_as_pipecat_hears_it(model: SileroModel, speaker: Speaker):
    """The same probabilities to the fifth digit, and speech in the same windows, with resets."""
    pipecat, state, detector = Recorded(), TrackState(8000), SpeechDetector(PARAMS, 32)
    theirs, ours, probabilities = [], [], []
    for number, window in enumerate(windows_of(speaker, 0, 60), start=1):
        theirs.append(pipecat.speaking(window))
        (probability,) = model.score([state], [as_floats(window)])
        detector.window(probability, 0, number * 32)
        if detector.reset_due:
            state.reset()
        probabilities.append(probability)
        ours.append(detector.speaking)
    await pipecat.cleanup()
    assert np.allclose(probabilities, pipecat.probabilities, rtol=0, atol=1e-5)
    assert ours == theirs
    assert 0.2 < sum(ours) / len(ours) < 0.8


def test_a_batch_gives_what_single_windows_give(model: SileroModel):
    """Tracks that are scored together hear the same as each alone."""
    tracks = [windows_of(speaker, first, 6) for speaker in Speaker for first in (0, 20, 45)]
    alone = []
    for track in tracks:
        state = TrackState(8000)
        alone.append([model.score([state], [as_floats(w)])[0] for w in track])
    states = [TrackState(8000) for _ in tracks]
    together = [
        model.score(states, [as_floats(window) for window in windows])
        for windows in zip(*tracks, strict=True)
    ]
    assert np.allclose(np.array(alone).T, together, rtol=0, atol=1e-6)


def test_a_reset_forgets_what_was_heard(model: SileroModel):
    """After `reset`, a track is as one that has heard nothing."""
    window = [as_floats(windows_of(Speaker.AGENT, 3, 1)[10])]
    used, new = TrackState(8000), TrackState(8000)
    for heard in windows_of(Speaker.CUSTOMER, 5, 3):
        model.score([used], [as_floats(heard)])
    used.reset()
    assert model.score([used], window) == model.score([new], window)


def test_both_rates_are_known(model: SileroModel):
    """A track of 16 kHz is scored in windows of 512 samples."""
    state = TrackState(16000)
    (quiet,) = model.score([state], [np.zeros(WINDOW_SAMPLES[16000], np.float32)])
    assert 0 <= quiet < 0.1


class Scored:
    """What a track of a scorer was told, in order."""

    def __init__(self, scorer: SpeechScorer, sample_rate: int = 8000):
        self.state = TrackState(sample_rate)
        self.scores: list[float] = []
        self._scorer = scorer

    def submit(self, windows: list[NDArray[np.int16]]) -> None:
        for window in windows:
            self._scorer.submit(self.state, as_floats(window), self.scores.append)


def alone(model: SileroModel, windows: list[NDArray[np.int16]]) -> list[float]:
    """What one track's windows score with no other track around."""
    state = TrackState(8000)
    return [model.score([state], [as_floats(window)])[0] for window in windows]


@pytest.mark.looptime
async def test_windows_wait_for_those_of_other_tracks(model: SileroModel):
    """What comes within `wait_s` is scored together, each track in its own order."""
    scorer = SpeechScorer(model, wait_s=0.01)
    heard = {speaker: windows_of(speaker, 10, 1) for speaker in Speaker}
    tracks = {speaker: Scored(scorer) for speaker in Speaker}
    tracks[Speaker.CUSTOMER].submit(heard[Speaker.CUSTOMER][:5])
    tracks[Speaker.AGENT].submit(heard[Speaker.AGENT][:2])
    assert not tracks[Speaker.CUSTOMER].scores
    await asyncio.sleep(0.02)
    for speaker, count in ((Speaker.CUSTOMER, 5), (Speaker.AGENT, 2)):
        expected = alone(model, heard[speaker][:count])
        assert np.allclose(tracks[speaker].scores, expected, rtol=0, atol=1e-6)


@pytest.mark.looptime
@pytest.mark.parametrize(("calls", "longest_ms"), [(1, 1), (10, 9), (100, 17)])
async def test_few_tracks_wait_less(model: SileroModel, calls: int, longest_ms: int):
    """The end of a turn is not late for the sake of others where there are none."""
    scorer = SpeechScorer(model, wait_s=0.016)
    tracks = [Scored(scorer) for _ in range(2 * calls)]
    quiet = np.zeros(256, np.int16)
    for track in tracks:
        track.submit([quiet])
    scorer.flush()
    tracks[0].submit([quiet])
    await asyncio.sleep(longest_ms / 1000)
    assert len(tracks[0].scores) == 2
    assert len(tracks[1].scores) == 1


def test_without_a_wait_each_window_is_scored_at_once(model: SileroModel):
    """`wait_s=0` needs no event loop."""
    track = Scored(SpeechScorer(model, wait_s=0))
    windows = windows_of(Speaker.CUSTOMER, 10, 1)[:3]
    track.submit(windows)
    assert track.scores == alone(model, windows)


async def test_a_flush_scores_what_waits(model: SileroModel):
    """`flush` leaves nothing behind, tracks of both rates included, and no timer."""
    scorer = SpeechScorer(model, wait_s=3600)
    low, high = Scored(scorer), Scored(scorer, 16000)
    low.submit([np.zeros(256, np.int16)] * 3)
    high.submit([np.zeros(512, np.int16)] * 2)
    scorer.flush()
    scorer.flush()
    assert (len(low.scores), len(high.scores)) == (3, 2)


async def test_work_for_the_next_batch_is_done_once_and_its_windows_are_scored_in_it(
    model: SileroModel,
):
    """All of it before the first window is scored, so that the batch is one."""
    scorer, done = SpeechScorer(model, wait_s=3600), list[int]()
    tracks = [Scored(scorer) for _ in range(3)]

    def work(track: Scored) -> None:
        done.append(sum(len(one.scores) for one in tracks))
        track.submit([np.zeros(256, np.int16)])

    for track in tracks:
        scorer.before_next(partial(work, track))
    assert not done
    scorer.flush()
    scorer.flush()
    assert done == [0, 0, 0]
    assert [len(track.scores) for track in tracks] == [1, 1, 1]


async def test_one_callback_that_fails_takes_nothing_from_the_others(model: SileroModel):
    """A call whose callback raises does not cost another call its speech."""
    scorer = SpeechScorer(model, wait_s=3600)
    broken, fine = TrackState(8000), Scored(scorer)

    def fail(_: float) -> None:
        raise RuntimeError("this call is broken")

    scorer.submit(broken, np.zeros(256, np.float32), fail)
    fine.submit([np.zeros(256, np.int16)] * 2)
    scorer.flush()
    assert len(fine.scores) == 2
