"""Scale of an encoder's cosines: how near a question is to any passage, and how that varies.

Each encoder has its own: of a question and a passage that is none of its answers, one says 0.03
and another 0.43. The weights of `knowledge.ranking` are learnt by the local one's, so that all
others' are put on its scale.
"""

from typing import NamedTuple

from knowledge.ports import Vectors

_LEAST_SPREAD = 0.005


class CosineScale(NamedTuple):
    """The cosines of a question with any passages.

    Attributes:
        mean: Their mean.
        spread: How far those of one question are from it.
    """

    mean: float
    spread: float

    def usual(self, cosine: float) -> float:
        """What a cosine would be if the local encoder had said it."""
        return (cosine - self.mean) * LEARNT.spread / self.spread + LEARNT.mean


LEARNT = CosineScale(0.03, 0.071)
"""Of the local encoder, by the questions that the weights are learnt from."""


class CosineScales:
    """The scales of questions, by some passages of a library."""

    def __init__(self, questions: Vectors, passages: Vectors) -> None:
        """Take how much cosines vary from usual `questions`, without what they have in common."""
        self._middle = passages.mean(0)
        self._spread = max(float((questions @ passages.T).std(1).mean()), _LEAST_SPREAD)

    def of(self, question: Vectors) -> CosineScale:
        """The scale of a question, by its vector."""
        return CosineScale(float(self._middle @ question), self._spread)
