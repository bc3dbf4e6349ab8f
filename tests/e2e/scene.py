"""Short calls, put together from phrases of the sample call."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from bots import sample
from conversation.speech.speakers import Speaker
from transports.audio.mulaw import RATE
from transports.recording.recording import Recording, ScriptTurn

_BEFORE_MS = 30
_AFTER_MS = 60
"""Room around a phrase: the times of words are no sharper."""
_SILENCE_MS = 700
"""Enough for the end of speech to be noticed."""


@dataclass(frozen=True)
class Phrase:
    """Some words of one turn of the sample call, said at another time.

    Attributes:
        turn: The number of the turn in the script, from 0.
        words: Which of its words.
        at_ms: When the first of them begins.
    """

    turn: int
    words: slice
    at_ms: int = 0

    def at(self, at_ms: int) -> "Phrase":
        """The same words at another time."""
        return Phrase(self.turn, self.words, at_ms)

    @property
    def speaker(self) -> Speaker:
        """Who says it."""
        return _script()[self.turn].speaker

    @property
    def text(self) -> str:
        """What is said."""
        return " ".join(word.word for word in _script()[self.turn].words[self.words])

    @property
    def source_ms(self) -> tuple[int, int]:
        """Where it begins and ends in the sample call."""
        words = _script()[self.turn].words[self.words]
        return words[0].start_ms, words[-1].end_ms

    @property
    def end_ms(self) -> int:
        """When its last word ends."""
        start_ms, end_ms = self.source_ms
        return self.at_ms + end_ms - start_ms


TOO_DEAR = Phrase(11, slice(0, 5))  # Ninety dollars? That's too expensive.
EXPENSIVE = Phrase(11, slice(2, 5))  # That's too expensive.
WHAT_COST = Phrase(9, slice(0, 5))  # And what does it cost?
HOW_SOON = Phrase(15, slice(3, 14))  # How soon can we get started, and can we keep …?
WEEKS = Phrase(7, slice(6, 16))  # Today, it takes three weeks to get any change made.
A_MONTH = Phrase(13, slice(0, 6))  # Probably eight thousand dollars a month.
UNDERSTOOD = Phrase(12, slice(0, 2))  # I understand.
TEN_MINUTES = Phrase(8, slice(0, 7))  # With us, it takes about ten minutes.


def scene(phrases: Sequence[Phrase], end_ms: int | None = None) -> Recording:
    """A call in which the phrases are said, up to `end_ms`, or to a silence after the last."""
    end_ms = max(phrase.end_ms for phrase in phrases) + _SILENCE_MS if end_ms is None else end_ms
    tracks = {speaker: np.zeros(end_ms * RATE // 1000, np.int16) for speaker in Speaker}
    recorded = _recording().tracks
    for phrase in phrases:
        start_ms, stop_ms = phrase.source_ms
        audio = recorded[phrase.speaker][
            (start_ms - _BEFORE_MS) * RATE // 1000 : (stop_ms + _AFTER_MS) * RATE // 1000
        ]
        begin = (phrase.at_ms - _BEFORE_MS) * RATE // 1000
        place = tracks[phrase.speaker][begin : begin + len(audio)]
        place[:] = audio[: len(place)]
    return Recording(tracks)


@cache
def _recording() -> Recording:
    return sample.recording()


def _script() -> list[ScriptTurn]:
    script = _recording().script
    assert script
    return script.turns
