"""Company: `callshadow serve --workers N`, whose workers are forks of the process that runs them.

Each worker imports the product, for some seconds of CPU, before it does anything. Here the first
ones do, as for a user, and what is started after them is a fork:

    parent, which has imported the product ──fork──▶ bots.cli.main, with a worker's arguments

A fork has what a new process would have: the arguments, environment, streams and descriptors that
it is given, a session of its own, no signal handler and no socket of its parent. But it keeps its
figures to itself: prometheus_client decides where they are kept when it is imported.
"""

import asyncio
import os
import signal
import stat
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NoReturn

from bots.cli import main
from peers.forked import product

_COMMAND_LINE = 3
"""Where in a worker's command the arguments of `callshadow` begin, after `python -m bots.cli`."""


def company(arguments: list[str], started: int = 0) -> int:
    """Serve with workers, the first `started` of which import all they need themselves."""
    remaining = [asyncio.create_subprocess_exec] * started

    async def start(*command: str, **given: Any) -> "asyncio.subprocess.Process | Fork":
        return await remaining.pop()(*command, **given) if remaining else Fork.of(command, **given)

    asyncio.create_subprocess_exec = start  # pyright: ignore[reportAttributeAccessIssue]
    return product(arguments)


class Fork:
    """A worker that was forked, with what its parent uses of `asyncio.subprocess.Process`.

    Attributes:
        pid: The process id.
        returncode: Its exit code, -N where signal N ended it; None while it runs.
    """

    def __init__(self, pid: int) -> None:
        """Know it by its process id."""
        self.pid = pid
        self.returncode: int | None = None
        self._ended = asyncio.Event()
        self._descriptor = os.pidfd_open(pid)
        asyncio.get_running_loop().add_reader(self._descriptor, self._end)

    @classmethod
    def of(
        cls, command: Sequence[str], env: Mapping[str, str], pass_fds: Sequence[int], **_: object
    ) -> "Fork":
        """Fork a worker that does what a command would."""
        sys.stderr.flush()
        # Until its handlers are not its parent's, a signal waits: those would pass it over.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        if not (pid := os.fork()):
            _work(list(command[_COMMAND_LINE:]), env, pass_fds, before)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return cls(pid)

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    async def wait(self) -> int:
        """Its exit code, when it has ended."""
        await self._ended.wait()
        assert self.returncode is not None
        return self.returncode

    def _end(self) -> None:
        _, status = os.waitpid(self.pid, 0)
        asyncio.get_running_loop().remove_reader(self._descriptor)
        os.close(self._descriptor)
        self.returncode = os.waitstatus_to_exitcode(status)
        self._ended.set()


def _work(
    arguments: list[str],
    environment: Mapping[str, str],
    descriptors: Sequence[int],
    blocked: Iterable[int],
) -> NoReturn:
    """Be a worker, in a fork that stands in its parent's event loop, and leaves that alone."""
    code = 1
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        for number in signal.valid_signals():
            if callable(signal.getsignal(number)):
                signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        _close_sockets(descriptors)
        os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
        asyncio._set_running_loop(None)
        asyncio.set_event_loop(None)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["callshadow", *arguments]
        code = main(arguments)
    finally:
        sys.stderr.flush()
        os._exit(code)


def _close_sockets(kept: Sequence[int]) -> None:
    """Close the parent's sockets: a connection would wait at one that nobody listens on."""
    for descriptor in map(int, os.listdir("/proc/self/fd")):  # noqa: PTH208
        with suppress(OSError):
            if descriptor not in kept and stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.close(descriptor)
