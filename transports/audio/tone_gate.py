"""Tone gate: keeps music from being taken for speech, where the detector alone would.

Plucked and struck notes sound like speech to Silero for 0.1 to 0.5 s. But a note is steady: its
partials turn on at their own frequencies, so that two short spectra foretell the third, which they
do not in speech, whose pitch moves. A start of speech is held back, and loses nothing but time,

- while its own sound is steadier than speech is, and for a quarter of a second after that;
- for 0.6 s where the second before it was steady and about as loud: music is playing.

`bench/false_starts.py` measures it.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

# Of 366 starts of speech, in 28 minutes that were real or synthetic, two are below.
_STEADY = 0.12
_STEADY_BEFORE = 0.2
_SHARE_BEFORE = 0.25
_BEFORE_WINDOWS = 31
_EACH = 3
_MUSIC_NEEDS = 20
_NOTE_NEEDS = 8  # a note that ends, or another that begins, is unsteady for less
# A line that hums is no music: its hum is far below a voice, and does not fade as notes do.
_LOUD = 10 ** (-24 / 20)
_AS_LOUD = 10 ** (-10 / 20)
_FADES = 10 ** (1 / 20)
_FRAME_WINDOWS = 3
_BINS = slice(10, 220)  # 156 to 3437 Hz
_LEAST_SHARE = 1e-3  # of the power: a sound that is elsewhere is no note, and can't be judged
_LEAP = 3.0  # a partial that grows by more begins just now
_NOTHING = 1e-9


class ToneGate:
    """The gate of one track: whether speech may be told to start, by its last 1.2 s."""

    def __init__(self, window_samples: int):
        """Create the gate of a track whose windows have 32 ms, `window_samples` each."""
        self._length = 2 * window_samples
        self._hop = window_samples // 4
        self._taper = np.hanning(self._length).astype(np.float32)
        self._windows: deque[Samples] = deque(maxlen=_BEFORE_WINDOWS + 2 * _FRAME_WINDOWS)
        self._asked = 0
        self._needed = 0

    def add(self, window: Samples) -> None:
        """The next window, in -1 to 1; before the detector takes its probability."""
        self._windows.append(window)

    def lets(self, voiced: int) -> bool:
        """Whether speech may start with the last window, after so many in a row that are speech."""
        windows = list(self._windows)
        if len(windows) < _FRAME_WINDOWS:
            return True
        if voiced != self._asked + 1:  # the first question about this start
            self._needed = _MUSIC_NEEDS if self._is_music(windows, voiced) else 0
        self._asked = voiced
        now = np.concatenate(windows[-_FRAME_WINDOWS:])
        if self._unsteadiness(now[None])[0] < _STEADY:
            self._needed = max(self._needed, voiced + _NOTE_NEEDS)
        return voiced >= self._needed

    def _is_music(self, windows: list[Samples], voiced: int) -> bool:
        """Whether what was heard before the last `voiced` windows is steady, and as loud."""
        ends = range(len(windows) - voiced, _FRAME_WINDOWS - 1, -_EACH)
        if not ends:
            return False
        frames = np.stack([np.concatenate(windows[end - _FRAME_WINDOWS : end]) for end in ends])
        levels, level = _rms(frames), _rms(np.concatenate(windows[-voiced:]))
        steady = self._unsteadiness(frames) < _STEADY_BEFORE
        enough = max(2, _SHARE_BEFORE * len(frames))
        if np.count_nonzero(steady & (levels >= _AS_LOUD * level)) >= enough:
            return True
        notes = levels[steady & (levels >= _LOUD * level)]
        return len(notes) >= enough and float(notes.max()) >= _FADES * float(notes.min())

    def _unsteadiness(self, frames: Samples) -> NDArray[np.float64]:
        """How far the last spectrum of each frame is from what the two before foretell, 0 to 1."""
        starts = [frames.shape[1] - self._length - back * self._hop for back in (2, 1, 0)]
        whole = [np.fft.rfft(frames[:, at : at + self._length] * self._taper) for at in starts]
        before, _, last = (np.abs(spectra) for spectra in whole)
        first, second, third = (spectra[:, _BINS] for spectra in whole)
        turn = second / np.where(before[:, _BINS] > _NOTHING, first, 1)
        turn = np.where(np.abs(turn) > _LEAP, 1, turn)
        wrong = np.abs(third - second * turn).sum(axis=1)
        heard = last[:, _BINS]
        is_elsewhere = np.sum(heard**2, axis=1) < _LEAST_SHARE * np.sum(last**2, axis=1)
        return np.where(is_elsewhere, 1.0, wrong / np.maximum(heard.sum(axis=1), _NOTHING))


def _rms(samples: Samples) -> NDArray[np.float32]:
    return np.sqrt(np.mean(samples * samples, axis=-1))
