"""Window of audio: 32 ms of a track, as speech detection hears it."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Samples in -1 to 1; of several windows, a row each."""
WINDOW_SAMPLES = {8000: 256, 16000: 512}
"""How many samples a window has, by the sample rate (Hz)."""
_SAMPLE = np.dtype("<i2")
_SCALE = np.float32(1 / 32768)
_QUIETEST = 1e-12
"""Of a mean square: a level of -120 dB, below which all are one."""


class Window(NamedTuple):
    """A window of a track.

    Attributes:
        pcm: 16-bit little-endian mono.
        end_ms: Where it ends on the call's clock.
        heard_at: When the last of it came, seconds of the event loop's clock.
    """

    pcm: bytes
    end_ms: int
    heard_at: float


def samples_of(pcm: bytes) -> Samples:
    """16-bit little-endian PCM in -1 to 1."""
    return np.multiply(np.frombuffer(pcm, _SAMPLE), _SCALE)


def levels_of(windows: Samples) -> list[float]:
    """The level of each row, dB full scale, RMS."""
    powers = np.einsum("ws,ws->w", windows, windows) / windows.shape[1]
    return [10 * math.log10(max(power, _QUIETEST)) for power in powers.tolist()]
