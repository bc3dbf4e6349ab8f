"""Silero VAD: one model for the process, the windows of many tracks in one batched run.

The model comes inside the pipecat-ai wheel. A run costs some 65 µs for one window and 13 µs a
window in a batch of 20 (`silero_network.py`).
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np

from transports.audio.model_weights import read_weights
from transports.audio.silero_network import SIZE, SileroNetwork, networks
from transports.audio.window import Samples

_CONTEXT_SAMPLES = {8000: 32, 16000: 64}


class TrackState:
    """The state of one track: the hidden state of the model, its cell, and the last samples."""

    def __init__(self, sample_rate: int):
        """Create the state of a track of 8000 or 16000 Hz."""
        self.sample_rate = sample_rate
        self.reset()

    def reset(self) -> None:
        """Forget what was heard."""
        self.known = np.zeros(2 * SIZE + _CONTEXT_SAMPLES[self.sample_rate], dtype=np.float32)


class SileroModel:
    """The speech probability of windows of audio."""

    def __init__(self) -> None:
        """Load the model, once in a process."""
        self._networks = _networks()

    def score(self, tracks: Sequence[TrackState], windows: Samples) -> list[float]:
        """The probability of speech in the next window of each track.

        Args:
            tracks: The tracks, all of one sample rate; their states go on by one window.
            windows: A row for each, `WINDOW_SAMPLES` long.

        Returns:
            A probability (0 to 1) for each.
        """
        rate = tracks[0].sample_rate
        known = np.concatenate([track.known for track in tracks]).reshape(len(tracks), -1)
        hidden, cell, context = known[:, :SIZE], known[:, SIZE : 2 * SIZE], known[:, 2 * SIZE :]
        audio = np.concatenate([context, windows], axis=1)
        probabilities, hidden, cell = self._networks[rate].run(audio, hidden, cell)
        known = np.concatenate([hidden, cell, audio[:, -context.shape[1] :]], axis=1)
        for track, row in zip(tracks, known, strict=True):
            track.known = row
        return probabilities.tolist()


def model_file() -> Traversable:
    """The model, in Pipecat's wheel: byte for byte `silero_vad.onnx` of silero-vad 6.2.3."""
    return files("pipecat.audio.vad.data") / "silero_vad.onnx"


@cache
def _networks() -> dict[int, SileroNetwork]:
    return networks(read_weights(model_file().read_bytes()))
