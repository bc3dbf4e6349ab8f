"""Sung syllables: espeak-ng's, each on a note."""

import subprocess
from functools import cache
from io import BytesIO

import numpy as np
import soundfile
from numpy.typing import NDArray

from transports.audio.mulaw import RATE

Wave = NDArray[np.float64]
_SYLLABLES = ("love", "you", "night", "home", "a", "way", "still", "dream", "oh", "my")
_LOWEST_SUNG, _HIGHEST_SUNG = 130.0, 880.0  # Hz; espeak-ng's pitch goes from 0 to 99


def sung_note(tone: float, times: Wave) -> Wave:
    """A syllable on a note, drawn out to it."""
    place = np.log(tone / _LOWEST_SUNG) / np.log(_HIGHEST_SUNG / _LOWEST_SUNG)
    sound = _syllable(
        _SYLLABLES[round(tone + 10 * len(times)) % len(_SYLLABLES)], round(99 * place)
    )
    return np.resize(np.pad(sound, (0, max(0, len(times) - len(sound)))), len(times))


@cache
def _syllable(text: str, pitch: int) -> Wave:
    command = ["espeak-ng", "-v", "en-us+f2", "-s", "80", "-p", str(pitch), "-m", "--stdout"]
    said = f'<prosody range="0%">{text}</prosody>'
    told = subprocess.run([*command, said], capture_output=True, check=True).stdout  # noqa: S603
    samples, rate = soundfile.read(BytesIO(told))
    places = np.arange(0, len(samples), rate / RATE)
    return np.interp(places, np.arange(len(samples)), samples)
