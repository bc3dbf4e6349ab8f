"""Process metrics: budgets, queues and the disk of a process, for Prometheus."""

import asyncio
import shutil
from contextlib import suppress
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

_DISK_S = 1.0
_READING: set[Path] = set()
"""The folders whose disk is being asked: one that hangs holds one thread, not one a second."""


def set_budget(budget: Budget) -> None:
    """Tell how a budget stands."""
    caps = (("day", budget.day, budget.caps.day), ("month", budget.month, budget.caps.month))
    for name, spent, limit in caps:
        if limit is not None:
            SPENT.labels(name).set(spent)
            LIMIT.labels(name).set(limit)


async def set_disk(folder: Path) -> None:
    """Tell how much of the disk is free where a folder is; nothing, where there is none.

    It is read beside the event loop, and not waited for beyond a bound: a disk of a network may
    hang, and calls must not. Until it answers, the figures stay as they were.
    """
    if folder in _READING:
        return
    _READING.add(folder)
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.to_thread(_read_disk, folder), _DISK_S)


def _read_disk(folder: Path) -> None:
    try:
        with suppress(FileNotFoundError):
            disk = shutil.disk_usage(folder)
            DISK_FREE.set(disk.free)
            DISK_SIZE.set(disk.total)
    finally:
        _READING.discard(folder)
