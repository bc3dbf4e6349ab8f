"""The convolution tells a class by what stands beside what, wherever that is in a text."""

import numpy as np
import pytest

from conversation.coaching.detection.convolution import Convolution, ConvolutionWeights, windows

NOT, DEAR, REST = np.eye(3, dtype=np.float32)


def made(window: list[np.ndarray]) -> Convolution:
    """One with a unit that looks for a window, and a class that the unit speaks for."""
    units = np.concatenate([*window, [1 - sum(float(one.sum()) for one in window)]])
    classes = np.array([[1.0, 0.0], [0.0, 0.0], [-0.5, 0.0]], np.float32)
    centre = np.zeros(3, np.float32)
    known = ConvolutionWeights(centre, 1.0, units[:, None].astype(np.float32), classes)
    return Convolution(known)


def test_a_window_has_a_token_and_its_neighbours() -> None:
    """Beyond the text there is nothing."""
    shown = windows(np.array([[1.0], [2.0], [3.0]], np.float32))
    assert shown.tolist() == [[0, 1, 2], [1, 2, 3], [2, 3, 0]]


@pytest.mark.parametrize(
    ("tokens", "is_told"),
    [
        ([NOT, DEAR], True),
        ([REST, REST, NOT, DEAR, REST], True),
        ([DEAR, NOT], False),
        ([DEAR], False),
    ],
)
def test_order_counts_and_place_does_not(tokens: list[np.ndarray], is_told: bool) -> None:
    """Not dear, and dear, are told apart."""
    nothing = np.zeros(3, np.float32)
    known = made([NOT, DEAR, nothing])
    logits = known.logits([np.array(tokens)])[0]
    assert bool(logits[0] > logits[1]) is is_told


def test_the_greatest_and_the_mean_are_told() -> None:
    """What stands there twice counts in the one, not in the other."""
    units = np.array([[0], [1], [0], [0]], np.float32)
    classes = np.array([[1, 0], [0, 1], [0, 0]], np.float32)
    known = Convolution(ConvolutionWeights(np.array([1.0], np.float32), 2.0, units, classes))
    once, twice = known.logits([np.array([[3.0]]), np.array([[3.0], [1.0], [1.0], [3.0]])])
    assert once.tolist() == [1.0, 1.0]
    assert twice.tolist() == [1.0, pytest.approx(2 / np.sqrt(4))]
