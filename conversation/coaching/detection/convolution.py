"""Convolution over token vectors: which class a text is of, by its words in threes.

    tokens      too   dear   for   us                   a vector each, from the encoder's model
    windows     [· too dear]  [too dear for]  [dear for us]  [for us ·]
    units       of each, the greatest over all windows and the mean; the classes follow from these

The encoder's model knows more words than any list of utterances has, and which of them are alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TokenVectors = NDArray[np.float32]
"""The vectors of a text's tokens, a row each, as the encoder's model holds them."""

_Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ConvolutionWeights:
    """Weights that were learnt; the last row of the last two holds biases.

    Attributes:
        centre: The mean of token vectors.
        spread: By what they are divided then.
        units: From a window to the units.
        classes: From the units' greatest, and their means, to the classes.
    """

    centre: _Floats
    spread: float
    units: _Floats
    classes: _Floats


class Convolution:
    """Tells the classes of texts; for all calls of a process."""

    def __init__(self, weights: ConvolutionWeights) -> None:
        """Tell them by these weights."""
        self._weights = weights

    def logits(self, texts: Sequence[TokenVectors]) -> _Floats:
        """A row for each text, a column for each class.

        Args:
            texts: The vectors of each one's tokens, of which there is one at least.
        """
        told = np.stack([self._told(tokens) for tokens in texts])
        return told @ self._weights.classes[:-1] + self._weights.classes[-1]

    def _told(self, tokens: TokenVectors) -> _Floats:
        known = self._weights
        shown = windows((tokens - known.centre) / known.spread)
        units = np.maximum(shown @ known.units[:-1] + known.units[-1], 0)
        return np.concatenate([units.max(0), units.sum(0) / np.sqrt(len(units))])


def windows(tokens: _Floats) -> _Floats:
    """For each token, the one before it, itself and the next one, side by side."""
    edge = np.zeros_like(tokens[:1])
    padded = np.concatenate([edge, tokens, edge])
    return np.concatenate([padded[:-2], tokens, padded[2:]], axis=1)
