"""An ear for tones and noise: the n-th stretch of sound is the n-th text of a script."""

from collections.abc import Iterable

from peers.speech import BLOCK_MS, Samples, Word, is_loud

PAUSE_MS = 300
"""Silence that ends a stretch of sound."""
WORD_MS = 200
"""Sound that one word takes."""


class ScriptEar:
    """One socket's ear; a word comes every `WORD_MS` of sound, the rest of a text at its pause."""

    def __init__(self, script: Iterable[str]):
        self._script = iter(script)
        self._words: list[str] | None = None  # of the text that is being said; None in a pause
        self._position_ms = 0
        self._word_start_ms = 0
        self._quiet_ms = 0

    def hear(self, block: Samples) -> list[Word]:
        """The words that this block completes."""
        self._position_ms += BLOCK_MS
        if is_loud(block):
            self._quiet_ms = 0
            if self._words is None:
                self._words = next(self._script, "").split()
                self._word_start_ms = self._position_ms - BLOCK_MS
        else:
            self._quiet_ms += BLOCK_MS
            if self._quiet_ms == PAUSE_MS:
                return self.flush()
        if self._words and not self._quiet_ms and self._sound_ms() >= WORD_MS:
            return [self._next_word(self._words)]
        return []

    def flush(self) -> list[Word]:
        """What is left of the text, all at the end of the sound."""
        words, told = self._words, []
        while words:
            told.append(self._next_word(words))
        self._words = None
        return told

    def _sound_ms(self) -> int:
        return self._position_ms - self._quiet_ms - self._word_start_ms

    def _next_word(self, words: list[str]) -> Word:
        start = self._word_start_ms
        self._word_start_ms = start + min(self._sound_ms(), WORD_MS)
        return Word(words.pop(0), start, self._word_start_ms)
