"""Forked process: the product in an operating system process of its own, ready at once.

`callshadow serve` imports for some seconds of CPU before it does anything. Here one process imports
what a server needs, and each server is a fork of it:

    pytest ──begins once──▶ fork server, which has imported and loaded the product and runs nothing
      │ a command, its folder, environment and streams  │ fork
      └────────────────────────────────────────────────▶ bots.cli.main: a process as any other

From the fork on it is what a user starts: own environment, folder, streams, event loop and signals.
What happens before, tests see that start `python -m bots.cli` themselves. Another program than the
product's may be forked too: it finds what it shares with the product imported.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from multiprocessing import forkserver, get_context, resource_tracker
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import Any

_CONTEXT = get_context("forkserver")
_preloaded: list[str] = []


def preload(*modules: str) -> None:
    """Have these imported, beside all others, by the fork server: a process has one for all forks.

    Args:
        modules: Their names. What is named after the first fork comes too late.
    """
    _preloaded.extend(modules)
    _CONTEXT.set_forkserver_preload(_preloaded)


def share_fork_server() -> None:
    """Begin the fork server; what is forked from this process forks by it too.

    Each would begin one of its own, which takes three seconds of CPU: it asks whether the server
    lives as only its parent can.
    """
    forkserver.ensure_running()
    forkserver._forkserver.ensure_running = resource_tracker.ensure_running  # pyright: ignore[reportAttributeAccessIssue]


preload("peers.unsearched", "bots.cli", "bots.process", "bots.serve", "peers.loaded")

Program = Callable[[list[str]], int | None]
"""What a fork runs, with its arguments; gives the exit code, or None for 0."""


def product(arguments: list[str]) -> int:
    """`callshadow` with these arguments."""
    from bots.cli import main  # noqa: PLC0415 - the fork server has it, who asks for a fork has not

    sys.argv = ["callshadow", *arguments]
    return main(arguments)


class ForkedProcess:
    """A command of the product that runs, with what tests use of `asyncio.subprocess.Process`.

    Attributes:
        pid: The process id.
    """

    def __init__(self, process: BaseProcess) -> None:
        """Use `start`."""
        assert process.pid
        self.pid = process.pid
        self._process = process

    @classmethod
    async def start(
        cls,
        arguments: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        *,
        stdout: int,
        stderr: int,
        stdin: int | None = None,
        program: Program = product,
    ) -> "ForkedProcess":
        """Run a program with these arguments.

        Args:
            arguments: Its command and flags.
            folder: Where it runs.
            environment: Its whole environment.
            stdout: Where it writes, a descriptor, which stays open here too.
            stderr: Where it writes errors and its log; may be the same.
            stdin: What it reads; nothing if None.
            program: A function of a module that can be imported; `callshadow`, if none is named.
        """
        streams = [None if stdin is None else _Descriptor(stdin)]
        streams += [_Descriptor(stdout), _Descriptor(stderr)]
        given = (program, list(arguments), str(folder), dict(environment), streams)
        process = _CONTEXT.Process(target=_run, args=given)
        await asyncio.to_thread(process.start)
        return cls(process)

    @property
    def returncode(self) -> int | None:
        """Its exit code, -N where signal N ended it; None while it runs."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it hard."""
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Its exit code, when it has ended."""
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        self._process.join()
        assert self._process.exitcode is not None
        return self._process.exitcode


@asynccontextmanager
async def read_from(
    program: Program, *arguments: str, folder: Path
) -> AsyncIterator[tuple[ForkedProcess, asyncio.StreamReader]]:
    """Fork a program, in an environment of nothing but a PATH, and read what it writes.

    It is killed at the end of the block, if it still runs.
    """
    reading, writing = os.pipe()
    environment = {"PATH": os.environ["PATH"]}
    process = await ForkedProcess.start(
        *(arguments, folder, environment), stdout=writing, stderr=2, program=program
    )
    os.close(writing)
    output = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(output), os.fdopen(reading, "rb")
    )
    try:
        yield process, output
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        transport.close()


class _Descriptor:
    """A file descriptor that goes over to the fork."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __reduce__(self) -> tuple[Any, ...]:
        return _detached, (DupFd(self._number),)


def _detached(inherited: Any) -> int:
    return inherited.detach()


def _run(
    program: Program,
    arguments: list[str],
    folder: str,
    environment: dict[str, str],
    streams: list[int | None],
) -> None:
    """What the fork does."""
    for stream, descriptor in enumerate(streams):
        given = os.open(os.devnull, os.O_RDONLY) if descriptor is None else descriptor
        os.dup2(given, stream)
        os.close(given)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # The fork server has it; who asks for a fork is to look for its own garbage.
    from peers.unsearched import begin_search  # noqa: PLC0415

    begin_search()
    sys.exit(program(arguments))
