"""Candidate's likeness to a question: the figures that ranking weighs.

| column | figure |
|---|---|
| 0 | the cosine of the question with the passage, on the local encoder's scale |
| 1 | with its nearest sentence |
| 2 | with its two nearest, the mean: one alone may be near by chance |
| 3 | how much of what is asked it has, by words or by concepts, which cross languages |
| 4 | by concepts alone |
| 5 | how much of its heading is asked: "Warranty of the battery" is not "Storing the battery" |
| 6 | whether its heading is a question, to which any question is somewhat near |
| 7 | how near the three nearest of its document's other candidates are |
| 8 | how near its words come to each that is asked: other words for the same, or misheard |

What the index says of words is no figure: each index has its own measure.
What most candidates have tells little: a word weighs by how few have it.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from knowledge.cosine_scale import LEARNT, CosineScale
from knowledge.ports import Candidate, Vectors
from knowledge.reading.list_number import without_number
from knowledge.word_nearness import Nearness
from knowledge.words import Sense, concepts_of, senses

_NEIGHBOURS = 3
CLOSELY = 60
"""Candidates that a search looks at by these figures; there are fewer in a small library."""
_ASKED = 0.25
"""In cosine, what is asked is worth in a neighbour."""


@dataclass(frozen=True, slots=True)
class Details:
    """Details that a passage is ranked by, beside what its index says.

    Attributes:
        words: Its words, as `knowledge.words.terms` makes them.
        sentences: The vectors of its sentences, as float16; empty: it has none.
    """

    words: frozenset[str]
    sentences: bytes


Weighed = list[list[tuple[float, str]]]
"""Senses, each with what its terms tell, the most first."""
NO_DETAILS = Details(frozenset(), b"")
"""Of a passage that was removed meanwhile."""


def likeness(
    asked: Sequence[Sense],
    vector: Vectors,
    candidates: Sequence[Candidate],
    details: Sequence[Details],
    near: Nearness,
    *,
    scale: CosineScale = LEARNT,
) -> npt.NDArray[np.float64]:
    """The figures of each candidate, a row each.

    Args:
        asked: The words of the question, as `knowledge.words.senses` makes them.
        vector: Of the question.
        candidates: At least one.
        details: Of each.
        near: Their words to those of the question.
        scale: Of the cosines of whoever made the vectors.
    """
    weight = _rarity(details, strange=1.0)
    any_sense = {term for sense in asked for term in sense}
    own = _weighed(asked, weight)
    meant = _weighed((sense for sense in map(concepts_of, asked) if sense), weight)
    headings = _headings_asked(candidates, any_sense, weight)
    rows = [
        [
            scale.usual(one.meaning),
            scale.usual(nearest),
            scale.usual(two),
            _share_of(own, known.words),
            _share_of(meant, known.words),
            headings[one.passage.title],
            float(one.passage.title.rstrip().endswith("?")),
        ]
        for one, known, (nearest, two) in zip(
            candidates, details, _nearest(vector, candidates, details), strict=True
        )
    ]
    figures = np.array(rows)
    return np.c_[figures, _neighbours(candidates, figures), near.had()]


def rarest_in(asked: Sequence[Sense], details: Sequence[Details]) -> list[bool]:
    """Whether each candidate has the rarest word of a question, by itself or by a concept.

    A near miss names what a passage says, and asks for what it doesn't: that is its rarest word. A
    word is as rare as the rarest of what it may stand for: its own form tells more than a concept.
    """
    weight = _rarity(details, strange=math.inf)
    rarest = max(asked, key=lambda sense: max(map(weight, sense)), default=())
    return [not one.words.isdisjoint(rarest) for one in details]


def unknown_in(near: Nearness) -> float:
    """The share of what is asked to which no candidate's words are like; of few it counts less.

    A small library lacks most words that people use, so that a strange one says little there.
    """
    return near.strange() * min(1.0, len(near.passages) / CLOSELY)


def _rarity(details: Sequence[Details], strange: float) -> Callable[[str], float]:
    """How much a term tells; `strange`, where nobody has it."""
    texts = [one.words for one in details]

    @cache
    def weight(term: str) -> float:
        having = sum([term in words for words in texts])
        return math.log1p(len(texts) / (having + 1)) if having else strange

    return weight


def _weighed(wanted: Iterable[Sense], weight: Callable[[str], float]) -> Weighed:
    return [sorted([(weight(term), term) for term in sense], reverse=True) for sense in wanted]


def _share_of(wanted: Weighed, having: Collection[str]) -> float:
    """How much of some words is had, each by the rarest sense that is."""
    had = most = 0.0
    for sense in wanted:  # no generators: of sixty candidates and their titles, they took a third
        most += sense[0][0]
        for worth, term in sense:
            if term in having:
                had += worth
                break
    return had / max(1.0, most)


def _headings_asked(
    candidates: Sequence[Candidate], asked: Collection[str], weight: Callable[[str], float]
) -> dict[str, float]:
    """How much of each title's innermost heading is asked."""
    titles = {one.passage.title for one in candidates}
    return {title: _share_of(_weighed(_heading(title), weight), asked) for title in titles}


def _neighbours(candidates: Sequence[Candidate], figures: npt.NDArray[np.float64]) -> list[float]:
    """The mean nearness of the three best of each one's document, without itself."""
    near = ((figures[:, 0] + figures[:, 1]) / 2 + _ASKED * figures[:, 3]).tolist()
    of_document: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for place, one in enumerate(candidates):
        of_document[one.document.id].append((near[place], place))
    best = {id: sorted(them, reverse=True)[: _NEIGHBOURS + 1] for id, them in of_document.items()}
    return [
        sum([value for value, own in best[one.document.id] if own != place][:_NEIGHBOURS])
        / _NEIGHBOURS
        for place, one in enumerate(candidates)
    ]


@lru_cache(maxsize=20_000)
def _heading(title: str) -> tuple[Sense, ...]:
    """The words of the innermost heading, without its number."""
    innermost = title.rsplit(" › ", maxsplit=1)[-1]
    return tuple(dict.fromkeys(senses(without_number(innermost))))


def _nearest(
    vector: Vectors, candidates: Sequence[Candidate], details: Sequence[Details]
) -> Iterator[tuple[float, float]]:
    """Of each, the cosine of the nearest sentence, and the mean of the two nearest."""
    kept = b"".join([one.sentences for one in details])
    rows = np.frombuffer(kept, np.float16).reshape(-1, len(vector)).astype(np.float32)
    cosines: list[float] = (rows @ vector).tolist()
    start = 0
    for one, known in zip(candidates, details, strict=True):
        end = start + len(known.sentences) // (2 * len(vector))
        first, *second = sorted(cosines[start:end], reverse=True)[:2] or [one.meaning]
        yield first, (first + second[0]) / 2 if second else first
        start = end
