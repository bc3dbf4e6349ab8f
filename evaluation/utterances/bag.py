"""Bag of n-grams, learnt: a vector for each row, whose mean tells the class (as fastText does)."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.random import Generator

from conversation.coaching.detection.ngrams import ROWS, rows_of
from evaluation.utterances.loss import Floats, Places, slope
from evaluation.utterances.samples import Samples

SIZE = 48
_EPOCHS = 6
_BATCH = 64
_RATE, _OF_ROWS = 0.3, 0.5
_DROPPED = 0.3
_LEAST_RARITY = 0.2


class Bag:
    """The weights, as far as they are learnt. Each has a rate of its own, as Adagrad has it."""

    def __init__(self, samples: Samples, random: Generator) -> None:
        """Begin with rows at random and an output of nothing."""
        self._rows = [
            rows_of(text, before)
            for text, before in zip(samples.texts, samples.before, strict=True)
        ]
        self._meant, self._rivals = samples.meant, samples.rivals
        often = np.bincount(np.concatenate(self._rows), minlength=ROWS)
        rarity = np.log(len(samples.texts) / (1 + often)).clip(_LEAST_RARITY)
        self.rarity: Floats = rarity.astype(np.float32)
        self.ngrams: Floats = random.normal(0, 0.1, (ROWS, SIZE)).astype(np.float32)
        self.output: Floats = np.zeros((SIZE + 1, len(samples.classes) + 1), np.float32)
        self._moved_rows = np.full(ROWS, 1e-6, np.float32)
        self._moved_output = np.full_like(self.output, 1e-6)
        self._random = random

    def learn(self) -> None:
        """Go through the texts as often as is good."""
        for _ in range(_EPOCHS):
            order = self._random.permutation(len(self._rows))
            for at in range(0, len(order), _BATCH):
                self._step(order[at : at + _BATCH])

    def _step(self, texts: Places) -> None:
        rows, shares, owners, starts = self._flat([self._rows[text] for text in texts])
        held = np.add.reduceat(self.ngrams[rows] * shares[:, None], starts, 0)
        held = np.concatenate([held, np.ones((len(texts), 1), np.float32)], 1)
        off = slope(held @ self.output, self._meant[texts], self._rivals)
        off /= np.sqrt(len(texts))
        back = off @ self.output[:-1].T
        change = held.T @ off
        self._moved_output += change**2
        self.output -= _RATE * change / np.sqrt(self._moved_output)
        of_rows = back[owners] * shares[:, None]
        self._move_rows(rows, of_rows)

    def _move_rows(self, rows: Places, changes: Floats) -> None:
        """Move rows, of which one may stand several times; `np.add.at` takes ten times as long."""
        order = np.argsort(rows, kind="stable")
        moved, starts = np.unique(rows[order], return_index=True)
        changes = changes[order]
        self._moved_rows[moved] += np.add.reduceat((changes**2).mean(1), starts)
        rates = _RATE * _OF_ROWS / np.sqrt(self._moved_rows[moved])
        self.ngrams[moved] -= rates[:, None] * np.add.reduceat(changes, starts, 0)

    def _flat(self, bags: Sequence[Places]) -> tuple[Places, Floats, Places, Places]:
        """The rows of some texts in one line, their shares, their owners, and where each begins."""
        sizes = [len(bag) for bag in bags]
        rows = np.fromiter(chain.from_iterable(bags), np.int64, sum(sizes))
        owners = np.repeat(np.arange(len(bags)), sizes)
        rarity = self.rarity[rows]
        squares = np.bincount(owners, rarity**2, len(bags))
        shares = rarity / np.sqrt(squares[owners]).astype(np.float32)
        shares *= self._random.random(len(rows)) > _DROPPED
        return rows, shares, owners, np.cumsum([0, *sizes[:-1]])
