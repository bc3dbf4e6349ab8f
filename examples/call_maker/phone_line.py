"""A telephone line: 8 kHz, 300 to 3400 Hz, an even level, and a little noise."""

from dataclasses import replace

import numpy as np
import soxr

from examples.call_maker.speech import Samples, Speech
from transports.audio.mulaw import RATE

LEVEL_DBFS = -20.0
"""RMS of a turn while its voice is heard."""
NOISE_DBFS = -65.0

_LOW_HZ, _HIGH_HZ, _SLOPE_HZ = 300.0, 3400.0, 60.0
_FRAME = RATE // 50
_HEARD_DB = -30.0
"""Below the loudest frame; softer frames are pauses, and don't count for the level."""


def narrowed(speech: Speech) -> Speech:
    """Speech at any rate with what a line carries of it, at 8 kHz."""
    return replace(
        speech, samples=_band(soxr.resample(speech.samples, speech.rate, RATE)), rate=RATE
    )


def levelled(speech: Speech) -> Speech:
    """Speech from the line as loud as it is meant to be."""
    return replace(speech, samples=np.clip(speech.samples * _gain(speech.samples), -1.0, 1.0))


def noise(length: int, seed: int) -> Samples:
    """The line's own sound; a seed always gives the same."""
    hiss = _band(np.random.default_rng(seed).standard_normal(length))
    return hiss / np.sqrt((hiss**2).mean()) * 10 ** (NOISE_DBFS / 20)


def _band(samples: Samples) -> Samples:
    padded = len(samples) + RATE // 4  # so that the filter's echo doesn't come around
    frequency = np.fft.rfftfreq(padded, 1 / RATE)
    rise = np.clip((frequency - _LOW_HZ) / _SLOPE_HZ + 0.5, 0, 1)
    fall = np.clip((_HIGH_HZ - frequency) / _SLOPE_HZ + 0.5, 0, 1)
    shape = np.sin(np.minimum(rise, fall) * np.pi / 2) ** 2
    return np.fft.irfft(np.fft.rfft(samples, padded) * shape, padded)[: len(samples)]


def _gain(samples: Samples) -> float:
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    power = (frames**2).mean(axis=1)
    heard = power[power > power.max() * 10 ** (_HEARD_DB / 10)]
    return float(10 ** (LEVEL_DBFS / 20) / np.sqrt(heard.mean()))
