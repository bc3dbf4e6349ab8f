"""Search query: the words and phrases that a search of calls asks for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from conversation.errors import CallShadowError, ErrorCode
from conversation.search.words import words_of

MOST_PHRASES = 16
SHORTEST_BEGINNING = 3
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_PART = re.compile(r'"([^"]*)"|([^\s"]+)')


class SearchQueryError(CallShadowError):
    """A search asks for nothing that can be looked for; the message says why."""

    code = ErrorCode.INVALID_REQUEST


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side; mostly a single one.

    Attributes:
        words: As `words_of` has them.
        is_begun: Whether the last one may go on: it is still being written.
    """

    words: tuple[str, ...]
    is_begun: bool = False

    def ends(self, words: Sequence[str], at: int) -> int | None:
        """Where it ends in `words` if it begins at `at`, else None."""
        end = at + len(self.words)
        some = tuple(words[at:end])
        if some == self.words:
            return end
        begun = self.is_begun and len(some) == len(self.words) and some[:-1] == self.words[:-1]
        return end if begun and some[-1].startswith(self.words[-1]) else None


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """The phrases that a turn, or a card's headline, has to have, all of them."""

    phrases: tuple[Phrase, ...]

    @classmethod
    def of(cls, text: str) -> Self:
        """What a reader has written: words, and phrases between double quotes.

        The last word, unless it is quoted or shorter than `SHORTEST_BEGINNING`, may go on.

        Raises:
            SearchQueryError: There is no word, too many, or a quote is not closed.
        """
        text = text.translate(_QUOTES)
        if text.count('"') % 2:
            raise SearchQueryError('search: a phrase begins with " and does not end with one')
        phrases = list(dict.fromkeys(_phrases(text)))
        if not phrases:
            raise SearchQueryError('search: give words, or a phrase between " and "')
        if len(phrases) > MOST_PHRASES:
            raise SearchQueryError(f"search: at most {MOST_PHRASES} words or phrases")
        return cls(tuple(phrases))


def _phrases(text: str) -> list[Phrase]:
    found: list[Phrase] = []
    for part in _PART.finditer(text):
        words = tuple(one.word for one in words_of(part.group()))
        if not words:
            continue
        is_last = part.end() == len(text) and part.group(2) is not None
        found.append(Phrase(words, is_last and len(words[-1]) >= SHORTEST_BEGINNING))
    return found
