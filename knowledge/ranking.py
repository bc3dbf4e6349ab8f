"""Ranking: how likely a candidate answers what was asked, by its words and its meaning together.

Fused by score, not by rank: a list of words' best matches has ten entries, good or not, and fused
by their places they made each encoder worse in a trial.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.ports import Candidate
from knowledge.words import terms

FLOOR = 0.5
"""Below this likelihood, nothing was found."""
_MOST_WEIGHT = 0.5
_MEANING, _WORDS, _BASE = 12.0, 3.0, -6.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate and how likely it answers, 0 to 1."""

    candidate: Candidate
    likelihood: float


def rank(
    asked: Sequence[str], candidates: Sequence[Candidate], weights: Mapping[str, float]
) -> list[Ranked]:
    """The candidates, the likeliest first.

    Args:
        asked: The words of the question, as `knowledge.words.terms` makes them.
        candidates: What an index found, of one question.
        weights: What feedback adds to a passage, by its id: see `weight`.
    """
    said = {c.passage.id: {*terms(c.passage.indexed)} for c in candidates}
    rarity = _rarity({*asked}, list(said.values()))
    ranked: list[Ranked] = []
    for one in candidates:
        share = sum(rarity[word] for word in rarity if word in said[one.passage.id])
        score = _BASE + _MEANING * one.meaning + _WORDS * share
        score += weights.get(one.passage.id, 0.0)
        ranked.append(Ranked(one, 1 / (1 + math.exp(-score))))
    return sorted(ranked, key=lambda found: (-found.likelihood, found.candidate.passage.id))


def weight(used: int, wrong: int) -> float:
    """What agents' feedback adds to a passage's score: bounded, and little before a few agree."""
    return _MOST_WEIGHT * (used - wrong) / (used + wrong + 2)


def _rarity(asked: set[str], said: Sequence[set[str]]) -> dict[str, float]:
    """The share that each word has in the question: rare words tell more. In sum 1."""
    counts = Counter(word for words in said for word in words & asked)
    shares = {word: math.log(1 + (len(said) + 1) / (counts[word] + 0.5)) for word in asked}
    whole = sum(shares.values()) or 1.0
    return {word: share / whole for word, share in shares.items()}
