"""Retold words: final words of a lost connection that the next one tells again.

Final words that don't say up to where the audio is covered leave it in the replay buffer. A new
connection hears it again, from its begin or from within the words:

    final on the lost one    one two three four.
    the new one tells                three four.   five six.
    that is new                                    five six.

They are left out while they go on as they were told. Words that differ, or that come when the audio
that was sent again is heard, are new.
"""

from dataclasses import replace

from conversation.speech.carried_words import bare_words
from services.stt.connection import SttResult

_LATE_MS = 3000.0  # how long after its audio a word may be told
_WORDS_KEPT = 400  # more than a minute's


class RetoldWords:
    """The words of one party that are final, and whose audio may be heard again."""

    def __init__(self) -> None:
        """Nothing is told."""
        self._told: list[tuple[str, float]] = []  # a word, and the audio sent before it came
        self._again: list[str] = []
        self._again_ms = 0.0

    def told(self, result: SttResult, sent_ms: float) -> None:
        """Final words were told, when `sent_ms` of audio were sent."""
        if result.is_placed:
            self._told.clear()  # their audio will not be sent again
            return
        self._told += [(word, sent_ms) for word in bare_words(result.text)]
        del self._told[:-_WORDS_KEPT]

    def kept(self, from_ms: float) -> None:
        """Audio from there on may be sent again."""
        self._told = [(word, sent_ms) for word, sent_ms in self._told if sent_ms > from_ms]

    def reconnected(self, again_ms: float) -> None:
        """A new connection is sent `again_ms` of audio again."""
        self._again, self._again_ms = [word for word, _ in self._told], again_ms
        self._told.clear()

    def new(self, result: SttResult, sent_ms: float) -> SttResult:
        """The result without words that were told before; `sent_ms` of audio are sent by now."""
        if not self._again or not result.text:
            return result
        begins_ms = result.start_ms if result.is_placed else sent_ms - _LATE_MS
        words = result.text.split()
        begins, count = _common(self._again, bare_words(result.text))
        if begins_ms >= self._again_ms or not count:
            if result.is_final:
                self._again = []
            return result
        if result.is_final:
            self._again = self._again[begins + count :] if count == len(words) else []
        return replace(result, text=" ".join(words[count:]))


def _common(told: list[str], words: list[str]) -> tuple[int, int]:
    """Where the words begin among those that were told, and how many of them are the same.

    They go on to the end of either: others only sound alike.
    """
    for begins in range(len(told)):
        count = min(len(told) - begins, len(words))
        if told[begins : begins + count] == words[:count]:
            return begins, count
    return 0, 0
