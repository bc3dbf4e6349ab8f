"""Forked workers: pytest's processes, forked from one that has imported all tests.

To import the product, its tests and what both need takes seconds of CPU, which each of xdist's
workers would spend anew:

    pytest -n 5 ──fork, before its first thread──▶ nursery, which imports all tests and runs none
      │ starts a worker for xdist: a Python of a few lines,             │
      │ which hands its streams over and waits                          │ fork
      └──────────────────────────────────────────────────────────────▶ the worker

From the fork on it is a worker as any other: xdist speaks to it by those streams.
"""

import builtins
import gc
import os
import signal
import socket
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory

import pytest
from execnet import XSpec
from hypothesis import given, settings, strategies
from loguru import logger

_CONTEXT = get_context("fork")
_CLIENT = """
import socket, sys
with socket.socket(socket.AF_UNIX) as nursery:
    nursery.connect(sys.argv[1])
    socket.send_fds(nursery, [b"+"], [0, 1, 2])
    nursery.recv(1)
"""
"""What xdist starts as a worker: it ends with the fork that has its streams."""


class ForkedWorkers:
    """A plugin of a pytest that has workers and runs all tests: they are forks."""

    def __init__(
        self, files: Sequence[Path], root: Path, load: Callable[[], object] = lambda: None
    ) -> None:
        """Fork the workers from a process that has these files imported.

        Args:
            files: The files of the tests.
            root: The folder below which they have their names.
            load: Loads what tests of most workers need; it leaves no thread behind.
        """
        self._files = files
        self._root = root
        self._load = load
        self._close: Callable[[], None] | None = None

    def pytest_xdist_setupnodes(self, config: pytest.Config, specs: list[XSpec]) -> None:
        """Begin the nursery, and have each worker come out of it."""
        folder = TemporaryDirectory(prefix="workers-")
        address, client = (Path(folder.name) / name for name in ("nursery", "client.py"))
        client.write_text(_CLIENT, encoding="utf-8")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(address))
        listener.listen()
        here, there = socket.socketpair()
        filters: list[str] = config.getini("filterwarnings")

        def nursery() -> None:
            here.close()
            logger.remove()  # what libraries say at their import
            with warnings.catch_warnings():
                filter_warnings(filters)
                import_ahead(self._files, self._root)
            know_constants()
            self._load()
            gc.freeze()
            fork_each(listener, until=there)

        process = _CONTEXT.Process(target=nursery, name="nursery")
        process.start()
        there.close()
        listener.close()
        for spec in specs:
            spec.python = f"{sys.executable} -I -S {client} {address}"

        def close() -> None:
            here.close()
            process.join()
            folder.cleanup()

        self._close = close

    def pytest_unconfigure(self) -> None:
        """End the nursery, after its workers."""
        if self._close:
            self._close()


def filter_warnings(lines: Sequence[str]) -> None:
    """Treat warnings as pytest's `filterwarnings` says, as it does where it imports tests."""
    for line in lines:
        action, message, category = [*line.split(":"), "", "Warning"][:3]
        warnings.filterwarnings(action, message, getattr(builtins, category))  # pyright: ignore


def import_ahead(files: Sequence[Path], root: Path) -> None:
    """Import files by their names below a folder; what is wrong with one, its collection tells.

    A file that skips itself, for want of an extra, raises what is no `Exception`.
    """
    for path in files:
        with suppress(Exception, pytest.skip.Exception):
            import_module(".".join(path.relative_to(root).with_suffix("").parts))


@settings(max_examples=100, derandomize=True, database=None)
@given(strategies.integers())
def know_constants(_: int) -> None:
    """Have Hypothesis read the constants of all that is imported.

    Each worker would, which takes a second; it is done where a number is first taken from them,
    one in twenty.
    """


def fork_each(listener: socket.socket, until: socket.socket) -> None:
    """Fork a worker for each client, until the other side of a socket closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    workers = []
    while until not in select([listener, until], [], [])[0]:
        client, _ = listener.accept()
        worker = _CONTEXT.Process(target=_work, args=(client, listener, until))
        worker.start()
        workers.append(worker)
        client.close()
    for worker in workers:
        worker.join()


def _work(client: socket.socket, *others: socket.socket) -> None:
    """Be the worker that has the client's streams: do what is told, as `python -c` would."""
    for other in others:
        other.close()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _, streams, _, _ = socket.recv_fds(client, 1, 3)
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, 1, closefd=False) for number, mode in enumerate("rww")
    )
    exec(eval(sys.stdin.readline()), {"__name__": "__main__"})  # noqa: S102, S307
