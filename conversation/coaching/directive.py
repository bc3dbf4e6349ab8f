"""Directive of a headline: what it asks of the agent, and whether another one may ask the same.

    "Ask who decides"          ask, who, decision
    "Find out who signs off"   ask, who, decision    may be the same
    "Tell them who decides"    tell, who, decision   another action
    "Ask who uses it"          ask, who, use         about another thing
    "Don't offer 10 % off"     not offer, 10         denied, and another number
    "Explain how to cancel"    tell, "cancel"        "Explain how to renew": one word is another

An encoder alone can't tell: to it, "call on Monday" is nearer to "call on Tuesday" than most
headlines are that ask the same in other words. So the words have to agree before it is asked.
"""

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

from conversation.coaching.directive_words import (
    ACTIONS,
    APOLOGIES,
    EMPTY,
    JOINED,
    NEGATORS,
    QUESTIONS,
    THINGS,
)
from conversation.coaching.guarding.day_facts import days
from conversation.coaching.guarding.name_facts import names
from conversation.coaching.guarding.number_facts import told
from conversation.coaching.wording import Wording, folded

_CLAUSES = re.compile(r"[;,:.–—]|\s-\s|\b(?:and|then|et|puis|y|luego)\b")
_ASKING_QUE = re.compile(r"\bqué\b", re.IGNORECASE)
_GIVE = "de"
"""A verb in Spanish where it begins a clause; elsewhere it is "of"."""
_ARTICLE = "1"
"""In French and Spanish an article is as good as the number."""
_LOOKS_AT = 4
"""An action is among so many words of a clause, or it has none that is known."""
_STEM = 5
_REMEMBERED = 1024


def _finder(listed: Mapping[str, str]) -> Callable[[str], str | None]:
    """What finds the kind of a word."""
    exact: dict[str, str] = {}
    begins: list[tuple[str, str]] = []
    for kind, line in listed.items():
        for word in line.split():
            if word.endswith("*"):
                begins.append((word[:-1], kind))
            else:
                exact[word] = kind

    def find(word: str) -> str | None:
        return exact.get(word) or next((k for start, k in begins if word.startswith(start)), None)

    return find


_action, _question, _thing = map(_finder, (ACTIONS, QUESTIONS, THINGS))
_NEGATORS = frozenset(Wording(NEGATORS, sentences=False).words)
_EMPTY = frozenset(EMPTY.split())


@dataclass(frozen=True, slots=True)
class Directive:
    """The directive of a headline, as far as its words tell.

    Attributes:
        actions: The kinds of what to do, each with whether it is denied.
        is_denying: Whether it denies anything, in whatever place.
        questions: What is asked for: who, when, …
        things: What it is about, of things that are known.
        facts: The numbers, days and names in it.
        content: The stems of its other words that have a content.
    """

    actions: Set[tuple[str, bool]]
    is_denying: bool
    questions: Set[str]
    things: Set[str]
    facts: Set[str]
    content: Set[str]

    @classmethod
    @lru_cache(_REMEMBERED)
    def of(cls, headline: str) -> "Directive":
        """The directive of a headline in English, French or Spanish."""
        plain = _ASKING_QUE.sub("cuál", headline)
        line = f" {' '.join(Wording(plain, sentences=False).words)} "
        for several, one in JOINED.items():
            line = line.replace(several, one)
        words, verbs, actions = line.split(), set[str](), set[tuple[str, bool]]()
        for at, part in enumerate(_CLAUSES.split(plain)):
            clause = Wording(part, sentences=False).words
            if clause and (found := _action_of(clause, is_first=at == 0)):
                verb, kind = found
                verbs.add(verb)
                actions.add((kind, not _NEGATORS.isdisjoint(clause[:_LOOKS_AT])))
        plain_words = set(words) - _EMPTY - _NEGATORS - verbs
        numbers = {number for number, _ in told(headline) if number != _ARTICLE}
        return cls(
            actions=actions,
            is_denying=not _NEGATORS.isdisjoint(words),
            questions=set(filter(None, map(_question, words))),
            things=set(filter(None, map(_thing, words))),
            facts={*numbers, *days(headline), *map(folded, names(headline))},
            content={word[:_STEM] for word in plain_words if not _question(word)},
        )

    def may_be(self, other: "Directive") -> bool:
        """Whether nothing in the words of the two tells them apart."""
        return (
            bool(self.actions)
            and self.actions == other.actions
            and self.is_denying == other.is_denying
            and self.facts == other.facts
            and (self.questions == other.questions or not (self.questions and other.questions))
            and (bool(self.things & other.things) or not (self.things and other.things))
            and not self._is_variation_of(other)
        )

    def _is_variation_of(self, other: "Directive") -> bool:
        """Whether both say the same but for a word or two, which are then what matters."""
        shared = self.content & other.content
        here, there = self.content - shared, other.content - shared
        return bool(here and there) and len(shared) >= min(len(here), len(there))


def _action_of(clause: tuple[str, ...], *, is_first: bool) -> tuple[str, str] | None:
    """A clause's verb and kind of action; the first clause is taken to begin with its verb."""
    if " ".join(clause).startswith(APOLOGIES):
        return clause[0], "own"
    begin = [word for word in clause[:_LOOKS_AT] if word not in _NEGATORS]
    for at, word in enumerate(begin):
        if (kind := _action(word)) and (at == 0 or word != _GIVE):
            return word, kind
    return (begin[0], begin[0][:_STEM]) if is_first and begin else None
