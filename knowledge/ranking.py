"""Ranking: how likely a candidate answers what was asked, by its words and its meaning together.

Fused by score, not by rank: a list of words' best matches has ten entries, good or not, and fused
by their places they made each encoder worse in a trial. The score adds up a candidate's
`knowledge.likeness`, by weights that are learnt; of it are made

| figure | what it is |
|---|---|
| share | how much of all candidates' scores is its own, as a logarithm; ten more, of what |
| | nearly any question finds, are counted in, so that a lone passage is not sure by being alone |
| contested | the rest of all scores, and a tenth, as a logarithm: it tells those that are nearly |
| | alone apart; never surer than nine in ten, since a near miss looks like an answer |
| rarest | whether it has the rarest word of the question, which of a near miss is not told |
| missing | the share of what is asked to which no word of the candidate is like |
| unknown | the share of what is asked to which no candidate's words are like, less of few |
| nearest | the cosine of the candidate that means most nearly what is asked |
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.cosine_scale import LEARNT, CosineScale
from knowledge.likeness import NO_DETAILS, Details, likeness, rarest_in, unknown_in
from knowledge.ports import Candidate, Vectors
from knowledge.word_nearness import Nearness
from knowledge.words import Sense

# What is below was fit by `python -m evaluation.knowledge.fit`, which tells how.
_WEIGHTS = np.array([8.23, 2.69, 8.02, 0.84, 3.66, 2.89, -1.12, 3.22, 0.92])
"""Of a candidate's likeness, in the order of `knowledge.likeness`."""
_LIKELY = (0.6, 0.62, -0.55, 0.44, -1.84)
"""Of a passage's likelihood: a constant, then factors of the first four figures above.

Set as if every second question had no answer: with fewer, more is told, and less sure.
"""
_ANSWERED = (3.64, 0.77, -1.13, 0.56)
"""Of whether anything answers: a constant, then factors of the best share, unknown and nearest.

Set so that of the questions of which "nothing found" is said nine in ten have no answer, where one
in five has none.
"""
_MOST_WEIGHT = 0.5
_WORDS = 0.15
"""What all words are worth, in cosine, where candidates are chosen."""
_ANY_QUESTION = math.log(10) + 5.0
"""Of the share: what any question finds."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate and how likely it answers.

    Attributes:
        candidate: The candidate.
        likelihood: 0 to 1.
        share: Of the scores, as above.
        unknown: Of what is asked, as above.
        nearest: Of all candidates' cosines, as above.
    """

    candidate: Candidate
    likelihood: float
    share: float
    unknown: float
    nearest: float


def rank(
    asked: Sequence[Sense],
    vector: Vectors,
    candidates: Sequence[Candidate],
    details: Mapping[str, Details],
    *,
    scale: CosineScale,
    near: Nearness,
    weights: Mapping[str, float],
) -> list[Ranked]:
    """The candidates, the likeliest first.

    Args:
        asked: The words of the question, as `knowledge.words.senses` makes them.
        vector: Of the question.
        candidates: What an index found, of one question.
        details: Of each, by its passage's id; one that was removed meanwhile has none.
        scale: Of the cosines of whoever made the vectors.
        near: How near their words come to those of the question.
        weights: What feedback adds to a passage, by its id: see `weight`.
    """
    if not candidates:
        return []
    known = [details.get(one.passage.id, NO_DETAILS) for one in candidates]
    figures = likeness(asked, vector, candidates, known, near, scale=scale)
    share_of = shares(figures @ _WEIGHTS).tolist()
    unknown, nearest = unknown_in(near), float(figures[:, 0].max())
    told = zip(share_of, rarest_in(asked, known), near.missing(), strict=True)
    rows = [
        (share + weights.get(one.passage.id, 0.0), one.passage.id, one, share, has, lacks)
        for one, (share, has, lacks) in zip(candidates, told, strict=True)
    ]
    ranked: list[Ranked] = []
    surest = 1.0
    for _, id, one, share, has, lacks in sorted(rows, key=lambda row: (-row[0], row[1])):
        logit = _logit(_LIKELY, share, contested(share), has, lacks) + weights.get(id, 0.0)
        surest = min(surest, 1 / (1 + math.exp(-logit)))
        ranked.append(Ranked(one, surest, share, unknown, nearest))
    return ranked


def is_answered(ranked: Sequence[Ranked]) -> bool:
    """Whether anything answers: else nothing was found, whatever is nearest."""
    if not ranked:
        return False
    best = ranked[0]
    return _logit(_ANSWERED, best.share, best.unknown, best.nearest) > 0


def likeliest(
    candidates: Sequence[Candidate], most: int, scale: CosineScale = LEARNT
) -> list[Candidate]:
    """Those that are worth to look at closely, by what their index says."""
    words = max((one.words for one in candidates), default=0.0) or 1.0

    def score(one: Candidate) -> float:
        return scale.usual(one.meaning) + _WORDS * one.words / words

    return sorted(candidates, key=score, reverse=True)[:most]


def weight(used: int, wrong: int) -> float:
    """What agents' feedback adds to a passage's score: bounded, and little before a few agree."""
    return _MOST_WEIGHT * (used - wrong) / (used + wrong + 2)


def shares(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How much of all candidates' scores is each one's own, as above."""
    return scores - np.logaddexp.reduce([_ANY_QUESTION, *scores])


def contested(share: float) -> float:
    """What of all scores is not a candidate's, whose share is `share`, as above."""
    return math.log(1.1 - math.exp(share))


def _logit(factors: Sequence[float], *figures: float) -> float:
    constant, *rest = factors
    return constant + sum(factor * figure for factor, figure in zip(rest, figures, strict=True))
