"""Slope of the signal classifier's loss: a class is told apart from those of other signals."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


def slope(logits: Floats, meant: Places, rivals: NDArray[np.bool_]) -> Floats:
    """The slope of the cross entropy of some texts by their logits.

    Args:
        logits: A row for each text, which is overwritten.
        meant: The class of each text.
        rivals: For each class, those that are not told apart from it.
    """
    left_out = rivals[meant]
    logits[left_out] = -np.inf
    logits -= logits.max(1, keepdims=True)
    likely = np.exp(logits, out=logits)
    likely /= likely.sum(1, keepdims=True)
    likely[np.arange(len(meant)), meant] -= 1
    return likely
