"""Sentiment of a party: how they feel by the words of their turns, and where that is going.

    valence of a turn   +1 glad words alone … 0 none … -1 cross words alone
    score               a running mean of them, in which the last turns count most
    trend               the score against a slower mean

What is denied turns round ("not happy"), and so does mock praise; what is supposed, quoted or
another's counts nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conversation.coaching.cues import ExceptedCues
from conversation.coaching.detection.stance import Stance, Stances
from conversation.coaching.wording import Wording
from conversation.memory.words.compiled import MemoryWords

_FAST, _SLOW, _FADING = 0.5, 0.15, 0.1
_ONE_WORD = 0.5  # the valence of one glad or cross word by itself
_STEP = 0.25  # what is told is no finer: it is a guess
_TURNED = 0.2
_CONTENT_WORDS = 4


class Trend(StrEnum):
    """The ways a sentiment goes."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


@dataclass(frozen=True, slots=True)
class Sentiment:
    """The sentiment of one party.

    Attributes:
        score: From -1, cross, to 1, glad, in steps of a quarter.
        trend: Where it is going.
        turn_id: The last turn that gave it away.
    """

    score: float
    trend: Trend
    turn_id: str

    def as_dict(self) -> dict[str, Any]:
        """The sentiment as an event tells it."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Sentiment":
        """The sentiment that an event tells."""
        return cls(float(data["score"]), Trend(data["trend"]), data["turn_id"])


class Mood:
    """The mood of one party, turn by turn."""

    def __init__(self, known: Sentiment | None = None) -> None:
        """Begin with none, or with what was known of it."""
        self.told = known
        self._fast = self._slow = known.score if known else 0.0

    def hear(self, valence: float | None, turn_id: str) -> bool:
        """Take in a turn's valence; returns whether what is told has changed."""
        if valence is None or (self.told is None and valence == 0):
            return False
        pace = _FAST if valence else _FADING
        self._fast += pace * (valence - self._fast)
        self._slow += _SLOW * (valence - self._slow)
        before, known = self.told, self._fast - self._slow
        trend = Trend.RISING if known > _TURNED else Trend.STEADY
        trend = Trend.FALLING if known < -_TURNED else trend
        score = round(self._fast / _STEP) * _STEP + 0.0
        at = turn_id if valence or before is None else before.turn_id
        if before and (before.score, before.trend) == (score, trend):
            return False
        self.told = Sentiment(score, trend, at)
        return True


def valence(wording: Wording, stances: Stances, words: MemoryWords) -> float | None:
    """How glad or cross a turn is, from -1 to 1; None where it says too little to tell."""
    glad = _weighed(words.glad, wording, stances)
    cross = -_weighed(words.cross, wording, stances)
    if not glad and not cross:
        return 0.0 if len(wording.words) >= _CONTENT_WORDS else None
    return max(-1.0, min(1.0, _ONE_WORD * (glad + cross)))


def _weighed(cues: ExceptedCues, wording: Wording, stances: Stances) -> float:
    """The sum over its words: 1 where one is meant, -1 where it is turned round, else 0."""
    total = 0.0
    for span in cues.spans(wording):
        stance = stances.at(span)
        total += 1 if stance is None else -1 if stance in _TURNS_ROUND else 0
    return total


_TURNS_ROUND = (Stance.NEGATED, Stance.IRONIC)
