"""Talk memory: earlier words of a call that the words of a turn may go on from.

agent     "And the security code?"        asked: the next words of the other party are read
customer  "It's four eight"               as if they stood behind it
agent     "mm-hmm"
customer  "two"                           unfinished: read behind the party's own words
"""

from collections import deque
from copy import copy
from dataclasses import dataclass

from conversation.privacy.contexts.finder import FoundContext
from conversation.privacy.reading import Reading

_MOST_TURNS = 6  # for which a question, or an unfinished number, is remembered
_MOST_CHARS = 240
_TAIL_WORDS = 3  # behind a number that may go on
_SHORT = 2  # words of a turn that changes nothing: "uh-huh", "go on"
_MOST_VALUES = 50
_MOST_ASKED = 3


@dataclass(slots=True)
class _Said:
    """Words that may go on, by whom, and when: a count of turns."""

    text: str
    by: str
    turn: int
    question: bool = False


class TalkState:
    """The unfinished words of each party, and what was asked last."""

    def __init__(self) -> None:
        self._turn = 0
        self._asked: _Said | None = None
        self._answered = False
        self._unfinished: dict[str, _Said] = {}
        self._values: deque[tuple[str, str]] = deque(maxlen=_MOST_VALUES)

    def branch(self) -> "TalkState":
        """The same talk, to go on from in another direction."""
        other = copy(self)
        other._unfinished = dict(self._unfinished)
        other._values = self._values.copy()
        return other

    def before(self, speaker: str) -> str:
        """The earlier words behind which a party's are read; they end in a blank, or are empty."""
        asked, own = self._asked, self._unfinished.get(speaker)
        parts: list[str] = []
        if asked and asked.by != speaker and self._turn - asked.turn < _MOST_TURNS:
            parts.append(asked.text)
        if own and self._turn - own.turn < _MOST_TURNS:
            parts.append(own.text)
        return "".join(f"{part} " for part in parts)

    def heard(self, speaker: str, reading: Reading, *, found: bool, whole: bool) -> None:
        """Take in a finished turn.

        Args:
            speaker: Who said it.
            reading: The turn alone.
            found: Whether something was hidden in it.
            whole: Whether the last of it is whole, so that it does not go on.
        """
        self._turn += 1
        self._take_answer(speaker, reading, found=found)
        asks = _asks(reading)
        if asks:
            text = " ".join(f"{reading.text[one.start : one.end]}?" for one in asks)
            self._asked, self._answered = _Said(text, speaker, self._turn), False
            own = reading.text[asks[-1].start :][-_MOST_CHARS:]
            self._unfinished = {speaker: _Said(own, speaker, self._turn, question=True)}
            return
        if len(reading.words) > _SHORT:
            # An answer; or the asker went on to speak of something else.
            self._unfinished = {by: s for by, s in self._unfinished.items()
                                if by == speaker or not s.question}  # fmt: skip
        if whole:
            self._unfinished.pop(speaker, None)
        else:
            self._take_unfinished(speaker, reading)

    def remember(self, value: str, placeholder: str) -> None:
        """Keep what was hidden, for when it is said again."""
        if len(value) > 1 and (value, placeholder) not in self._values:
            self._values.append((value, placeholder))

    def again(self, value: str) -> str | None:
        """The placeholder of what was hidden before: the same value, or four of its digits."""
        for known, placeholder in reversed(self._values):
            if known == value:
                return placeholder
        if len(value) > 3 and value.isdecimal():  # noqa: PLR2004
            for known, placeholder in reversed(self._values):
                if value in known:
                    return placeholder
        return None

    @property
    def hidden_dates(self) -> bool:
        """Whether a date was hidden."""
        return any("-" in value for value, _ in self._values)

    def _take_answer(self, speaker: str, reading: Reading, *, found: bool) -> None:
        if not self._asked or self._asked.by == speaker:
            return
        if found:
            self._answered = True
        elif self._answered and len(reading.words) > _SHORT:
            self._asked = None

    def _take_unfinished(self, speaker: str, reading: Reading) -> None:
        own = self._unfinished.get(speaker)
        if not _goes_on(reading):
            if len(reading.words) > _SHORT:
                self._unfinished.pop(speaker, None)
            return
        before = f"{own.text} " if own and self._turn - own.turn < _MOST_TURNS else ""
        text = (before + reading.text)[-_MOST_CHARS:]
        self._unfinished[speaker] = _Said(text, speaker, self._turn)


def _asks(reading: Reading) -> list[FoundContext]:
    """The contexts that no number follows, so that one is asked for; the secret ones, if any."""
    said = reading.numbers[-1].start if reading.numbers else 0
    last = [one for one in reading.contexts if one.end > said][-_MOST_ASKED:]
    return [one for one in last if one.row.kind] or last


def _goes_on(reading: Reading) -> bool:
    """Does a turn end in something that may go on: a number, letters, a name before "at"?"""
    if not reading.telling:
        return False
    if reading.numbers and reading.words_after(reading.numbers[-1].last) <= _TAIL_WORDS:
        return True
    return not reading.numbers and len(reading.words) <= 2 * _TAIL_WORDS
