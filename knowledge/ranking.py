"""Ranking: how likely a candidate answers what was asked, by its words and its meaning together.

Fused by score, not by rank: a list of words' best matches has ten entries, good or not, and fused
by their places they made each encoder worse in a trial.

| feature | what it is |
|---|---|
| score | the mean cosine of the question with the passage and with its nearest sentence, |
| | WORDS times its words, in the index's own measure, as a share of the best candidate's, |
| | CONCEPTS times the share of the question's concepts that it has, |
| | and HEADINGS times the share of them that its headings have; |
| | the fewer candidates have a concept, the more it counts |
| share | how much of all candidates' scores is its own, as a logarithm; ten more, of what |
| | nearly any question finds, are counted in, so that a lone passage is not sure by being alone |
| unknown | the share of the question's words that no candidate has |
"""

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from knowledge.concepts import MARK
from knowledge.ports import Candidate, Vectors
from knowledge.words import terms

WORDS = 0.15
"""What all words are worth, in cosine."""
CONCEPTS = 0.25
HEADINGS = 0.1
"""The same: concepts cross languages, and what a heading has is what a passage is about."""
_LIKELY = (2.0, 1.6, -0.85)
"""Of a passage's likelihood: a constant, then a factor of its share and of what is unknown.

Fit on the first passages of the tuned questions.
"""
_ANSWERED = (4.1, 0.87, -1.85)
"""The same, of whether anything answers, by the best; set so that nine in ten are right."""
_MOST_WEIGHT = 0.5
_SCALE = 0.08
_ANY = 10 * math.exp(0.35 / _SCALE)
"""Of the share: how far apart scores count as apart, and what any question finds."""


@dataclass(frozen=True, slots=True)
class Details:
    """Details that a passage is ranked by, beside what its index says.

    Attributes:
        words: Its words, as `knowledge.words.terms` makes them.
        sentences: The vectors of its sentences, as float16; empty: it has none.
    """

    words: frozenset[str]
    sentences: bytes


NO_DETAILS = Details(frozenset(), b"")
"""Of a passage that was removed meanwhile."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate and how likely it answers.

    Attributes:
        candidate: The candidate.
        likelihood: 0 to 1.
        share: Of the scores, as above.
        unknown: Of the question's words, as above.
    """

    candidate: Candidate
    likelihood: float
    share: float
    unknown: float


def rank(
    asked: Sequence[str],
    vector: Vectors,
    candidates: Sequence[Candidate],
    details: Mapping[str, Details],
    weights: Mapping[str, float],
) -> list[Ranked]:
    """The candidates, the likeliest first.

    Args:
        asked: The words of the question, as `knowledge.words.terms` makes them.
        vector: Of the question.
        candidates: What an index found, of one question.
        details: Of each, by its passage's id.
        weights: What feedback adds to a passage, by its id: see `weight`.
    """
    known = [details.get(one.passage.id, NO_DETAILS) for one in candidates]
    words = {*asked}
    unknown = len(words.difference(*[one.words for one in known])) / max(1, len(words))
    most = max((one.words for one in candidates), default=0.0) or 1.0
    concepts = _weighed({word for word in words if word.startswith(MARK)}, known)
    scores = [
        (one.meaning + _nearest(vector, own.sentences, one.meaning)) / 2
        + WORDS * one.words / most
        + CONCEPTS * _share(concepts, own.words)
        + HEADINGS * _share(concepts, _heading(one.passage.title))
        for one, own in zip(candidates, known, strict=True)
    ]
    whole = math.log(_ANY + sum(math.exp(score / _SCALE) for score in scores))
    ranked: list[Ranked] = []
    for one, score in zip(candidates, scores, strict=True):
        share = score / _SCALE - whole
        logit = _logit(_LIKELY, share, unknown) + weights.get(one.passage.id, 0.0)
        ranked.append(Ranked(one, 1 / (1 + math.exp(-logit)), share, unknown))
    return sorted(ranked, key=lambda found: (-found.likelihood, found.candidate.passage.id))


def is_answered(ranked: Sequence[Ranked]) -> bool:
    """Whether anything answers: else nothing was found, whatever is nearest."""
    return bool(ranked) and _logit(_ANSWERED, ranked[0].share, ranked[0].unknown) > 0


def likeliest(candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    """Those that are worth to look at closely, by what their index says."""
    words = max((one.words for one in candidates), default=0.0) or 1.0

    def score(one: Candidate) -> float:
        return one.meaning + WORDS * one.words / words

    return sorted(candidates, key=score, reverse=True)[:most]


def weight(used: int, wrong: int) -> float:
    """What agents' feedback adds to a passage's score: bounded, and little before a few agree."""
    return _MOST_WEIGHT * (used - wrong) / (used + wrong + 2)


def _logit(factors: tuple[float, float, float], share: float, unknown: float) -> float:
    constant, by_share, by_unknown = factors
    return constant + by_share * share + by_unknown * unknown


@lru_cache(maxsize=20_000)
def _heading(title: str) -> frozenset[str]:
    return frozenset(terms(title))


def _weighed(concepts: Iterable[str], known: Sequence[Details]) -> dict[str, float]:
    """How much each concept tells: one that most candidates have tells little."""
    having = {concept: sum(concept in one.words for one in known) for concept in concepts}
    return {name: math.log1p(len(known) / (number + 1)) for name, number in having.items()}


def _share(asked: Mapping[str, float], having: Container[str]) -> float:
    """How much of what is asked is had, by its weight; little where all of it weighs little."""
    had = sum(weight for name, weight in asked.items() if name in having)
    return had / max(1.0, sum(asked.values()))


def _nearest(vector: Vectors, kept: bytes, otherwise: float) -> float:
    """The cosine of the nearest sentence."""
    if not kept:
        return otherwise
    rows = np.frombuffer(kept, np.float16).reshape(-1, len(vector))
    return float((rows.astype(np.float32) @ vector).max())
