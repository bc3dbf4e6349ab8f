"""Aim of a card: what it would have the agent ask, say and not do."""

import re
from collections.abc import Sequence
from functools import cached_property

from conversation.after_call.following.case import CardCase
from conversation.after_call.following.sentence import ComparedSentence
from conversation.after_call.following.words.compiled import FollowingWords
from conversation.coaching.directive import Directive
from conversation.coaching.directive_words import ACTIONS
from conversation.coaching.wording import Wording

_FORBIDS = re.compile(
    r"^ (?:don t|do not|never|avoid|no|nothing"
    r"|ne|n|pas|jamais|evitez|rien|nada|nunca|evite|que no) "
)
_CLAUSE = re.compile(r"[;,:.–—]|\s-\s")
_AND = re.compile(r"[?,;.¿]\s*(?:(?:and|or|et|ou|y|o)\s+)?")
_VERB = re.compile(
    r"^(?:(?:and|then|but|et|puis|mais|y|luego|pero)\s+)?[^\s-]+(?:-(?:vous|le|la|les|lui)\b)?",
    re.I,
)


class Aim:
    """The aim of one card, as far as its words tell.

    Attributes:
        questions: What it would have asked.
        actions: The kinds of what to do, by the headline's verbs (`directive_words.ACTIONS`).
    """

    def __init__(self, case: CardCase, words: FollowingWords | None) -> None:
        """Read a card with the words of its language."""
        self._words = words
        parts = [part.strip() for part in _CLAUSE.split(case.headline)]
        self._forbidden = [part for part in parts if _forbids(part)]
        self._wanted = [part for part in parts if part and not _forbids(part)]
        self.questions = [ComparedSentence(q, words) for q in _questions(case.questions)]
        done = Directive.of("; ".join(self._wanted)).actions if self._wanted else ()
        self.actions = frozenset(kind for kind, is_denied in done if not is_denied)
        self._direction = ComparedSentence(case.direction, words)

    @property
    def only_asks(self) -> bool:
        """Whether nothing else than a question is advised."""
        return self.actions <= {"ask"} and not self.forbids

    @property
    def forbids(self) -> bool:
        """Whether it says what not to do."""
        return bool(self._forbidden)

    @cached_property
    def headline(self) -> frozenset[str]:
        """The content of what the headline would have done."""
        return self._content(list(map(_without_verb, self._wanted)))

    @cached_property
    def things(self) -> frozenset[str]:
        """What the headline is about, of things that are known (`directive_words.THINGS`)."""
        return frozenset(thing for part in self._wanted for thing in Directive.of(part).things)

    @cached_property
    def direction(self) -> frozenset[str]:
        """The content of where it leads."""
        return self._direction.content

    @cached_property
    def forbidden(self) -> frozenset[str]:
        """The content of what the headline would not have done."""
        return self._content(self._forbidden)

    def _content(self, parts: list[str]) -> frozenset[str]:
        return frozenset[str]().union(
            *(ComparedSentence(part, self._words).content for part in parts)
        )


def _questions(questions: Sequence[str]) -> list[str]:
    """The questions, and each part of those that ask two things at once."""
    parts = (part.strip() for question in questions for part in _AND.split(question))
    return list(dict.fromkeys([*questions, *(part for part in parts if " " in part)]))


def _without_verb(part: str) -> str:
    """A clause without a verb that only tells the kind of what to do: "the refund"."""
    kinds = {kind for kind, _ in Directive.of(part).actions}
    return _VERB.sub("", part) if kinds & ACTIONS.keys() else part


def _forbids(part: str) -> bool:
    return bool(_FORBIDS.match(Wording(part, sentences=False).line))
