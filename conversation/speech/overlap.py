"""Speech overlap: how long both parties spoke at once during a turn, by the speech detector."""

from collections import deque
from dataclasses import dataclass

from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

# Shorter overlaps are how people take turns.
_LEAST_MS = 250
_SPEECH_KEPT = 128


@dataclass(slots=True)
class _Speech:
    start_ms: int
    end_ms: int | None = None  # None: it goes on


class SpeechOverlap:
    """The speech of both parties, which may run ahead of their words."""

    def __init__(self) -> None:
        """Nobody has spoken."""
        self._speech = {speaker: deque[_Speech](maxlen=_SPEECH_KEPT) for speaker in Speaker}

    def started(self, speaker: Speaker, at_ms: int) -> None:
        """A party began to speak."""
        self._speech[speaker].append(_Speech(at_ms))

    def stopped(self, speaker: Speaker, at_ms: int) -> None:
        """A party stopped speaking."""
        if speech := self._speech[speaker]:
            speech[-1].end_ms = at_ms

    def of(self, turn: Turn) -> int | None:
        """For how many ms the other party spoke too; None where it is not worth a word."""
        others = self._within(turn, turn.speaker.other)
        overlap_ms = sum(
            max(0, min(until, other_until) - max(since, other_since))
            for since, until in self._within(turn, turn.speaker)
            for other_since, other_until in others
        )
        return overlap_ms if overlap_ms > _LEAST_MS else None

    def _within(self, turn: Turn, speaker: Speaker) -> list[tuple[int, int]]:
        return [
            (max(speech.start_ms, turn.start_ms), min(speech.end_ms or turn.end_ms, turn.end_ms))
            for speech in self._speech[speaker]
            if speech.start_ms < turn.end_ms and (speech.end_ms or turn.end_ms) > turn.start_ms
        ]
