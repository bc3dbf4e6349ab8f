"""Network of the convolution, as far as it is learnt: its branches, and the classes behind them."""

import numpy as np
from numpy.random import Generator

from conversation.coaching.detection.convolution import Branch, ConvolutionWeights, neighbours
from evaluation.utterances.layers import Dropped, Evened, Linear, Look, Pool
from evaluation.utterances.loss import Floats, Places


class Network:
    """Goes forward to what texts are, and back to the slopes of its weights."""

    def __init__(
        self, begun: ConvolutionWeights, classes: int, random: Generator, dropped: float
    ) -> None:
        """Begin where other branches are, with classes at random.

        Args:
            begun: The branches; their classes do not count.
            classes: How many classes there are.
            random: What chance there is.
            dropped: The share of numbers that is left out, by chance; of the features twice that.
        """
        self._branches = [_LearntBranch(one, Dropped(dropped, random)) for one in begun.branches]
        self._evened = Evened(begun.gain.copy(), begun.shift.copy())
        self._pool = Pool()
        of_classes = random.normal(0, 0.01, (2 * len(begun.gain) + 1, classes))
        self._classes = Linear(of_classes.astype(begun.gain.dtype))
        self._dropped_tokens = Dropped(dropped, random)
        self._dropped_features = Dropped(2 * dropped, random)

    @property
    def weights(self) -> list[Floats]:
        """All weights; those of the classes stand last."""
        of_branches = [one for branch in self._branches for one in branch.weights]
        return [*of_branches, *self._evened.weights, self._classes.weights]

    @property
    def slopes(self) -> list[Floats]:
        """The slopes of the weights, in their order, after a way back."""
        of_branches = [one for branch in self._branches for one in branch.slopes]
        return [*of_branches, *self._evened.slopes, self._classes.slopes]

    @property
    def learnt(self) -> ConvolutionWeights:
        """The weights as the product has them."""
        gain, shift = self._evened.weights
        branches = [branch.learnt for branch in self._branches]
        return ConvolutionWeights(branches, gain, shift, self._classes.weights)

    def forward(self, rows: Floats, lengths: Places) -> Floats:
        """A row for each text, a column for each class.

        Args:
            rows: The vectors of the texts' tokens, one text after the other.
            lengths: How many each has.
        """
        tokens = self._dropped_tokens.forward(rows)
        made = [branch.forward(tokens, lengths) for branch in self._branches]
        features = self._evened.forward(np.concatenate([tokens, *made], axis=1))
        told = self._pool.forward(features, lengths)
        return self._classes.forward(self._dropped_features.forward(told))

    def back(self, off: Floats) -> None:
        """Take the slopes of all weights, from those of the classes."""
        off = self._dropped_features.back(self._classes.back(off))
        off = self._evened.back(self._pool.back(off))
        sizes = [branch.width for branch in self._branches]
        _, *parts = np.split(off, np.cumsum([off.shape[1] - sum(sizes), *sizes[:-1]]), axis=1)
        for branch, part in zip(self._branches, parts, strict=True):
            branch.back(part)


class _LearntBranch:
    """A branch, as far as it is learnt."""

    def __init__(self, branch: Branch, dropped: Dropped) -> None:
        self._size = branch.size
        self._into = Linear(branch.into.copy())
        self._evened = Evened(branch.gain.copy(), branch.shift.copy())
        self._first = Look(branch.first.copy())
        self._second = Look(branch.second.copy())
        self._dropped = dropped
        self.width = len(branch.gain)

    @property
    def weights(self) -> list[Floats]:
        looks = [self._first.layer.weights, self._second.layer.weights]
        return [self._into.weights, *self._evened.weights, *looks]

    @property
    def slopes(self) -> list[Floats]:
        looks = [self._first.layer.slopes, self._second.layer.slopes]
        return [self._into.slopes, *self._evened.slopes, *looks]

    @property
    def learnt(self) -> Branch:
        into, gain, shift, first, second = self.weights
        return Branch(self._size, into, gain, shift, first, second)

    def forward(self, tokens: Floats, lengths: Places) -> Floats:
        shown = self._evened.forward(self._into.forward(tokens))
        around = neighbours(lengths, self._size)
        looked = self._dropped.forward(self._first.forward(shown, around))
        return self._second.forward(looked, around)

    def back(self, off: Floats) -> None:
        off = self._first.back(self._dropped.back(self._second.back(off)))
        self._into.learn(self._evened.back(off))
