"""Convolution over token vectors: which class a text is of, by its words among their neighbours.

    tokens      too   dear   for   us               a vector each, from the encoder's model
    branches    look at two, three and five tokens at a time, and once more at what they made
    features    of each token, its vector and what the branches made of it, side by side
    classes     follow from the mean and the greatest of each feature over the text

The branches begin as those of the encoder's model and have learnt on from utterances, so that they
know which words are alike, and what a denial or a wish does to the words beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from conversation.tiled_matrix import TiledMatrix

TokenVectors = NDArray[np.float32]
"""The vectors of a text's tokens, a row each, as the encoder's model holds them."""

_Floats = NDArray[np.float32]
_Places = NDArray[np.int64]
LEAST_SPREAD = 1e-12
"""What keeps a row of equal numbers from a division by nothing."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch, which looks at so many tokens at a time. Each matrix ends with a row of biases.

    Attributes:
        size: How many tokens it looks at.
        into: From a token's vector to the branch's own.
        gain: By what the numbers of that are multiplied, evened out.
        shift: What is added to them then.
        first: From a window of them to what is added to its token.
        second: The same, once more.
    """

    size: int
    into: _Floats
    gain: _Floats
    shift: _Floats
    first: _Floats
    second: _Floats


@dataclass(frozen=True, slots=True)
class ConvolutionWeights:
    """Weights that were learnt.

    Attributes:
        branches: The branches.
        gain: By what each feature is multiplied, evened out.
        shift: What is added to it then.
        classes: From the means and the greatest features to the classes; biases in the last row.
    """

    branches: Sequence[Branch]
    gain: _Floats
    shift: _Floats
    classes: _Floats


class Convolution:
    """Tells the classes of texts; for all calls of a process."""

    def __init__(self, weights: ConvolutionWeights) -> None:
        """Tell them by these weights."""
        self._gain, self._shift, self._classes = weights.gain, weights.shift, weights.classes
        self._branches = [_TiledBranch(branch) for branch in weights.branches]

    def logits(self, texts: Sequence[TokenVectors]) -> _Floats:
        """A row for each text, a column for each class.

        Args:
            texts: The vectors of each one's tokens, of which there is one at least.
        """
        lengths = np.array([len(tokens) for tokens in texts])
        tokens = np.concatenate(texts)
        made = [branch.made(tokens, lengths) for branch in self._branches]
        features = evened(np.concatenate([tokens, *made], axis=1)) * self._gain + self._shift
        return through(pooled(features, lengths), self._classes)


class _TiledBranch:
    """A branch whose matrices, which take most of the time, stand in tiles."""

    def __init__(self, branch: Branch) -> None:
        self._size, self._gain, self._shift = branch.size, branch.gain, branch.shift
        self._into, *self._layers = (
            (TiledMatrix(layer[:-1]), layer[-1].copy())
            for layer in (branch.into, branch.first, branch.second)
        )

    def made(self, tokens: _Floats, lengths: _Places) -> _Floats:
        """What it makes of each token."""
        into, biases = self._into
        around = neighbours(lengths, self._size)
        shown = evened(tokens @ into + biases) * self._gain + self._shift
        for layer, biases in self._layers:
            shown = shown + np.maximum(windows(shown, around) @ layer + biases, 0)
        return shown


def through(shown: _Floats, layer: _Floats) -> _Floats:
    """Rows through a matrix whose last row holds biases."""
    return shown @ layer[:-1] + layer[-1]


def evened(rows: _Floats) -> _Floats:
    """Rows moved and stretched so that each has a mean of 0 and a spread of 1."""
    centred = rows - rows.mean(1, keepdims=True)
    spread: _Floats = np.sqrt((centred**2).mean(1, keepdims=True) + np.float32(LEAST_SPREAD))
    return centred / spread


def neighbours(lengths: _Places, size: int) -> _Places:
    """For each token of some texts, one after the other, the places of the tokens in its window.

    Of an even number, one more comes after it than before. A place beyond the token's own text is
    that of the row after the last one.

    Args:
        lengths: How many tokens each text has.
        size: How many tokens a window has.
    """
    ends = np.repeat(np.cumsum(lengths), lengths)[:, None]
    begins = ends - np.repeat(lengths, lengths)[:, None]
    places = np.arange(len(ends))[:, None] + np.arange(size) - (size - 1) // 2
    return np.where((places >= begins) & (places < ends), places, len(ends))


def windows(rows: _Floats, around: _Places) -> _Floats:
    """The rows of each window side by side; beyond a text there is nothing."""
    padded = np.concatenate([rows, np.zeros_like(rows[:1])])
    return padded[around].reshape(len(around), -1)


def pooled(features: _Floats, lengths: _Places) -> _Floats:
    """Of each text, the sum of each feature by the root of its length, and the greatest."""
    begins = np.cumsum(lengths) - lengths
    roots = np.sqrt(lengths.astype(np.float32))[:, None]
    means = np.add.reduceat(features, begins).astype(np.float32) / roots
    told = np.concatenate([means, np.maximum.reduceat(features, begins)], axis=1)
    return cast("_Floats", told)
