"""Budgets and the disk, as Prometheus is told."""

import asyncio
import threading
from pathlib import Path

from prometheus_client import REGISTRY

from conversation.models.budget import Budget, Caps
from server.metrics.process_metrics import set_budget, set_disk


def test_a_budget_without_a_limit_is_not_told():
    """A share of it could not be."""
    budget = Budget(Caps(day=10.0))
    budget.spend(2.5)
    set_budget(budget)
    spent = REGISTRY.get_sample_value("callshadow_budget_spent_dollars", {"cap": "day"})
    limit = REGISTRY.get_sample_value("callshadow_budget_limit_dollars", {"cap": "day"})
    assert (spent, limit) == (2.5, 10.0)
    assert REGISTRY.get_sample_value("callshadow_budget_limit_dollars", {"cap": "call"}) is None


async def test_the_disk_is_that_of_the_data(tmp_path: Path):
    """A folder that is not there tells nothing."""
    await set_disk(tmp_path / "missing")
    await set_disk(tmp_path)
    free = REGISTRY.get_sample_value("callshadow_disk_free_bytes")
    size = REGISTRY.get_sample_value("callshadow_disk_size_bytes")
    assert free is not None
    assert size is not None
    assert 0 < free <= size


async def test_a_disk_that_hangs_holds_nobody_up(tmp_path: Path):
    """Its figures stay as they were, and it is not asked a second time before it answers."""
    answering, asked = threading.Event(), 0

    class Hanging(type(tmp_path)):
        def __fspath__(self) -> str:
            nonlocal asked
            asked += 1
            answering.wait()
            return super().__fspath__()

    folder = Hanging(tmp_path)
    hanging = asyncio.create_task(set_disk(folder))
    while not asked:  # noqa: ASYNC110 - a thread has no event for a loop
        await asyncio.sleep(0)
    await set_disk(folder)
    assert asked == 1
    answering.set()
    await hanging
    await set_disk(folder)
    assert asked > 1
