"""Carried words: those that a closed turn took while the recogniser could still change them."""

from collections import deque
from dataclasses import dataclass

from conversation.speech.open_turn import NEAR_MS

_TURNS_KEPT = 8
_SLIP_MS = 300  # a recogniser may move where its words begin


@dataclass(slots=True)
class _Carried:
    words: list[str]
    from_ms: int
    until_ms: int
    words_ms: int | None  # where the words begin, which others of the turn may precede

    def is_behind(self, at_ms: int | None) -> bool:
        """Whether its words are known to begin behind what begins at `at_ms`."""
        if self.words_ms is None or at_ms is None:
            return False
        return at_ms + _SLIP_MS < self.words_ms

    def has(self, at_ms: int | None, within_ms: int = 0) -> bool:
        """Whether its speech was at `at_ms`, or `within_ms` of it."""
        if at_ms is None:
            return False
        return self.from_ms - within_ms <= at_ms <= self.until_ms + within_ms


class CarriedWords:
    """Words of closed turns that were not final when they closed.

    Their final words come later, often with a start after their turn's end, in front of what
    the next turn says, where they would stand twice.
    """

    def __init__(self) -> None:
        """Nothing is carried yet."""
        self._turns: deque[_Carried] = deque(maxlen=_TURNS_KEPT)
        self._is_quiet = True  # since the last of them

    def carry(self, text: str, from_ms: int, until_ms: int, words_ms: int | None = None) -> None:
        """A turn that was spoken `from_ms` to `until_ms` has closed with the interim `text`.

        Its words begin at `words_ms`, where that is known.
        """
        self._turns.append(_Carried(bare_words(text), from_ms, until_ms, words_ms))
        self._is_quiet = True

    def speech_started(self) -> None:
        """The party speaks: words without a place are of what they say now."""
        self._is_quiet = False

    def left_out(self, text: str, start_ms: int | None) -> str:
        """Final words that begin at `start_ms`, without those that a closed turn had already.

        Words without a place are of the last turn, while nothing was spoken since. What that turn
        carried is final with them, so it carries no more of it.
        """
        near = self._near(start_ms)
        rest, common = self._beyond(text, near)
        for carried, count in common:
            carried.words = carried.words[count:]
        for carried in near:
            heard_better = carried.has(start_ms) and not carried.is_behind(start_ms)
            if not carried.words or (not common and heard_better):
                carried.words = []
        self._turns = deque((turn for turn in self._turns if turn.words), _TURNS_KEPT)
        return rest

    def beyond(self, text: str, start_ms: int | None) -> str:
        """Words that may still change, without those that a closed turn has."""
        return self._beyond(text, self._near(start_ms))[0]

    def _beyond(self, text: str, near: list[_Carried]) -> tuple[str, list[tuple[_Carried, int]]]:
        """The words beyond the carried ones, and how many of whose.

        They begin with those of a turn that is `near`; those of the turns after it may follow.
        """
        found: list[tuple[_Carried, int]] = []
        for carried in self._turns:
            if found or carried in near:
                text, common = _beyond(text, carried.words)
                if common:
                    found.append((carried, common))
        return text, found

    def _near(self, start_ms: int | None) -> list[_Carried]:
        if start_ms is None:
            return [self._turns[-1]] if self._turns and self._is_quiet else []
        return [turn for turn in self._turns if turn.has(start_ms, NEAR_MS)]


def _beyond(text: str, carried: list[str]) -> tuple[str, int]:
    """The words beyond the carried ones, and how many are common; all, where they differ."""
    words = text.split()
    common = min(len(carried), len(words))
    if bare_words(text)[:common] != carried[:common]:
        return text, 0
    return " ".join(words[common:]), common


def bare_words(text: str) -> list[str]:
    """The words without case and punctuation around them."""
    return [word.strip(".,;:!?…\"'“”‘’«»()").casefold() for word in text.split()]
