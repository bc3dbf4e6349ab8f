"""The fit of the knowledge search: right passages come first, and bars are where they are right."""

import numpy as np

from evaluation.knowledge.fit import bar_of, firsts, logistic, weights_of
from evaluation.knowledge.samples import Sample


def sample(*figures: list[float], right: int | None) -> Sample:
    """A question with candidates, of which one is right, or none."""
    places = np.arange(len(figures)) == (-1 if right is None else right)
    none = np.zeros(len(figures))
    return Sample(np.array(figures), places, [True] * len(figures), none, 0.0, right is not None)


def test_a_figure_that_tells_the_right_one_gets_the_weight() -> None:
    """One that is the same for all, or misleads, gets none or less."""
    samples = [
        sample([1.0, 0.3], [0.0, 0.9], right=0),
        sample([0.1, 0.9], [0.8, 0.8], right=1),
        sample([0.5, 0.5], [0.4, 0.4], right=None),
    ]
    told, misleading = weights_of(samples)
    assert told > 1 > misleading
    first = firsts(samples, np.array([told, misleading]))
    assert [one.is_right for one in first] == [True, True, False]


def test_a_chance_grows_with_what_it_is_learnt_from() -> None:
    """Where half of the rows are wanted, the middle is even; where those count less, it is not."""
    rows = np.linspace(-1, 1, 40)[:, None]
    wanted = [bool(row > 0) for row in rows[:, 0]]
    constant, factor = logistic(rows, wanted, np.ones(40))
    assert abs(constant) < 0.1
    assert factor > 1
    assert logistic(rows, wanted, np.where(wanted, 0.2, 1.0))[0] < constant - 0.3


def test_the_bar_is_where_nine_in_ten_have_no_answer() -> None:
    """And below all where no bar is right."""
    has_answer = [False] * 9 + [True] + [True] * 10
    assert bar_of(np.arange(20.0), has_answer, np.ones(20)) == 9.0
    assert bar_of(np.arange(20.0), has_answer, np.where(has_answer, 10.0, 1.0)) == 8.0
    assert bar_of(np.arange(20.0), [True] * 20, np.ones(20)) == -np.inf
