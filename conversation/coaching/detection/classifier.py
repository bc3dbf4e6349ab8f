"""Signal classifier: how much likelier a text is a rule's signal than any other, or none.

It has learnt from utterances and calls for the rules of the bundled playbooks
(`evaluation/utterances/`), in two ways that are asked together. To one a text is a bag of n-grams,
each n-gram has a vector, and their mean tells the class; the other is a convolution over the
vectors of the text's tokens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from conversation.coaching.detection.convolution import Convolution, TokenVectors
from conversation.coaching.detection.ngrams import rows_of

_Floats = NDArray[np.float32]
_FEWEST = 1e-9
_OF_CONVOLUTION = 2.0
"""How much the convolution counts beside the bag."""
_TEMPERATURE = 2.5
"""Both agree for the same reasons at times, so that they are less sure than their sum."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights that were learnt; the last row of `bag` holds biases, its last column is none.

    Attributes:
        classes: The rules, each as `id.signal`.
        ngrams: A vector for each row of n-grams, in whole numbers.
        sizes: By what the numbers of each row are multiplied.
        rarity: How rare the n-grams of each row are, the logarithm.
        bag: From the mean of a text's vectors to the classes.
    """

    classes: tuple[str, ...]
    ngrams: NDArray[np.int8]
    sizes: _Floats
    rarity: _Floats
    bag: _Floats


class SignalClassifier:
    """Scores texts by what was learnt; for all calls of a process."""

    def __init__(self, weights: Weights, convolution: Convolution) -> None:
        """Score by these weights, and by a convolution that has learnt the same classes."""
        self._weights = weights
        self._convolution = convolution
        signals = [name.partition(".")[2] for name in weights.classes]
        self._places = {name: place for place, name in enumerate(weights.classes)}
        apart = [[other != signal for signal in signals] for other in [*signals, ""]]
        self._apart = np.array(apart, dtype=np.float32)

    def knows(self, id: str, signal: str) -> bool:
        """Whether a rule of this id and signal was learnt."""
        return f"{id}.{signal}" in self._places

    def scores(
        self,
        rules: Sequence[tuple[str, str]],
        parts: Sequence[str],
        tokens: Sequence[TokenVectors],
        before: str = "",
    ) -> _Floats:
        """The score of each part, a row, for each rule, a column.

        It is the logarithm of how much likelier the part is the rule's than that it is one of
        another signal, or of none. Rules of one signal do not count against each other.

        Args:
            rules: Ids and signals that it `knows`.
            parts: The parts of a turn.
            tokens: The vectors of each one's tokens.
            before: The last sentence that the agent said before the turn.
        """
        means = np.stack([self._mean(rows_of(part, before)) for part in parts])
        logits = means @ self._weights.bag[:-1] + self._weights.bag[-1]
        logits = (logits + _OF_CONVOLUTION * self._convolution.logits(tokens)) / _TEMPERATURE
        likely = np.exp(logits - logits.max(1, keepdims=True))
        places = [self._places[f"{id}.{signal}"] for id, signal in rules]
        others = likely @ self._apart[:, places]
        ours = likely[:, places]
        return np.log((ours + _FEWEST) / (others + _FEWEST)).astype(np.float32)

    def _mean(self, rows: NDArray[np.int64]) -> _Floats:
        rarity = self._weights.rarity[rows]
        size = float(np.linalg.norm(rarity)) or 1.0
        shares = rarity * self._weights.sizes[rows] / size
        return cast("_Floats", shares @ self._weights.ngrams[rows].astype(np.float32))
