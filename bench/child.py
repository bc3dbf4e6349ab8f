"""A worker in an operating system process of its own, asked over a pipe."""

import asyncio
import multiprocessing
import os
import traceback
from collections.abc import Callable, Set
from contextlib import AbstractAsyncContextManager
from multiprocessing.connection import Connection
from typing import Any, Self

from peers.forked import preload

# Forked from one process that has imported what they need, which saves each half a second of CPU.
_CONTEXT = multiprocessing.get_context("forkserver")
preload("bench.media_client", "bench.peers", "bench.crowd")
_LEAVE_S = 10.0

Worker = Callable[..., AbstractAsyncContextManager[Any]]


class ChildError(Exception):
    """The worker raised; the message is its traceback."""


class Child:
    """`async with Child(cores, Worker, …) as child: await child.ask("method", …)`.

    The worker is an asynchronous context manager of an importable class; what goes to its methods
    and comes back is pickled. It is asked one thing at a time.

    Args:
        cores: On which it runs.
        worker: Makes it, in the other process.
        arguments: For `worker`.

    Attributes:
        pid: The process.
    """

    def __init__(self, cores: Set[int], worker: Worker, *arguments: Any):
        self._pipe, other = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_main, args=(other, cores, worker, arguments))
        self._other = other
        self._one_at_a_time = asyncio.Lock()

    @property
    def pid(self) -> int:
        """The process id."""
        assert self._process.pid, "the worker is not started"
        return self._process.pid

    async def __aenter__(self) -> Self:
        self._process.start()
        self._other.close()
        await self._answer()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._pipe.close()
        await asyncio.to_thread(self._process.join, _LEAVE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    async def ask(self, method: str, *arguments: Any) -> Any:
        """Call a method of the worker.

        Raises:
            ChildError: It raised.
        """
        async with self._one_at_a_time:
            self._pipe.send((method, arguments))
            return await self._answer()

    async def _answer(self) -> Any:
        try:
            succeeded, value = await asyncio.to_thread(self._pipe.recv)
        except EOFError:
            raise ChildError("the worker has died") from None
        if not succeeded:
            raise ChildError(value)
        return value


def _main(pipe: Connection, cores: Set[int], worker: Worker, arguments: tuple[Any, ...]) -> None:
    from peers.unsearched import begin_search  # noqa: PLC0415 - the fork server has it already

    begin_search()
    os.sched_setaffinity(0, cores)
    asyncio.run(_serve(pipe, worker, arguments))


async def _serve(pipe: Connection, make: Worker, arguments: tuple[Any, ...]) -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(pipe.fileno(), asked.set)
    try:
        async with make(*arguments) as worker:
            pipe.send((True, None))
            while True:
                await asked.wait()
                asked.clear()
                while pipe.poll():
                    await _do(pipe, worker)
    except EOFError:
        pass  # the measurement is over
    finally:
        loop.remove_reader(pipe.fileno())


async def _do(pipe: Connection, worker: Any) -> None:
    method, arguments = pipe.recv()
    try:
        answer = True, await getattr(worker, method)(*arguments)
    except Exception:  # noqa: BLE001 - whatever it is, it is told on the other side
        answer = False, traceback.format_exc()
    pipe.send(answer)
