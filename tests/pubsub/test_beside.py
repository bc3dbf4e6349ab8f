import asyncio

import pytest
from loguru import logger

from pubsub.beside import beside


async def test_the_work_ends_with_the_block() -> None:
    """It is cancelled at the end, and has cleaned up when the block is left."""
    done: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            done.append("cleaned up")

    async with beside(work(), "work"):
        await asyncio.sleep(0)
        assert done == []
    assert done == ["cleaned up"]


async def test_work_that_is_done_is_no_failure() -> None:
    """A block may outlast its work."""
    async with beside(asyncio.sleep(0), "work"):
        await asyncio.sleep(0.01)


async def test_work_that_fails_is_told_at_once_and_raised_at_the_end() -> None:
    """The log says what failed by its type, never its words; the block runs to its end."""
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(str(line)), level="ERROR", format="{message}")
    reached: list[str] = []

    async def fails() -> None:
        raise LookupError("a caller's words")

    async def block() -> None:
        async with beside(fails(), "the work"):
            await asyncio.sleep(0.01)
            reached.extend(lines)

    with pytest.raises(LookupError):
        await block()
    logger.remove(sink)
    assert reached == ["the work failed (LookupError)\n"]


async def test_an_error_of_the_block_goes_first() -> None:
    """What the block raises is what its caller sees, and the work has ended."""

    async def fails() -> None:
        raise LookupError

    async def block() -> None:
        async with beside(fails(), "work"):
            await asyncio.sleep(0.01)
            raise ValueError("the block's")

    with pytest.raises(ValueError, match="the block's"):
        await block()


async def test_work_that_can_end_by_itself_is_told_to() -> None:
    """With `stop` it is not cancelled; it has done all it had to when the block is left."""
    closing = asyncio.Event()
    done: list[str] = []

    async def work() -> None:
        await closing.wait()
        await asyncio.sleep(0.01)
        done.append("sent what was left")

    async with beside(work(), "work", stop=closing.set):
        await asyncio.sleep(0)
    assert done == ["sent what was left"]
