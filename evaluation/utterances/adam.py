"""Adam: moves weights down a slope, each at a rate of its own.

Source: Kingma and Ba, "Adam: a method for stochastic optimization", algorithm 1.
"""

from collections.abc import Sequence

import numpy as np

from evaluation.utterances.loss import Floats

_MEAN, _SQUARE = 0.9, 0.999
"""How much is kept of the means of slopes and of their squares, a step."""
_LEAST = 1e-8
_FIRST = 0.08
"""The share of the steps at which the rate rises: what few texts say of the means is chance."""


class Adam:
    """The state of some weights, which it moves in place."""

    def __init__(self, weights: Sequence[Floats], rate: float, steps: int) -> None:
        """Move `weights` in so many `steps`, in which the rate falls from `rate` to nothing."""
        self._weights = weights
        self._means = [np.zeros_like(one) for one in weights]
        self._squares = [np.zeros_like(one) for one in weights]
        self._rate, self._steps, self._step = rate, steps, 0

    def move(self, slopes: Sequence[Floats]) -> None:
        """One step down the slopes of the weights, in their order."""
        self._step += 1
        done = self._step / self._steps
        rate = self._rate * min(1, done / _FIRST) * (1 - done)
        of_mean, of_square = 1 - _MEAN**self._step, 1 - _SQUARE**self._step
        states = zip(self._weights, self._means, self._squares, slopes, strict=True)
        for moved, mean, square, slope in states:
            mean[:] += (1 - _MEAN) * (slope - mean)
            square[:] += (1 - _SQUARE) * (slope**2 - square)
            moved[:] -= rate * (mean / of_mean) / (np.sqrt(square / of_square) + _LEAST)
