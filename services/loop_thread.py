"""Loop thread: an event loop beside that of the calls, for work of many steps.

    calls' loop   ─ ask ─┐                             ┌─ the answer, which ends a rest
    loop thread          └─ step ─ wait ─ step ─ wait ─┘

Each step that waited on the calls' loop would wait for its packets, and with many calls for its
rest, and what the step computes would hold up their audio.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from inspect import iscoroutinefunction
from threading import Thread
from typing import Any, TypeVar, cast

from transports.loop_pace import soon

_T = TypeVar("_T")
_STOP_S = 5.0
"""What still runs after that is left to itself."""


class LoopThread:
    """A loop that runs in another thread, from `open_loop_thread`."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Work in `loop`, which runs."""
        self._loop = loop

    async def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Have work done there; who gives up waiting cancels it.

        Raises:
            BaseException: What the work raises.
        """
        return await soon(asyncio.run_coroutine_threadsafe(work, self._loop))

    @asynccontextmanager
    async def opened(self, there: AbstractAsyncContextManager[_T]) -> AsyncIterator[_T]:
        """What a block has, entered and left there; its coroutine methods run there too."""
        what = await self.run(_entered(there))
        try:
            yield cast("_T", _Distant(self, what))
        finally:
            await self.run(_left(there))


def of_this_loop(what: _T) -> _T:
    """An object whose coroutine methods run in the loop of now, whichever loop calls them.

    For what is handed to something in a loop thread, and has connections of this loop.
    """
    return cast("_T", _Distant(LoopThread(asyncio.get_running_loop()), what))


class _Distant:
    """An object whose coroutine methods run in its own loop; all else of it is as it is."""

    def __init__(self, thread: LoopThread, what: object) -> None:
        self._thread = thread
        self._what = what

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._what, name)
        return partial(self._run, found) if iscoroutinefunction(found) else found

    async def _run(
        self, method: Callable[..., Coroutine[Any, Any, _T]], *told: Any, **named: Any
    ) -> _T:
        return await self._thread.run(method(*told, **named))


@asynccontextmanager
async def open_loop_thread(name: str) -> AsyncIterator[LoopThread]:
    """A loop in a thread, until the block ends; then what still runs in it is cancelled."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name=name, daemon=True)
    thread.start()
    there = LoopThread(loop)
    try:
        yield there
    finally:
        await there.run(_end())
        loop.call_soon_threadsafe(loop.stop)
        await asyncio.to_thread(thread.join, _STOP_S)
        if not thread.is_alive():
            loop.close()


async def _entered(what: AbstractAsyncContextManager[_T]) -> _T:
    return await what.__aenter__()


async def _left(what: AbstractAsyncContextManager[object]) -> None:
    await what.__aexit__(None, None, None)


async def _end() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
