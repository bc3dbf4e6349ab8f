"""Budgets and the disk, as Prometheus is told."""

from pathlib import Path

from prometheus_client import REGISTRY

from conversation.models.budget import Budget, Caps
from server.process_metrics import set_budget, set_disk


def test_a_budget_without_a_limit_is_not_told():
    """A share of it could not be."""
    budget = Budget(Caps(day=10.0))
    budget.spend(2.5)
    set_budget(budget)
    spent = REGISTRY.get_sample_value("callshadow_budget_spent_dollars", {"cap": "day"})
    limit = REGISTRY.get_sample_value("callshadow_budget_limit_dollars", {"cap": "day"})
    assert (spent, limit) == (2.5, 10.0)
    assert REGISTRY.get_sample_value("callshadow_budget_limit_dollars", {"cap": "call"}) is None


def test_the_disk_is_that_of_the_data(tmp_path: Path):
    """A folder that is not there tells nothing."""
    set_disk(tmp_path / "missing")
    set_disk(tmp_path)
    free = REGISTRY.get_sample_value("callshadow_disk_free_bytes")
    size = REGISTRY.get_sample_value("callshadow_disk_size_bytes")
    assert free is not None
    assert size is not None
    assert 0 < free <= size
