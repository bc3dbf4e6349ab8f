"""Layers that learn: each goes forward, and back again to the slopes of its weights."""

import numpy as np
from numpy.random import Generator

from conversation.coaching.detection.convolution import (
    LEAST_SPREAD,
    evened,
    pooled,
    through,
    windows,
)
from evaluation.utterances.loss import Floats, Places


class Linear:
    """A matrix whose last row holds biases."""

    def __init__(self, weights: Floats) -> None:
        """Begin with these, which are moved in place."""
        self.weights = weights
        self.slopes = np.zeros_like(weights)
        self._shown = weights[:0]

    def forward(self, shown: Floats) -> Floats:
        """Rows through the matrix."""
        self._shown = shown
        return through(shown, self.weights)

    def learn(self, off: Floats) -> None:
        """Take the slopes of the rows that came out."""
        self.slopes[:-1] = self._shown.T @ off
        self.slopes[-1] = off.sum(0)

    def back(self, off: Floats) -> Floats:
        """The same; the slopes of the rows that went in."""
        self.learn(off)
        return off @ self.weights[:-1].T


class Evened:
    """Rows with a mean of 0 and a spread of 1; then each number has a gain and a shift."""

    def __init__(self, gain: Floats, shift: Floats) -> None:
        """Begin with these, which are moved in place."""
        self.weights = [gain, shift]
        self.slopes = [np.zeros_like(gain), np.zeros_like(shift)]
        self._even, self._spread = gain[:0], gain[:0]

    def forward(self, rows: Floats) -> Floats:
        """Rows, evened."""
        self._spread = np.sqrt(rows.var(1, keepdims=True) + np.float32(LEAST_SPREAD))
        self._even = evened(rows)
        return self._even * self.weights[0] + self.weights[1]

    def back(self, off: Floats) -> Floats:
        """The slopes of the rows that went in."""
        self.slopes = [(off * self._even).sum(0), off.sum(0)]
        off = off * self.weights[0]
        along = (off * self._even).mean(1, keepdims=True)
        return (off - off.mean(1, keepdims=True) - self._even * along) / self._spread


class Look:
    """A look at the rows around each: what it makes of them is added to the row."""

    def __init__(self, weights: Floats) -> None:
        """Look by these weights, which are moved in place."""
        self.layer = Linear(weights)
        self._around: Places = np.zeros((0, 0), np.int64)
        self._made = weights[:0]

    def forward(self, rows: Floats, around: Places) -> Floats:
        """Rows, each with what was made of its window, whose places are those in `around`."""
        self._around = around
        self._made = np.maximum(self.layer.forward(windows(rows, around)), 0)
        return rows + self._made

    def back(self, off: Floats) -> Floats:
        """The slopes of the rows that went in."""
        of_windows = self.layer.back(off * (self._made > 0))
        size = self._around.shape[1]
        parts = of_windows.reshape(len(off), size, -1)
        padded = np.concatenate([off, np.zeros_like(off[:1])])
        for at in range(size):  # a row stands once at each place, but for the last one
            padded[self._around[:, at]] += parts[:, at]
        return padded[:-1]


class Pool:
    """The mean and the greatest of each number over a text."""

    def __init__(self) -> None:
        """Pool nothing yet."""
        self._lengths: Places = np.zeros(0, np.int64)
        self._rows: Floats = np.zeros((0, 0), np.float32)
        self._greatest: Floats = self._rows

    def forward(self, rows: Floats, lengths: Places) -> Floats:
        """A row for each text of these lengths."""
        told = pooled(rows, lengths)
        self._rows, self._lengths, self._greatest = rows, lengths, told[:, rows.shape[1] :]
        return told

    def back(self, off: Floats) -> Floats:
        """The slopes of the rows that went in."""
        size = self._rows.shape[1]
        means = off[:, :size] / np.sqrt(self._lengths, dtype=np.float32)[:, None]
        greatest = np.repeat(self._greatest, self._lengths, axis=0) == self._rows
        of_greatest = np.repeat(off[:, size:], self._lengths, axis=0) * greatest
        return np.repeat(means, self._lengths, axis=0) + of_greatest


class Dropped:
    """A share of the numbers is left out, by chance, and the others count for them."""

    def __init__(self, share: float, random: Generator) -> None:
        """Leave out this share."""
        self._share = share
        self._random = random
        self._kept: Floats = np.zeros((0, 0), np.float32)

    def forward(self, rows: Floats) -> Floats:
        """The rows with what is left."""
        left = self._random.random(rows.shape, np.float32) >= self._share
        self._kept = left * np.float32(1 / (1 - self._share))
        return rows * self._kept

    def back(self, off: Floats) -> Floats:
        """The slopes of what is left."""
        return off * self._kept
