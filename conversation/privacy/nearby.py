"""Nearby contexts: those before and behind a place in a text that reach as far as it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from conversation.privacy.contexts.finder import FoundContext
from conversation.privacy.contexts.rows import ValueShape
from conversation.privacy.digit_runs import DigitRun
from conversation.privacy.reading import Reading
from conversation.privacy.spelling import SpelledCode

_TRIED = 3
_ASKED_GAP = 8  # words more than else between a question and what answers it
_MOST_BEHIND = 4
_PARTING = {"and", "et", "y", "then", "but", "on", "in", "with", "or"}
_NEAR = 3


class Nearby:
    """Looks contexts up by place."""

    def __init__(self, reading: Reading, *, open_words: int, before: int):
        """Look at a text.

        Args:
            reading: The text.
            open_words: How many words at most come after a number that may go on; -1 for none.
            before: Where in the text the turn begins; before it stands what was said earlier.
        """
        self._reading = reading
        self._open_words = open_words
        self._before_turn = before
        self._starts = [context.start for context in reading.contexts]
        self._ends = [context.end for context in reading.contexts]
        self._code_starts = [code.pieces[0].start for code in reading.codes]

    def open(self, last: int) -> bool:
        """May what ends with a word go on behind the end of the text?"""
        return self._reading.words_after(last) <= self._open_words

    def expects(self, shape: ValueShape) -> bool:
        """Does the text hold a context of a shape?"""
        return any(context.row.shape is shape for context in self._reading.contexts)

    def before(self, start: int, first: int) -> Iterator[FoundContext]:
        """The contexts in whose reach a place and its word are, the nearest first."""
        at = bisect_right(self._ends, start)
        for context in reversed(self._reading.contexts[max(0, at - _TRIED) : at]):
            gap = context.row.gap + (_ASKED_GAP if self.asked(context) else 0)
            if first - self._reading.word_at(context.end) <= gap:
                yield context

    def behind(self, end: int, last: int) -> FoundContext | None:
        """The context close behind what ends at a place with a word."""
        at = bisect_left(self._starts, end)
        context = self._reading.contexts[at] if at < len(self._starts) else None
        if context and self._reading.word_at(context.start) - last - 1 <= _MOST_BEHIND:
            return context
        return None

    def named_behind(self, run: DigitRun) -> FoundContext | None:
        """The secret context that says what a run before it is: "737 is my security code"."""
        context = self.behind(run.end, run.last)
        if not context or context.row.kind is None:
            return None
        between = self._reading.words[run.last + 1 : self._reading.word_at(context.start)]
        return None if any(word.text in _PARTING for word in between) else context

    def asked(self, context: FoundContext) -> bool:
        """Was a context said before the turn?"""
        return context.end <= self._before_turn

    def near(self, context: FoundContext, run: DigitRun) -> bool:
        """Do few words stand between a context and a run behind it?"""
        return run.first - self._reading.word_at(context.end) <= _NEAR

    def code(self, run: DigitRun) -> SpelledCode | None:
        """The spelled code of which a run is a part."""
        at = bisect_right(self._code_starts, run.start) - 1
        code = self._reading.codes[at] if at >= 0 else None
        return code if code and code.pieces[-1].end >= run.end else None
