"""Tone gate: tells music from speech, where the speech detector takes it for such.

Struck, plucked and blown notes sound like speech to Silero for 0.1 to 0.7 s. But a note is steady:
its partials turn on at their own frequencies, so that two short spectra foretell the third, which
they do not in a voice, whose pitch moves.

    a start of speech                            is
    ───────────────────────────────────────────  ──────────────────────────────────────────
    neither steady, nor in music                 a voice's, at once
    steady, or in music                          in doubt …
      for 0.25 s without a steady sound,         … then a voice's
        or for 0.65 s where music was before it
      paused, and steady by then, or             … then music's
        softer than the music before it
      paused else                                … then a voice's

`bench/false_starts.py` measures it.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from transports.audio.window import Samples, samples_of

_STEADY = 0.17
_STEADY_ALONE = 0.12  # where no sound but a voice was before: somebody may draw a word out
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
# The median of what was in doubt: a voice's is above, and so is its loudest sound, or it is louder
# than all that was before.
_VOICE = 0.2
_NOTE = 0.18
_MUSIC = 0.25
_LOUDER = 10 ** (3 / 20)
_SOFTER = 10 ** (-3 / 20)
_FRAME_WINDOWS = 3
_BINS = slice(10, 220)  # 156 to 3437 Hz
_LEAST_SHARE = 1e-3  # of the power: a sound that is elsewhere is no note, and can't be judged
_LEAP = 3.0  # a partial that grows by more begins just now
_NOTHING = 1e-9


class ToneGate:
    """The gate of one track, over its last 1.2 s.

    Attributes:
        in_doubt: Whether the speech that goes on may be music.
    """

    def __init__(self, window_samples: int):
        """Create the gate of a track whose windows have 32 ms, `window_samples` each."""
        self.in_doubt = False
        self._length = 2 * window_samples
        self._hop = window_samples // 4
        self._taper = np.hanning(self._length).astype(np.float32)
        self._windows: deque[bytes] = deque(maxlen=_BEFORE_WINDOWS + 2 * _FRAME_WINDOWS)
        self._needed = 0
        self._alone = False
        self._since_voice = _BEFORE_WINDOWS
        self._loudest_before = self._music_before = self._loudest = 0.0
        self._heard: list[float] = []  # the unsteadiness of what is in doubt

    def add(self, window: bytes) -> None:
        """The next window, 16-bit little-endian PCM."""
        self._windows.append(window)
        self._since_voice += 1

    def starts(self, voiced: int) -> bool:
        """Speech is told to start, with the last `voiced` windows; returns whether in doubt."""
        windows = list(self._windows)
        self._heard, self._loudest = [], 0.0
        if len(windows) < max(_FRAME_WINDOWS, voiced):
            return False
        self._needed = _MUSIC_NEEDS if self._is_music(windows, voiced) else 0
        self.in_doubt = True
        self.goes_on(voiced)
        return self.in_doubt

    def goes_on(self, voiced: int) -> bool:
        """Speech that is in doubt goes on; returns whether it is a voice's.

        The last `voiced` windows are speech; 0: the last one is not.
        """
        if not voiced:
            return False
        now = samples_of(b"".join([self._windows[at] for at in range(-_FRAME_WINDOWS, 0)]))[None]
        unsteadiness = float(self._unsteadiness(now)[0])
        self._heard.append(unsteadiness)
        self._loudest = max(self._loudest, float(_rms(now)[0]))
        if unsteadiness < (_STEADY_ALONE if self._alone else _STEADY):
            self._needed = max(self._needed, voiced + _NOTE_NEEDS)
        is_voice = voiced >= self._needed and (not self._needed or self._median() >= _VOICE)
        self.in_doubt = not is_voice
        return is_voice

    def ends(self) -> bool:
        """The speech has paused; returns whether it was music."""
        is_music = self.in_doubt and self._was_music()
        self.in_doubt = False
        self._since_voice = self._since_voice if is_music else 0
        return is_music

    def _was_music(self) -> bool:
        median = self._median()
        if self._alone:
            return median < _STEADY_ALONE
        is_louder = self._loudest >= _LOUDER * self._loudest_before
        is_softer = self._loudest < _SOFTER * self._music_before
        return median < _NOTE or (median < _MUSIC and not is_louder) or is_softer

    def _median(self) -> float:
        return float(np.median(self._heard))

    def _is_music(self, windows: list[bytes], voiced: int) -> bool:
        """Whether what was heard before the last `voiced` windows is steady, and as loud."""
        ends = range(len(windows) - voiced, _FRAME_WINDOWS - 1, -_EACH)
        self._loudest_before = self._music_before = 0.0
        self._alone = True
        if not ends:
            return False
        before = b"".join([w for end in ends for w in windows[end - _FRAME_WINDOWS : end]])
        frames = samples_of(before).reshape(len(ends), -1)
        levels, level = _rms(frames), _rms(samples_of(b"".join(windows[-voiced:])))
        self._loudest_before = float(levels.max())
        was_voice = self._since_voice - voiced < _BEFORE_WINDOWS
        self._alone = was_voice or self._loudest_before < _AS_LOUD * level
        steady = self._unsteadiness(frames) < _STEADY_BEFORE
        enough = max(2, _SHARE_BEFORE * len(frames))
        notes = levels[steady & (levels >= _LOUD * level)]
        fades = len(notes) >= enough and float(notes.max()) >= _FADES * float(notes.min())
        if np.count_nonzero(steady & (levels >= _AS_LOUD * level)) < enough and not fades:
            return False
        self._music_before, self._alone = float(levels[steady].max()), False
        return True

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
