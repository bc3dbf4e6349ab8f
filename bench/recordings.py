"""Recorded sounds: music and voices of a folder, as a telephone line brings them."""

from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from bench.line_sounds import as_line
from transports.audio.mulaw import RATE

Wave = NDArray[np.float64]
_FORMATS = {".wav", ".ogg", ".flac", ".mp3"}
_LOUDEST = 0.5
_VOICE_RMS = 0.1
_PAUSES_S = (0.3, 1.5)
_SHORTEST_S = 1.0


def recorded_music(folder: Path) -> dict[str, bytes]:
    """Each file under the folder, whole, by its place in it: 16-bit PCM as a line brings it."""
    waves = {str(path.relative_to(folder)): _wave(path) for path in _files(folder)}
    return {name: as_line(_LOUDEST * wave / np.abs(wave).max()) for name, wave in waves.items()}


def recorded_voice(folder: Path, seconds: float, seed: int) -> NDArray[np.int16]:
    """Sentences of the files under the folder in a made-up order, with pauses between."""
    chance = np.random.default_rng(seed)
    parts: list[Wave] = []
    for path in chance.permutation(np.array(_files(folder), dtype=object)):
        wave = _wave(path)
        if len(wave) >= _SHORTEST_S * RATE:
            loud = wave[np.abs(wave) > np.abs(wave).max() / 50]
            parts.append(_VOICE_RMS * wave / np.sqrt(np.mean(loud**2)))
            parts.append(np.zeros(round(chance.uniform(*_PAUSES_S) * RATE)))
        if sum(map(len, parts)) >= seconds * RATE:
            break
    said = np.concatenate(parts)[: round(seconds * RATE)]
    return np.clip(said * 32768, -32768, 32767).astype("<i2")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in _FORMATS)


def _wave(path: Path) -> Wave:
    samples, rate = soundfile.read(path, always_2d=True)
    return soxr.resample(samples.mean(axis=1), rate, RATE)
