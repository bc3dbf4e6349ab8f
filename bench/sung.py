"""Sung syllables: espeak-ng's, each on a note; and vowels that numpy sings in harmony."""

import subprocess
from functools import cache
from io import BytesIO

import numpy as np
import soundfile
from numpy.typing import NDArray

from transports.audio.mulaw import RATE

Wave = NDArray[np.float64]
_SYLLABLES = ("love", "you", "night", "home", "a", "way", "still", "dream", "oh", "my")
_VOWELS = ((730.0, 1090.0, 2440.0), (530.0, 1840.0, 2480.0), (300.0, 870.0, 2240.0))  # a, e, u
_HIGHEST_PARTIAL = 3600.0  # Hz
_LOWEST_SUNG, _HIGHEST_SUNG = 130.0, 880.0  # Hz; espeak-ng's pitch goes from 0 to 99


def sung_note(tone: float, times: Wave) -> Wave:
    """A syllable on a note, drawn out to it."""
    place = np.log(tone / _LOWEST_SUNG) / np.log(_HIGHEST_SUNG / _LOWEST_SUNG)
    sound = _syllable(
        _SYLLABLES[round(tone + 10 * len(times)) % len(_SYLLABLES)], round(99 * place)
    )
    return np.resize(np.pad(sound, (0, max(0, len(times) - len(sound)))), len(times))


def sung_vowel(tone: float, times: Wave) -> Wave:
    """A vowel on a note, with vibrato, and a second voice a third above."""
    vowel = _VOWELS[round(tone + 10 * len(times)) % len(_VOWELS)]
    swell = np.minimum(1, times / 0.06) * np.minimum(1, (times[-1] - times) / 0.08)
    voices = (_vowel(tone, times, vowel), 0.6 * _vowel(tone * 2 ** (4 / 12), times, vowel))
    return swell * np.sum(voices, axis=0)


def _vowel(tone: float, times: Wave, formants: tuple[float, ...]) -> Wave:
    """The partials of a voice, as loud as its formants let them be."""
    vibrato = 0.012 * np.minimum(1, times / 0.3) * np.sin(2 * np.pi * 5.6 * times)
    phase = 2 * np.pi * tone * np.cumsum(1 + vibrato) / RATE
    orders = np.arange(1, int(_HIGHEST_PARTIAL / tone) + 1)
    weights = [sum(1 / (1 + ((k * tone - f) / 90) ** 2) for f in formants) for k in orders]
    return np.sum([w * np.sin(k * phase) for k, w in zip(orders, weights, strict=True)], axis=0)


@cache
def _syllable(text: str, pitch: int) -> Wave:
    command = ["espeak-ng", "-v", "en-us+f2", "-s", "80", "-p", str(pitch), "-m", "--stdout"]
    said = f'<prosody range="0%">{text}</prosody>'
    told = subprocess.run([*command, said], capture_output=True, check=True).stdout  # noqa: S603
    samples, rate = soundfile.read(BytesIO(told))
    places = np.arange(0, len(samples), rate / RATE)
    return np.interp(places, np.arange(len(samples)), samples)
