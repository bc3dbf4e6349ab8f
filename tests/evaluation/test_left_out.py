"""Recall of a company left out: what is found of one says nothing that was learnt from it."""

import numpy as np

from evaluation.knowledge.left_out import left_out, places
from evaluation.knowledge.samples import Sample


def sample(*figures: list[float], right: int | None) -> Sample:
    """A question with candidates, of which one is right, or none."""
    places = np.arange(len(figures)) == (-1 if right is None else right)
    none = np.zeros(len(figures))
    return Sample(np.array(figures), places, [True] * len(figures), none, 0.0, right is not None)


def test_a_place_is_that_of_the_first_right_one() -> None:
    """What has no answer has no place; what was not found is told."""
    samples = [
        sample([0.9], [0.1], right=1),
        sample([0.1], [0.9], right=1),
        sample([0.1], [0.9], right=None),
        sample([0.1], right=None)._replace(has_answer=True),
    ]
    assert places(samples, np.ones(1)) == [2, 1, None]


def test_nothing_is_learnt_of_the_company_itself() -> None:
    """One by whose questions a figure would mislead has the weights of the others."""
    first = [sample([1.0], [0.0], right=0)]
    last = [sample([1.0], [0.0], right=1)]
    found = dict(left_out({"a": first, "b": first, "c": last}))
    assert found["c"][0] > 0
    assert places(last, found["c"]) == [2]
