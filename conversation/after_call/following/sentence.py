"""Sentence of a turn or a card, as follow-through compares the two."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from conversation.after_call.following.words.compiled import FollowingWords
from conversation.coaching.directive import Directive
from conversation.coaching.wording import Wording
from conversation.speech.turns import Turn

_SENTENCE = re.compile(r"\S.*?(?:[.?!…](?=\s)|$)", re.DOTALL)
_STEM = 5
"""Of a word so many letters count: "compare" and "comparing" are one."""
_DATE = frozenset(["date"])
"""What a day or an hour is about."""
_SHORT = 2
_QUOTED_CHARS = 240


class ComparedSentence:
    """A text of a turn or a card, and what of it is compared.

    Attributes:
        text: The words, verbatim.
        wording: The same in plain form.
    """

    def __init__(self, text: str, words: FollowingWords | None) -> None:
        """Read a text with the words of its language."""
        self.text = text
        self.wording = Wording(text)
        self._words = words

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems of the words that have a content."""
        empty = self._words.empty if self._words else frozenset[str]()
        said = (word for word in self.wording.words if word not in empty)
        return frozenset(w[:_STEM] for w in said if len(w) > _SHORT or w.isdigit())

    @cached_property
    def wants(self) -> frozenset[str]:
        """What it asks for by its question words: who, when, how many."""
        return frozenset(Directive.of(self.text).questions)

    @cached_property
    def things(self) -> frozenset[str]:
        """What it is about, of things that are known (`directive_words.THINGS`)."""
        told = Directive.of(self.text)
        return frozenset(told.things) | (_DATE if told.facts else frozenset[str]())

    @property
    def asks(self) -> bool:
        """Whether it is a question; of one without a mark, whether it has a question's words."""
        marks = {".", "?"}.intersection(self.wording.tokens)
        if marks:
            return "?" in marks
        return self._words is not None and self.wording in self._words.asks

    @property
    def words(self) -> str:
        """The words alone, in plain form."""
        return " ".join(self.wording.words)

    @property
    def quote(self) -> str:
        """The words as they are quoted."""
        return self.text[:_QUOTED_CHARS].strip()


def sentences(turn: Turn, words: FollowingWords | None) -> Iterator[ComparedSentence]:
    """The sentences of a turn; what has no marks is one."""
    for match in _SENTENCE.finditer(turn.text):
        yield ComparedSentence(match.group(), words)


def shared(wanted: frozenset[str], said: frozenset[str]) -> float:
    """The share of what is wanted that was said, 0 to 1; 0 where nothing is wanted."""
    return len(wanted & said) / len(wanted) if wanted else 0.0


def best(wanted: Sequence[frozenset[str]], said: frozenset[str]) -> float:
    """The share of the one that was said most of."""
    return max((shared(one, said) for one in wanted), default=0.0)
