"""Process metrics: budgets, queues and the disk of a process, for Prometheus."""

import shutil
from pathlib import Path

from prometheus_client import Gauge

from conversation.models.budget import Budget

SPENT = Gauge(
    "callshadow_budget_spent_dollars",
    "What models have cost in the day, or the month, of a budget that has a limit",
    ["cap"],
    multiprocess_mode="livemax",  # all processes know what all have spent
)
LIMIT = Gauge(
    "callshadow_budget_limit_dollars",
    "The limit of a budget",
    ["cap"],
    multiprocess_mode="livemax",
)
QUEUED = Gauge(
    "callshadow_queued_events",
    "Events that are being stored, or wait behind one that is",
    multiprocess_mode="livesum",
)
DISK_FREE = Gauge(
    "callshadow_disk_free_bytes", "What is free where DATA_DIR is", multiprocess_mode="livemin"
)
DISK_SIZE = Gauge(
    "callshadow_disk_size_bytes", "What there is where DATA_DIR is", multiprocess_mode="livemax"
)


def set_budget(budget: Budget) -> None:
    """Tell how a budget stands."""
    caps = (("day", budget.day, budget.caps.day), ("month", budget.month, budget.caps.month))
    for name, spent, limit in caps:
        if limit is not None:
            SPENT.labels(name).set(spent)
            LIMIT.labels(name).set(limit)


def set_disk(folder: Path) -> None:
    """Tell how much of the disk is free where a folder is; nothing, where there is none."""
    if folder.exists():
        disk = shutil.disk_usage(folder)
        DISK_FREE.set(disk.free)
        DISK_SIZE.set(disk.total)
