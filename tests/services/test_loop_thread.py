"""An event loop beside that of the calls."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

import pytest

from services.loop_thread import of_this_loop, open_loop_thread

CALL = ContextVar[str]("call", default="none")


class Shop:
    """Something that is used from elsewhere."""

    def __init__(self) -> None:
        self.told = list[str]()
        self.is_asked = threading.Event()

    async def where(self) -> str:
        return threading.current_thread().name

    async def call(self) -> str:
        return CALL.get()

    async def fail(self, *, why: str) -> None:
        raise ValueError(why)

    async def wait(self) -> None:
        self.is_asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.told.append("given up")


@asynccontextmanager
async def opened(shop: Shop) -> AsyncIterator[Shop]:
    """A shop that tells where it opens and closes."""
    shop.told.append(f"opened in {await shop.where()}")
    yield shop
    shop.told.append(f"closed in {await shop.where()}")


async def test_what_is_opened_there_works_there() -> None:
    async with open_loop_thread("aside") as thread, thread.opened(opened(Shop())) as shop:
        assert await shop.where() == "aside"
        told = shop.told
    assert told == ["opened in aside", "closed in aside"]


async def test_whose_call_it_is_is_known_there() -> None:
    """Traces and logs go by it."""
    async with open_loop_thread("aside") as thread, thread.opened(opened(Shop())) as shop:
        CALL.set("CA1")
        assert await shop.call() == "CA1"


async def test_what_fails_there_fails_here() -> None:
    async with open_loop_thread("aside") as thread, thread.opened(opened(Shop())) as shop:
        with pytest.raises(ValueError, match="sold out"):
            await shop.fail(why="sold out")


async def test_what_is_handed_there_may_work_here() -> None:
    """What has connections of this loop, and is called from the other."""

    async def ask(other: Shop) -> str:
        return await other.where()

    async with open_loop_thread("aside") as thread:
        own = of_this_loop(Shop())
        assert await thread.run(ask(own)) == threading.current_thread().name
        assert await own.where() == threading.current_thread().name
        assert own.told == []


async def test_who_gives_up_ends_the_work_there() -> None:
    async with open_loop_thread("aside") as thread, thread.opened(opened(Shop())) as shop:
        asking = asyncio.create_task(shop.wait())
        await asyncio.to_thread(shop.is_asked.wait, 10)
        asking.cancel()
        await asyncio.wait([asking])
        await shop.where()
        assert shop.told[-1] == "given up"


async def test_what_still_runs_at_the_end_is_given_up() -> None:
    """And its thread ends."""
    before = {*threading.enumerate()}
    async with open_loop_thread("aside") as thread, thread.opened(opened(Shop())) as shop:
        asking = asyncio.create_task(shop.wait())
        await asyncio.to_thread(shop.is_asked.wait, 10)
        told = shop.told
    assert told[-1] == "given up"
    assert "aside" not in {one.name for one in {*threading.enumerate()} - before}
    await asyncio.wait([asking])
    assert asking.cancelled()
