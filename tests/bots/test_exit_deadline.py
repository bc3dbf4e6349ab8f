"""Exit deadline: what hangs at the end is named, and left behind."""

import asyncio
import re
from queue import SimpleQueue

from loguru import logger

from bots.exit_deadline import HUNG, exit_within


async def _waits_for_ever() -> None:
    await asyncio.Event().wait()


async def test_a_process_that_hangs_says_where_and_leaves():
    """One line with the task and the coroutine that it is in, and an exit code of its own."""
    left: SimpleQueue[int] = SimpleQueue()
    lines: list[str] = []
    sink = logger.add(lambda text: lines.append(str(text)), level="CRITICAL", format="{message}")
    hanging = asyncio.create_task(_waits_for_ever(), name="call CA1")
    await asyncio.sleep(0)  # it waits by now
    exit_within(0.01, left.put)
    code = await asyncio.to_thread(left.get)
    logger.remove(sink)
    hanging.cancel()
    assert code == HUNG == 3
    (line,) = lines
    assert line.startswith("not ended in 0.01 s; exit code 3; ")
    assert re.search(r"call CA1 in Event\.wait \(locks\.py:\d+\)", line)
    assert "the main thread in " in line


async def test_a_process_that_ends_in_time_is_left_alone():
    """A timer that is cancelled does nothing."""
    left: list[int] = []
    timer = exit_within(3600, left.append)
    timer.cancel()
    await asyncio.to_thread(timer.join)
    assert left == []


async def test_a_log_that_takes_nothing_does_not_keep_the_process():
    """Whoever reads the log may be what hangs."""
    left: SimpleQueue[int] = SimpleQueue()
    read: SimpleQueue[None] = SimpleQueue()
    sink = logger.add(lambda _: read.get(), level="CRITICAL")
    exit_within(0.01, left.put)
    assert await asyncio.to_thread(left.get) == HUNG
    read.put(None)
    logger.remove(sink)
