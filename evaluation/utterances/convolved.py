"""Convolution, learnt: the branches of the encoder's model learn on, with classes behind them."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.random import Generator

from conversation.coaching.detection.convolution import ConvolutionWeights, TokenVectors
from evaluation.utterances.adam import Adam
from evaluation.utterances.loss import Floats, Places, slope
from evaluation.utterances.network import Network
from evaluation.utterances.samples import Samples

_EPOCHS = 5
_BATCH = 64
_ALIKE = 64
"""So many batches are made of texts at random, each of texts of like length."""
_RATE, _OF_CLASSES = 8e-4, 1.5
_STEEPEST = 1.0
_DROPPED = 0.1


class LearntConvolution:
    """The weights, as far as they are learnt."""

    def __init__(
        self,
        samples: Samples,
        tokens: Sequence[TokenVectors],
        begun: ConvolutionWeights,
        random: Generator,
    ) -> None:
        """Begin where the encoder's model is, with classes at random.

        Args:
            samples: The texts with their classes.
            tokens: The vectors of each text's tokens.
            begun: The branches of the encoder's model.
            random: What chance there is.
        """
        self._meant, self._rivals = samples.meant, samples.rivals
        self._tokens = [one.astype(np.float16) for one in tokens]
        self._lengths = np.array([len(one) for one in tokens])
        self._network = Network(begun, len(samples.classes) + 1, random, _DROPPED)
        self._random = random

    @property
    def learnt(self) -> ConvolutionWeights:
        """The weights."""
        return self._network.learnt

    def learn(self) -> None:
        """Go through the texts as often as is good."""
        steps = _EPOCHS * -(-len(self._tokens) // _BATCH)
        *of_branches, of_classes = self._network.weights
        movers = (
            Adam(of_branches, _RATE, steps),
            Adam([of_classes], _RATE * _OF_CLASSES, steps),
        )
        for _ in range(_EPOCHS):
            for texts in self._batches():
                slopes = _less_steep(self._slopes(texts))
                movers[0].move(slopes[:-1])
                movers[1].move(slopes[-1:])

    def _slopes(self, texts: Places) -> list[Floats]:
        rows = np.concatenate([self._tokens[text] for text in texts]).astype(np.float32)
        logits = self._network.forward(rows, self._lengths[texts])
        off = slope(logits, self._meant[texts], self._rivals)
        self._network.back(off / np.float32(len(texts)))
        return self._network.slopes

    def _batches(self) -> Iterator[Places]:
        """All texts once: in batches of like length, as what goes through together."""
        order = self._random.permutation(len(self._tokens))
        for at in range(0, len(order), _ALIKE * _BATCH):
            some = order[at : at + _ALIKE * _BATCH]
            some = some[np.argsort(self._lengths[some], kind="stable")]
            begins = np.arange(0, len(some), _BATCH)
            for begin in self._random.permutation(begins):
                yield some[begin : begin + _BATCH]


def _less_steep(slopes: Sequence[Floats]) -> list[Floats]:
    """Slopes, of which all together are no steeper than is good."""
    steep = float(np.sqrt(sum(float((one**2).sum()) for one in slopes)))
    by = np.float32(min(1.0, _STEEPEST / steep))
    return [one * by for one in slopes]
