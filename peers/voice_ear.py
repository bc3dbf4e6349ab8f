"""An ear that knows the voices of a call: it finds out which one it hears, and where in it.

The audio may start late, lose a part, or have been through mu-law; a word counts as heard only when
most of its own audio arrived.
"""

from collections import deque
from collections.abc import Sequence

import numpy as np

from peers.speech import (
    BLOCK,
    BLOCK_MS,
    RATE,
    THIN,
    Samples,
    Voice,
    Word,
    is_loud,
    thinned,
)

SAME = 0.9
"""Correlation from which a block is what was expected: pitch alone makes blocks alike."""
ALIKE = 0.6
"""Correlation from which a window, which may hold a gap, is somewhere in a voice."""
HEARD = 0.6
"""Share of a word's audio that has to arrive."""
WINDOW = 25
"""Blocks that are searched for in the voices: half a second."""
ENOUGH = 15
"""Loud blocks that start a search."""
FEW = 5
"""Loud blocks that start a search when a pause follows."""


class VoiceEar:
    """One socket's ear; `voice` is who it turned out to be, None until then."""

    def __init__(self, voices: Sequence[Voice]):
        self.voice: Voice | None = None
        self._voices = voices
        self._offset = 0  # samples; place in the voice minus place in the socket's audio
        self._position = 0  # samples of the socket's audio
        self._heard = np.zeros(0, dtype=bool)  # by block of the voice
        self._said = 0  # words of the voice that are told or lost
        self._lost: deque[tuple[int, Samples, bool]] = deque(maxlen=5 * WINDOW)

    def hear(self, block: Samples) -> list[Word]:
        """The words that this block completes."""
        at, self._position = self._position, self._position + len(block)
        loud = is_loud(block)
        follows = self.voice is not None and self._follows(self.voice, at, block, loud)
        if follows and loud:
            self._lost.clear()
        elif not follows or self._lost:  # silence proves nothing about the place
            self._lost.append((at, block, loud))
            if not self._should_search() or not self._search():
                return []
        return self._tell(self._position + self._offset)

    def flush(self) -> list[Word]:
        """The word of which most has been heard, though the audio stops inside it."""
        if any(loud for *_, loud in self._lost):
            self._search()
        if not self.voice or self._said >= len(self.voice.words):
            return []
        end = self.voice.words[self._said].end_ms
        return self._tell(end * RATE // 1000) if self._coverage(self._said) >= HEARD else []

    def _follows(self, voice: Voice, at: int, block: Samples, loud: bool) -> bool:
        place = at + self._offset
        expected = voice.at(place, len(block))
        same = _correlation(block, expected) >= SAME if loud else not is_loud(expected / 2)
        if same and 0 <= place // BLOCK < len(self._heard):
            self._heard[place // BLOCK] = True
        return same

    def _should_search(self) -> bool:
        loud = [loud for *_, loud in self._lost]
        paused = not any(loud[-3:])
        return sum(loud) >= (FEW if paused else ENOUGH)

    def _search(self) -> bool:
        """Find what was not understood in the voices; forget it if it is in none of them."""
        lost = list(self._lost)
        self._lost.clear()
        window = np.concatenate([block for _, block, _ in lost[-WINDOW:]])
        score, place, voice = max(
            ((*_find(window, voice), voice) for voice in self._voices), key=lambda found: found[0]
        )
        if score < ALIKE:
            return False
        self._offset = place - lost[-WINDOW:][0][0]
        if voice is not self.voice:
            self.voice, self._said = voice, 0
            self._heard = np.zeros(len(voice.samples) // BLOCK + 1, dtype=bool)
        start = next(at for at, _, loud in lost if loud) + self._offset
        if start < self._told_until():  # an earlier part is heard again
            self._heard[max(start, 0) // BLOCK :] = False
            middles = [(word.start_ms + word.end_ms) * RATE // 2000 for word in voice.words]
            self._said = sum(middle < start for middle in middles)
        for at, block, loud in lost:
            self._follows(voice, at, block, loud)
        return True

    def _told_until(self) -> int:
        said = self.voice.words[: self._said] if self.voice else ()
        return max((word.end_ms * RATE // 1000 for word in said), default=0)

    def _tell(self, place: int) -> list[Word]:
        assert self.voice is not None
        told = []
        shift = self._offset * 1000 // RATE
        for word in self.voice.words[self._said :]:
            if word.end_ms * RATE // 1000 > place:
                break
            if self._coverage(self._said) >= HEARD:
                start = max(word.start_ms - shift, 0)
                told.append(Word(word.text, start, max(word.end_ms - shift, start)))
            self._said += 1
        return told

    def _coverage(self, number: int) -> float:
        assert self.voice is not None
        word = self.voice.words[number]
        first = word.start_ms // BLOCK_MS
        part = self._heard[first : max(word.end_ms // BLOCK_MS, first + 1)]
        return float(part.mean()) if len(part) else 0.0


def _correlation(one: Samples, other: Samples) -> float:
    power = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / power if power else 0.0


def _find(window: Samples, voice: Voice) -> tuple[float, int]:
    """The best match of the window in the voice: its correlation, and where it starts."""
    rough = _roughly(thinned(window), voice) * THIN
    places = range(rough - THIN, rough + THIN + 1)
    return max((_correlation(window, voice.at(at, len(window))), at) for at in places)


def _roughly(window: Samples, voice: Voice) -> int:
    """The best match of a thinned window, as a sample of the thinned voice."""
    places = len(voice.thin) - len(window) + 1
    spectrum = np.conj(np.fft.rfft(window, voice.fft_size))
    products = np.fft.irfft(voice.spectrum * spectrum, voice.fft_size)[:places]
    energy = voice.energy
    power = energy[len(window) : len(window) + places] - energy[:places]
    return int(np.argmax(products / np.sqrt(np.maximum(power, 1.0))))
