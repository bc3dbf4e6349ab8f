"""Nearest utterances tell by how much a rule has the nearest one."""

import numpy as np
import pytest

from conversation.coaching.detection.nearest import Nearest

EAST, NORTH, UP = np.eye(3, dtype=np.float32)


def margins(nearest: Nearest, *vectors: np.ndarray) -> list[list[float]]:
    return [[float(margin) for margin in row] for row in nearest.margins(np.stack(vectors))]


def test_the_nearest_utterance_of_a_group_beats_that_of_the_others():
    """By the difference of the two likenesses; a column a group, in their order."""
    nearest = Nearest([("east", [0]), ("north", [1]), (None, [2])], np.stack([EAST, NORTH, UP]))
    said = np.array([0.8, 0.6, 0.0], np.float32)
    assert margins(nearest, said, UP) == [
        pytest.approx([0.2, -0.2, -0.8]),
        pytest.approx([-1.0, -1.0, 1.0]),
    ]


def test_one_near_utterance_is_enough():
    """However far the others of its group are."""
    nearest = Nearest([("east", [0, 1]), (None, [2])], np.stack([EAST, NORTH, UP]))
    assert margins(nearest, NORTH)[0] == pytest.approx([1.0, -1.0])


def test_groups_of_one_signal_do_not_speak_against_each_other():
    """Two rules with one signal are both as near as they are."""
    groups = [("east", [0]), ("east", [0]), (None, [2])]
    assert margins(Nearest(groups, np.stack([EAST, NORTH, UP])), EAST)[0][:2] == pytest.approx(
        [1.0, 1.0]
    )
