"""The measured server: an operating system process of its own, on a core of its own."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import httpx

from bench.machine import Cores, Usage

_READY_S = 60.0
_STOP_S = 15.0
_INHERITED = ("PATH", "HOME", "LANG", "PYTHONPATH")
_ROOT = Path(__file__).parent.parent

PRODUCT = ("-m", "bots.cli", "serve", "--host", "127.0.0.1", "--port")
STOCK = ("-m", "bench.stock_line")


class ServedError(Exception):
    """The server did not start; the message ends with its log."""


class Served:
    """`async with Served(folder, settings) as server:` answers `/readyz`.

    Args:
        folder: Where it keeps its data and its log, `server.log`.
        settings: Its environment, beside the few things that any program needs.
        command: What Python runs; its port follows as the last word.
        cores: Where it runs.

    Attributes:
        port: The port on 127.0.0.1.
        ready_after_s: How long it took from the start of the process to `/readyz`.
    """

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str],
        command: tuple[str, ...] = PRODUCT,
        cores: Cores | None = None,
    ):
        self.port = _free_port()
        self.ready_after_s = 0.0
        self._folder = folder
        self._command = command
        self._cores = cores or Cores.split()
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        own = {"DATA_DIR": str(folder / "data"), "PYTHONPATH": str(_ROOT)}
        self._environment = inherited | own | dict(settings)
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The process id."""
        assert self._process, "the server is not started"
        return self._process.pid

    @property
    def http(self) -> str:
        """The base address of REST."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def media(self) -> str:
        """The address of the media socket."""
        return f"ws://127.0.0.1:{self.port}/twilio/media"

    @property
    def live(self) -> str:
        """The address of the side channel, with `{call_id}` in it."""
        return f"ws://127.0.0.1:{self.port}/api/calls/{{call_id}}/live"

    def usage(self) -> Usage:
        """What it has used so far."""
        return Usage.of(self.pid)

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        log = self._folder / "server.log"
        began = time.monotonic()
        with log.open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, *self._command, str(self.port)),
                cwd=self._folder,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        os.sched_setaffinity(self._process.pid, self._cores.server)
        try:
            async with asyncio.timeout(_READY_S):
                await self._ready()
        except BaseException:
            await self.stop()
            raise
        self.ready_after_s = time.monotonic() - began
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """End it with SIGTERM, or with SIGKILL if it does not listen."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), _STOP_S)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _ready(self) -> None:
        assert self._process
        async with httpx.AsyncClient(base_url=self.http) as client:
            while self._process.returncode is None:
                try:
                    if (await client.get("/readyz")).status_code == httpx.codes.OK:
                        return
                except httpx.TransportError:
                    await asyncio.sleep(0.01)
        log = (self._folder / "server.log").read_text("utf-8")
        raise ServedError(f"the server exited with {self._process.returncode}:\n{log[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
