"""The network that learns: the slopes that come back are those of what went forward."""

import numpy as np
import pytest

from conversation.coaching.detection.convolution import Branch, Convolution, ConvolutionWeights
from evaluation.utterances.layers import Dropped
from evaluation.utterances.loss import Floats
from evaluation.utterances.network import Network

LENGTHS = np.array([3, 1, 6, 2])
A_LITTLE = 1e-4


@pytest.fixture
def network() -> Network:
    """A small one with weights at random, which drops nothing."""
    random = np.random.default_rng(3)

    def made(*shape: int) -> np.ndarray:
        return random.normal(0, 0.5, shape)

    branches = [
        Branch(s, made(9, 6), made(6), made(6), made(6 * s + 1, 6), made(6 * s + 1, 6))
        for s in (2, 3, 5)
    ]
    begun = ConvolutionWeights(branches, made(26), made(26), made(53, 0))
    found = Network(begun, 4, random, dropped=0.0)
    found.weights[-1][:] = made(53, 4)
    return found


@pytest.fixture
def rows() -> np.ndarray:
    """The tokens of texts of those lengths."""
    return np.random.default_rng(4).normal(0, 0.5, (LENGTHS.sum(), 8))


@pytest.mark.parametrize("layer", range(18))
def test_a_weight_moved_a_little_moves_what_comes_out_by_its_slope(
    network: Network, rows: np.ndarray, layer: int
) -> None:
    asked: Floats = np.ones_like(network.forward(rows, LENGTHS))
    asked[1:] = [[2, -1, 0, 3], [-2, 1, 1, -1], [1, 0, -3, 2]]
    network.back(asked)
    slopes, moved = network.slopes[layer], network.weights[layer]
    place = np.unravel_index(int(np.abs(slopes).argmax()), slopes.shape)
    kept, told = moved[place], []
    for by in (A_LITTLE, -A_LITTLE):
        moved[place] = kept + by
        told.append(float((network.forward(rows, LENGTHS) * asked).sum()))
    assert slopes[place] == pytest.approx((told[0] - told[1]) / (2 * A_LITTLE), rel=0.01)


def test_what_was_learnt_tells_the_same(network: Network, rows: np.ndarray) -> None:
    """Both go forward by the same weights."""
    texts = np.split(rows, np.cumsum(LENGTHS)[:-1])
    told = Convolution(network.learnt).logits(texts)
    assert told == pytest.approx(network.forward(rows, LENGTHS), abs=1e-4)


def test_what_is_dropped_is_made_up_for() -> None:
    """On the mean nothing changes, and nothing comes back to what was left out."""
    dropped = Dropped(0.25, np.random.default_rng(5))
    rows = np.ones((200, 50), np.float32)
    shown = dropped.forward(rows)
    assert shown.mean() == pytest.approx(1, abs=0.02)
    assert np.array_equal(dropped.back(rows), shown)
