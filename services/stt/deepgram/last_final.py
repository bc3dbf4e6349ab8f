"""Last final words: whether the same words are one message that came twice, or were said twice.

| what is known of both | one message |
|---|---|
| where they are, or their number | where that is the same |
| neither | where no other words came between, and less audio was sent than a word takes |
"""

from collections.abc import Hashable
from typing import NamedTuple

_WORD_MS = 400.0


class _Final(NamedTuple):
    text: str
    known_by: Hashable | None
    sent_ms: float


class LastFinal:
    """The last final words of one connection."""

    def __init__(self) -> None:
        """Nothing is final."""
        self._last: _Final | None = None
        self._others = False  # words came since

    def others(self) -> None:
        """Words came that may change: what is final next was said after the last."""
        self._others = True

    def is_doubled(self, text: str, known_by: Hashable | None, sent_ms: float) -> bool:
        """Whether these final words are the last ones again; they are the last from now on.

        Args:
            text: The words.
            known_by: Where they are, or their number; None where the message says neither.
            sent_ms: The audio that was sent before they came.
        """
        last, self._last = self._last, _Final(text, known_by, sent_ms)
        others, self._others = self._others, False
        if last is None or last.text != text:
            return False
        if known_by is not None or last.known_by is not None:
            return known_by == last.known_by
        return not others and sent_ms - last.sent_ms < _WORD_MS
