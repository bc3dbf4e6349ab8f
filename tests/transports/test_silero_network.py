import numpy as np
import pytest
from pipecat.audio.vad.silero import SileroOnnxModel

from bots import sample
from conversation.speech.speakers import Speaker
from transports.audio.model_weights import read_weights
from transports.audio.silero_network import SIZE, networks
from transports.audio.silero_vad import model_file

WINDOWS = {8000: (256, 32), 16000: (512, 64)}


def voices(rate: int, tracks: int) -> np.ndarray:
    """Rows of speech, of which 16 kHz is what a listener hears as twice as fast."""
    track = sample.recording().tracks[Speaker.CUSTOMER].astype(np.float32) / 32768
    return np.stack([track[at * 40_000 :][: 4 * rate] for at in range(tracks)])


@pytest.mark.parametrize("rate", WINDOWS)
def test_it_computes_what_onnx_runtime_does(rate: int) -> None:
    """Of the same file, for four seconds of several tracks, with what they leave behind."""
    tracks, (size, context) = 5, WINDOWS[rate]
    theirs = SileroOnnxModel(str(model_file()), force_onnx_cpu=True)
    ours = networks(read_weights(model_file().read_bytes()))[rate]
    audio = voices(rate, tracks)
    hidden = cell = np.zeros((tracks, SIZE), np.float32)
    before = np.zeros((tracks, context), np.float32)
    for at in range(0, audio.shape[1] - size, size):
        window = audio[:, at : at + size]
        whole = np.concatenate([before, window], axis=1)
        told, hidden, cell = ours.run(whole, hidden, cell)
        before = window[:, -context:]
        expected = np.asarray(theirs(window, rate))[:, 0]
        assert np.allclose(told, expected, rtol=0, atol=1e-5)


def test_another_model_is_refused() -> None:
    """By a plain error, not by what it makes of audio."""
    weights = dict(read_weights(model_file().read_bytes()))
    gates = next(name for name in weights if name.endswith("rnn.weight_ih"))
    for wrong in ({}, {name: each for name, each in weights.items() if name != gates}):
        with pytest.raises(ValueError, match="silero-vad"):
            networks(wrong)
