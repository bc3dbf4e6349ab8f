"""Background of a call: what else is heard on a party's line, soft or less so."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from examples.call_maker.speech import Samples
from transports.audio.mulaw import RATE

Track = NDArray[np.int16]

_FULL_SCALE = 32768
_CHORD_HZ = (262.0, 330.0, 392.0, 523.0)
_BEAT_S = 0.5


class BackgroundNoise(StrEnum):
    """What is heard behind a voice."""

    NONE = "none"
    STREET = "street"
    BABBLE = "babble"
    MUSIC = "music"


LEVELS_DBFS = {
    BackgroundNoise.STREET: -42.0,
    BackgroundNoise.BABBLE: -40.0,
    BackgroundNoise.MUSIC: -36.0,
}
"""RMS; a voice is at -20."""


def with_background(track: Track, kind: BackgroundNoise, other: Track, seed: int) -> Track:
    """A track with something behind it.

    Args:
        track: 16-bit samples at 8 kHz.
        kind: What.
        other: Another call's track, from which babble is made.
        seed: The same seed gives the same sound.
    """
    if kind is BackgroundNoise.NONE:
        return track
    behind = _SOUNDS[kind](len(track), other, np.random.default_rng(seed))
    rms = float(np.sqrt((behind**2).mean()))
    level = 10 ** (LEVELS_DBFS[kind] / 20) * _FULL_SCALE
    mixed = track + behind * (level / max(rms, 1e-9))
    return np.clip(np.rint(mixed), -_FULL_SCALE, _FULL_SCALE - 1).astype(np.int16)


def _street(length: int, _: Track, chance: np.random.Generator) -> Samples:
    """Noise that is louder the lower it is, and swells as cars pass."""
    spectrum = np.fft.rfft(chance.standard_normal(length))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    swell = 1 + 0.6 * np.sin(2 * np.pi * np.arange(length) / RATE / 7.0)
    return np.fft.irfft(spectrum, length) * swell


def _babble(length: int, other: Track, chance: np.random.Generator) -> Samples:
    """Several people at once, of whom no word is understood: one voice, three times over."""
    voice = np.resize(other.astype(float), length)
    return np.sum([np.roll(voice, chance.integers(length)) for _ in range(3)], axis=0)


def _music(length: int, _: Track, chance: np.random.Generator) -> Samples:
    """A tune of plain tones, as in a queue."""
    beat = round(_BEAT_S * RATE)
    notes = chance.choice(_CHORD_HZ, size=length // beat + 1)
    time = np.arange(length) / RATE
    return np.sin(2 * np.pi * np.repeat(notes, beat)[:length] * time)


_SOUNDS = {
    BackgroundNoise.STREET: _street,
    BackgroundNoise.BABBLE: _babble,
    BackgroundNoise.MUSIC: _music,
}
