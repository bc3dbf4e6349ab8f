import hashlib

import numpy as np
import pytest
from numpy.typing import NDArray
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADParams, VADState

from bots import sample
from conversation.speech.detector import SpeechDetector, SpeechParams
from conversation.speech.speakers import Speaker
from transports.audio.silero_vad import SileroModel, TrackState, model_file
from transports.audio.window import WINDOW_SAMPLES

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
        (probability,) = model.score([state], as_floats(window)[None])
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
        alone.append([model.score([state], as_floats(w)[None])[0] for w in track])
    states = [TrackState(8000) for _ in tracks]
    together = [
        model.score(states, as_floats(np.stack(windows))) for windows in zip(*tracks, strict=True)
    ]
    assert np.allclose(np.array(alone).T, together, rtol=0, atol=1e-6)


def test_a_reset_forgets_what_was_heard(model: SileroModel):
    """After `reset`, a track is as one that has heard nothing."""
    window = as_floats(windows_of(Speaker.AGENT, 3, 1)[10])[None]
    used, new = TrackState(8000), TrackState(8000)
    for heard in windows_of(Speaker.CUSTOMER, 5, 3):
        model.score([used], as_floats(heard)[None])
    used.reset()
    assert model.score([used], window) == model.score([new], window)


def test_both_rates_are_known(model: SileroModel):
    """A track of 16 kHz is scored in windows of 512 samples."""
    state = TrackState(16000)
    (quiet,) = model.score([state], np.zeros((1, WINDOW_SAMPLES[16000]), np.float32))
    assert 0 <= quiet < 0.1
