"""Background task: work that runs beside a block, and no longer than it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from loguru import logger


@asynccontextmanager
async def beside(
    work: Coroutine[Any, Any, object], name: str, stop: Callable[[], None] | None = None
) -> AsyncIterator[None]:
    """Run `work` while the block runs; at its end, stop the work and wait until it has stopped.

    Work that fails does not stop the block: it is logged at once, by the type of its error, and
    raised at the block's end. An error of the block's own goes before it.

    Args:
        work: What to run.
        name: What the log calls it.
        stop: Tells the work to end by itself; default: it is cancelled.

    Raises:
        BaseException: What the work died of.
    """
    task = asyncio.create_task(work, name=name)
    task.add_done_callback(_complain)
    try:
        yield
    finally:
        (stop or task.cancel)()
        try:
            await asyncio.wait([task])
        finally:
            task.cancel()
    if not task.cancelled():
        task.result()


def _complain(task: asyncio.Task[object]) -> None:
    if not task.cancelled() and (error := task.exception()):
        logger.error("{} failed ({})", task.get_name(), type(error).__name__)
