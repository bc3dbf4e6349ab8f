"""The measured server: operating system processes of its own, on cores of their own."""

import asyncio
import os
import time
from collections.abc import Mapping
from itertools import cycle
from pathlib import Path
from typing import Protocol, Self

from bench.machine import Cores, Usage, children, is_anywhere, pin
from peers.company import company
from peers.forked import ForkedProcess, product
from peers.server_process import CHECKOUT, PRODUCT, LoopbackServer

STOCK = ("-m", "bench.stock_line")
INHERITED = ("COACH_MEANING",)
"""The settings that the environment has a say in; without it, the product is as it is installed."""


def _stock_line(arguments: list[str]) -> None:
    """The stock line, imported by whoever runs it."""
    from bench.stock_line import main  # noqa: PLC0415

    main(arguments)


class Target(Protocol):
    """What can be loaded: one server, or many by one address."""

    @property
    def http(self) -> str:
        """The base address of REST."""
        ...

    @property
    def media(self) -> str:
        """The address of the media socket."""
        ...

    @property
    def live(self) -> str:
        """The address of the side channel, with `{call_id}` in it."""
        ...

    def usage(self) -> Usage:
        """What its processes have used so far."""
        ...


class Served(LoopbackServer):
    """`async with Served(folder, settings) as server:` answers `/readyz`.

    Args:
        folder: Where it keeps its data and its log, `server.log`.
        settings: Its environment, beside the few things that any program needs.
        command: What Python runs; its port follows as the last word.
        cores: Where it runs.

    Attributes:
        ready_after_s: How long it took from the start of the process to `/readyz`.
    """

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str],
        command: tuple[str, ...] = PRODUCT,
        cores: Cores | None = None,
    ):
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        super().__init__(folder, inherited | dict(settings), command)
        folder.mkdir(parents=True, exist_ok=True)
        self.ready_after_s = 0.0
        self._cores = cores or Cores.split()

    @property
    def live(self) -> str:
        """The address of the side channel, with `{call_id}` in it."""
        return f"ws://127.0.0.1:{self.port}/api/calls/{{call_id}}/live"

    @property
    def workers(self) -> list[int]:
        """The ids of the processes that take calls."""
        return [self.pid]

    def run_version(self, checkout: Path | None) -> None:
        """Have the next start run the files of a checkout; None for these here."""
        self.exit_code = None
        self._environment["PYTHONPATH"] = str(checkout or CHECKOUT)

    def usage(self) -> Usage:
        """What it has used so far."""
        return Usage.of(*self.workers)

    async def __aenter__(self) -> Self:
        began = time.monotonic()
        await super().__aenter__()
        self.ready_after_s = time.monotonic() - began
        return self

    async def _start(self) -> asyncio.subprocess.Process | ForkedProcess:
        if not is_anywhere():
            return await super()._start()
        return await self._fork(_stock_line if self._command == STOCK else product)

    async def _started(self) -> None:
        pin(self.pid, self._cores.server)


class ServedByWorkers(Served):
    """Ours with `--workers`, each on a core of its own; a parent minds them if they are several."""

    def __init__(self, folder: Path, settings: Mapping[str, str], workers: int, cores: Cores):
        command = (*PRODUCT[:-1], "--workers", str(workers), PRODUCT[-1])
        super().__init__(folder, settings, command, cores)
        self._number = workers

    @property
    def workers(self) -> list[int]:
        """The parent's children; the process itself where there is one worker."""
        return children(self.pid) if self._number > 1 else [self.pid]

    async def _start(self) -> asyncio.subprocess.Process | ForkedProcess:
        return await (self._fork(company) if is_anywhere() else super()._start())

    async def _ready(self) -> None:
        await super()._ready()
        lines = self._number + (self._number > 1)  # the parent says so too
        while self.log().count("console:") < lines:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
        if self._cores.kept:
            cores = cycle(sorted(self._cores.server))
            for worker, core in zip(self.workers, cores, strict=False):
                pin(worker, {core})
