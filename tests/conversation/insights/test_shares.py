"""Intervals of shares, and when two differ."""

import pytest

from conversation.insights.shares import ENOUGH, Difference, Share, difference


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (50, 100, 0.4038, 0.5962),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval(hits: int, of: int, low: float, high: float) -> None:
    """It stays within 0 and 1, and is as tables have it."""
    assert Share(hits, of).interval == pytest.approx((low, high), abs=1e-3)


def test_too_few_cases_tell_nothing() -> None:
    """A share of few cases has a value, but no difference is made of it."""
    few, many = Share(0, ENOUGH - 1), Share(200, 200)
    assert (few.tells, Share(0, ENOUGH).tells, Share(0, 0).value) == (False, True, None)
    assert difference({"few": few, "many": many}) is None
    assert difference({}) is None


def test_a_difference_is_told_where_intervals_part() -> None:
    """Of one that is surely higher; overlapping ones are left alone."""
    shares = {"a": Share(90, 100), "b": Share(20, 100), "c": Share(85, 100)}
    assert difference(shares) == Difference("a", ("b",))
    assert difference({"a": Share(50, 100), "b": Share(45, 100)}) is None
