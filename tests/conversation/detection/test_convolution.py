"""The convolution tells a class by what stands beside what, wherever that is in a text."""

import numpy as np
import pytest

from conversation.coaching.detection.convolution import (
    Branch,
    Convolution,
    ConvolutionWeights,
    evened,
    neighbours,
    pooled,
    windows,
)

NOT, DEAR, REST = np.eye(3, dtype=np.float32)
SIZES = (2, 3, 5)
ONES, NOTHING = np.ones(6, np.float32), np.zeros(6, np.float32)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (2, [[0, 1], [1, 2], [2, 4], [3, 4]]),
        (3, [[4, 0, 1], [0, 1, 2], [1, 2, 4], [4, 3, 4]]),
        (5, [[4, 4, 0, 1, 2], [4, 0, 1, 2, 4], [0, 1, 2, 4, 4], [4, 4, 3, 4, 4]]),
    ],
)
def test_a_window_ends_where_its_text_does(size: int, expected: list[list[int]]) -> None:
    """Of a text of three tokens and one of one; the fifth row is nothing."""
    assert neighbours(np.array([3, 1]), size).tolist() == expected


def test_beyond_a_text_there_is_nothing() -> None:
    shown = windows(np.array([[1.0], [2.0], [3.0]], np.float32), neighbours(np.array([3]), 3))
    assert shown.tolist() == [[0, 1, 2], [1, 2, 3], [2, 3, 0]]


def test_a_row_is_evened_by_itself() -> None:
    """One of equal numbers too, of which nothing is left."""
    found = evened(np.array([[1, 3, 5], [2, 2, 2]], np.float32))
    assert found[0] == pytest.approx([-1.2247, 0, 1.2247], abs=1e-3)
    assert found[1] == pytest.approx([0, 0, 0], abs=1e-3)


def test_the_mean_and_the_greatest_of_each_text_are_told() -> None:
    """The sum by the root of the length: what stands there twice counts for more."""
    rows = np.array([[1, -4], [3, -2], [5, 0]], np.float32)
    found = pooled(rows, np.array([2, 1]))
    assert found[0] == pytest.approx([4 / np.sqrt(2), -6 / np.sqrt(2), 3, -2])
    assert found[1] == pytest.approx([5, 0, 5, 0])


def looking_for(one: np.ndarray, other: np.ndarray) -> Convolution:
    """One that speaks for class 0 as far as it finds `one`, and `other` right after it."""
    into = np.vstack([np.eye(3), np.zeros(3)]).astype(np.float32)
    first = np.zeros((2 * 3 + 1, 3), np.float32)
    first[:6, 0], first[6, 0] = 20 * np.concatenate([one, other]), -30
    branch = Branch(2, into, ONES[:3], NOTHING[:3], first, np.zeros((7, 3), np.float32))
    classes = np.zeros((2 * 6 + 1, 2), np.float32)
    classes[6 + 3, 0] = 1
    return Convolution(ConvolutionWeights([branch], ONES, NOTHING, classes))


@pytest.mark.parametrize("others", [0, 1, 4])
def test_order_counts_and_place_does_not(others: int) -> None:
    """Not dear, and dear, are told apart."""
    known = looking_for(NOT, DEAR)
    around = [REST] * others
    said = [np.stack([*around, *words, *around]) for words in ([NOT, DEAR], [DEAR, NOT])]
    right, wrong = known.logits(said)[:, 0]
    assert right > wrong


def test_texts_that_are_told_together_are_told_as_each_by_itself() -> None:
    random = np.random.default_rng(1)

    def made(*shape: int) -> np.ndarray:
        return random.normal(0, 0.5, shape).astype(np.float32)

    branches = [
        Branch(s, made(9, 6), made(6), made(6), made(6 * s + 1, 6), made(6 * s + 1, 6))
        for s in SIZES
    ]
    known = Convolution(ConvolutionWeights(branches, made(26), made(26), made(53, 4)))
    texts = [made(3, 8), made(1, 8), made(7, 8)]
    alone = np.concatenate([known.logits([text]) for text in texts])
    assert known.logits(texts) == pytest.approx(alone, abs=1e-4)
