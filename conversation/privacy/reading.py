"""Reading of a text: its words, numbers, codes and contexts, taken apart once for all finders."""

from bisect import bisect_left, bisect_right
from functools import cached_property

from conversation.privacy.contexts.finder import FoundContext, contexts
from conversation.privacy.digit_runs import DigitRun, runs
from conversation.privacy.email_words import ATS, CONNECTORS
from conversation.privacy.number_words.vocabulary import FILLERS, MONTHS, NUMBERS, ORDINALS
from conversation.privacy.numbers import Number, numbers
from conversation.privacy.plain_signs import in_ascii_digits
from conversation.privacy.spelling import SpelledCode, codes
from conversation.privacy.words import Word, words

_TELLING: set[str] = {*NUMBERS, *MONTHS, *ORDINALS, *ATS, *CONNECTORS}


class Reading:
    """A text taken apart; digits of any script are read, and its places are those of the text."""

    def __init__(self, text: str):
        self.text = in_ascii_digits(text)
        self.words: list[Word] = words(self.text)

    @cached_property
    def telling(self) -> bool:
        """Whether the text can hold anything to find."""
        text = self.text
        return (
            "@" in text
            or not _TELLING.isdisjoint([word.text for word in self.words])
            or any(word.text.isdecimal() for word in self.words)
            or sum(len(word.text) == 1 for word in self.words) > 1
        )

    @cached_property
    def numbers(self) -> list[Number]:
        """The numbers, in order."""
        return list(numbers(self.text, self.words))

    @cached_property
    def numbers_by_word(self) -> dict[int, Number]:
        """The numbers by the index of their first word."""
        return {number.first: number for number in self.numbers}

    @cached_property
    def runs(self) -> list[DigitRun]:
        """The digit runs, in order."""
        said = self.numbers
        if said and self.contexts:
            said = [number for number in said if not self._in_context(number.start)]
        return list(runs(self.text, self.words, iter(said)))

    @cached_property
    def codes(self) -> list[SpelledCode]:
        """The spelled codes, in order."""
        return list(codes(self.text, self.words, self.numbers_by_word))

    @cached_property
    def contexts(self) -> list[FoundContext]:
        """The contexts, in order."""
        return contexts(self.text, self.words)

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]

    def _in_context(self, place: int) -> bool:
        """Does a place belong to the words of a context: "CVV2", "16 digits"?"""
        at = bisect_right(self._context_starts, place) - 1
        return at >= 0 and place < self.contexts[at].end

    @cached_property
    def _context_starts(self) -> list[int]:
        return [context.start for context in self.contexts]

    def word_at(self, place: int) -> int:
        """The index of the first word that begins at a place in the text, or behind it."""
        return bisect_left(self._starts, place)

    def words_after(self, last: int) -> int:
        """The number of words after a word that are no fillers, counted up to eight."""
        return sum(word.text not in FILLERS for word in self.words[last + 1 : last + 9])
