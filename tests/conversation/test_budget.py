"""Budgets: some at once, then evenly."""

import pytest

from conversation.budget import Budget


def test_a_burst_passes_and_then_so_many_a_second():
    """Of ten at once and two a second, the eleventh waits half a second."""
    budget = Budget(rate=2, burst=10)
    assert [budget.spend(100.0) for _ in range(11)] == [True] * 10 + [False]
    assert budget.wait_s(100.0) == pytest.approx(0.5)
    assert not budget.spend(100.4)
    assert budget.spend(100.5)


def test_no_more_comes_back_than_the_burst():
    """An hour of rest is worth one burst."""
    budget = Budget(rate=2, burst=3)
    budget.spend(0.0)
    assert [budget.spend(3600.0) for _ in range(4)] == [True, True, True, False]


def test_what_is_owed_is_paid_by_waiting():
    """Each further one waits longer; after the wait nothing is owed."""
    budget = Budget(rate=10, burst=2)
    assert [budget.owe(0.0) for _ in range(4)] == pytest.approx([0, 0, 0.1, 0.2])
    assert budget.owe(0.3, 0) == 0


def test_an_amount_may_be_more_than_one():
    """Bytes and seconds are spent as they come; what is too much takes nothing."""
    budget = Budget(rate=1, burst=100)
    assert not budget.spend(0.0, 101)
    assert budget.spend(0.0, 100)
    assert budget.wait_s(0.0, 5) == 5


def test_what_is_given_back_can_be_spent_again():
    """No more than there was at first."""
    budget = Budget(rate=1, burst=2)
    budget.spend(0.0, 2)
    budget.give_back()
    assert budget.spend(0.0)
    budget.give_back(10)
    assert [budget.spend(0.0) for _ in range(3)] == [True, True, False]
