"""Ranking: how likely a candidate answers what was asked, by its words and its meaning together.

Fused by score, not by rank: a list of words' best matches has ten entries, good or not, and fused
by their places they made each encoder worse in a trial.

| feature | what it is |
|---|---|
| score | the mean cosine of the question with the passage and with its nearest sentence, |
| | and WORDS times its words, in the index's own measure, as a share of the best candidate's |
| ahead | how far its score is ahead of the tenth's |
| unknown | the share of the question's words that no candidate has |
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.ports import Candidate, Vectors

WORDS = 0.18
"""What all words are worth, in cosine."""
_LIKELY = (-4.2, 1.6, 12.4, -0.6)
"""Of a passage's likelihood: a constant, then a factor a feature. Fit on the tuned questions."""
_ANSWERED = (0.6, 2.2, 2.1, -2.5)
"""The same, of whether anything answers, by the features of the best."""
_MOST_WEIGHT = 0.5
_PLACE = 10


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
        features: Score, ahead and unknown: see above.
    """

    candidate: Candidate
    likelihood: float
    features: tuple[float, ...]


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
    unknown = len({*asked}.difference(*[one.words for one in known])) / max(1, len({*asked}))
    most = max((one.words for one in candidates), default=0.0) or 1.0
    scores = [
        (one.meaning + _nearest(vector, own.sentences, one.meaning)) / 2 + WORDS * one.words / most
        for one, own in zip(candidates, known, strict=True)
    ]
    tenth = sorted(scores, reverse=True)[min(_PLACE, len(scores)) - 1] if scores else 0.0
    ranked: list[Ranked] = []
    for one, score in zip(candidates, scores, strict=True):
        features = (score, score - tenth, unknown)
        logit = _logit(_LIKELY, features) + weights.get(one.passage.id, 0.0)
        ranked.append(Ranked(one, 1 / (1 + math.exp(-logit)), features))
    return sorted(ranked, key=lambda found: (-found.likelihood, found.candidate.passage.id))


def is_answered(ranked: Sequence[Ranked]) -> bool:
    """Whether anything answers: else nothing was found, whatever is nearest."""
    return bool(ranked) and _logit(_ANSWERED, ranked[0].features) > 0


def weight(used: int, wrong: int) -> float:
    """What agents' feedback adds to a passage's score: bounded, and little before a few agree."""
    return _MOST_WEIGHT * (used - wrong) / (used + wrong + 2)


def _logit(factors: Sequence[float], features: Sequence[float]) -> float:
    return factors[0] + sum(a * b for a, b in zip(factors[1:], features, strict=True))


def _nearest(vector: Vectors, kept: bytes, otherwise: float) -> float:
    """The cosine of the nearest sentence."""
    if not kept:
        return otherwise
    rows = np.frombuffer(kept, np.float16).reshape(-1, len(vector))
    return float((rows.astype(np.float32) @ vector).max())
