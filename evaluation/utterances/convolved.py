"""Convolution, learnt: units that look at windows of token vectors, and the classes behind them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from conversation.coaching.detection.convolution import TokenVectors
from evaluation.utterances.adam import Adam
from evaluation.utterances.loss import Floats, Places, slope
from evaluation.utterances.samples import Samples

UNITS = 192
_EPOCHS = 10
_BATCH = 128
_RATE = 3e-3
_DROPPED_WINDOWS, _DROPPED_UNITS = 0.1, 0.2


@dataclass(frozen=True, slots=True)
class _Told:
    """A batch that has gone through the layers, for the way back.

    Attributes:
        shown: The windows, a row each.
        active: What each unit made of each window.
        greatest: Of each text, the greatest of each unit.
        units: Of each text, what the classes follow from.
        used: By what of that was multiplied: what was dropped is 0.
    """

    shown: Floats
    active: Floats
    greatest: Floats
    units: Floats
    used: Floats


class LearntConvolution:
    """The weights, as far as they are learnt."""

    def __init__(self, samples: Samples, tokens: Sequence[TokenVectors], random: Generator) -> None:
        """Begin with weights at random.

        Args:
            samples: The texts with their classes.
            tokens: The vectors of each text's tokens.
            random: What chance there is.
        """
        self._meant, self._rivals = samples.meant, samples.rivals
        self._lengths = np.array([len(one) for one in tokens])
        self._begins = np.cumsum([1, *(self._lengths[:-1] + 1)])
        rows = np.concatenate(tokens)
        self.centre, self.spread = rows.mean(0), float(rows.std())
        # A row of nothing stands before, between and after the texts: a window's edge.
        size = rows.shape[1]
        self._rows = np.zeros((len(rows) + len(tokens) + 1, size), np.float16)
        self._rows[self._flat(np.arange(len(tokens)))] = (rows - self.centre) / self.spread
        outputs = len(samples.classes) + 1
        self.units = _at_random(random, 3 * size, UNITS)
        self.classes = _at_random(random, 2 * UNITS, outputs)
        self._random = random

    def learn(self) -> None:
        """Go through the texts as often as is good."""
        batches = -(-len(self._lengths) // _BATCH)
        mover = Adam([self.units, self.classes], _RATE, _EPOCHS * batches)
        for _ in range(_EPOCHS):
            order = self._random.permutation(len(self._lengths))
            for at in range(0, len(order), _BATCH):
                mover.move(self._slopes(order[at : at + _BATCH]))

    def _slopes(self, texts: Places) -> list[Floats]:
        told = self._told(texts)
        off = slope(_through(told.units, self.classes), self._meant[texts], self._rivals)
        off /= len(texts)
        back = (off @ self.classes[:-1].T) * told.used
        lengths = self._lengths[texts]
        owners = np.repeat(np.arange(len(texts)), lengths)
        of_mean = back[:, UNITS:] / np.sqrt(lengths)[:, None]
        is_greatest = told.active == told.greatest[owners]
        changes = of_mean[owners] + back[:, :UNITS][owners] * is_greatest
        changes = np.where(told.active > 0, changes, 0).astype(np.float32)
        return [_back(told.shown, changes), _back(told.units, off)]

    def _told(self, texts: Places) -> _Told:
        lengths = self._lengths[texts]
        places = self._flat(texts)
        around = np.stack([places - 1, places, places + 1], axis=1)
        shown = self._rows[around].astype(np.float32).reshape(len(places), -1)
        active = np.maximum(_through(shown, self.units), 0)
        active *= self._random.random((len(places), 1)) > _DROPPED_WINDOWS
        begins = np.cumsum([0, *lengths[:-1]])
        greatest = np.maximum.reduceat(active, begins)
        means = np.add.reduceat(active, begins) / np.sqrt(lengths)[:, None]
        units = np.concatenate([greatest, means], axis=1).astype(np.float32)
        used = (self._random.random(units.shape) > _DROPPED_UNITS).astype(np.float32)
        used /= 1 - _DROPPED_UNITS
        return _Told(shown, active, greatest, units * used, used)

    def _flat(self, texts: Places) -> Places:
        """The rows of some texts, one after the other."""
        spans = zip(self._begins[texts], self._lengths[texts], strict=True)
        return np.concatenate([np.arange(begin, begin + length) for begin, length in spans])


def _at_random(random: Generator, rows: int, columns: int) -> Floats:
    """Weights and, in the last row, biases."""
    made = random.normal(0, np.sqrt(2 / rows), (rows + 1, columns)).astype(np.float32)
    made[-1] = 0
    return made


def _through(shown: Floats, weights: Floats) -> Floats:
    return shown @ weights[:-1] + weights[-1]


def _back(shown: Floats, changes: Floats) -> Floats:
    return np.concatenate([shown.T @ changes, changes.sum(0, keepdims=True)])
