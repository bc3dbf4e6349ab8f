"""A server as an operating system process of its own, with a clean environment."""

import asyncio
import os
import signal
import ssl
import sys
import weakref
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

import httpx

from peers.forked import ForkedProcess, Program, product
from server.serving.listening_socket import hold

READY_S = 120
"""How long a server may take until it answers `/readyz`."""
EXIT_S = 30
"""How long it may take to end its calls after SIGTERM."""
CHECKOUT = Path(__file__).parents[1]
INHERITED = ("PATH", "HOME", "LANG")
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients on loopback: without it, each loads all authorities' certificates, 80 ms of CPU."""
PRODUCT = ("-m", "bots.cli", "serve", "--host", "127.0.0.1", "--port")
"""What Python runs for ours; the port follows."""
_COMMAND_LINE = PRODUCT.index("serve")
"""Where in it the arguments of `callshadow` begin."""


class LoopbackServer:
    """`async with LoopbackServer(folder, settings) as server:` is ready to be called.

    Args:
        folder: Where it runs and keeps its data; its log is `server.log` in there.
        settings: The settings, by their names in the environment; it sees no others.
        command: What Python runs; its port follows as the last word.

    Attributes:
        port: The port on 127.0.0.1.
        exit_code: How it ended; None while it runs.
    """

    def __init__(
        self, folder: Path, settings: Mapping[str, str], command: tuple[str, ...] = PRODUCT
    ):
        self.port = reserved_port(self)
        self.exit_code: int | None = None
        self._folder = folder
        self._log = folder / "server.log"
        self._command = command
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        # Work after calls takes CPU that no test but its own looks at.
        quiet = {"AFTER_CALL": "none"}
        own = quiet | {"DATA_DIR": str(folder / "data"), "PYTHONPATH": str(CHECKOUT)}
        self._environment = inherited | own | dict(settings)
        self._process: asyncio.subprocess.Process | ForkedProcess | None = None

    @property
    def pid(self) -> int:
        """The process id."""
        assert self._process, "the server is not started"
        return self._process.pid

    @property
    def http(self) -> str:
        """The base address of REST and the console."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def media(self) -> str:
        """The address of the media socket."""
        return f"ws://127.0.0.1:{self.port}/twilio/media"

    def log(self) -> str:
        """All that the server has logged."""
        return self._log.read_text(encoding="utf-8")

    async def __aenter__(self) -> Self:
        self._process = await self._start()
        try:
            await self._started()
            async with asyncio.timeout(READY_S):
                await self._ready()
        except BaseException:
            if self._process.returncode is None:
                self._process.kill()
                await self._process.wait()
            raise
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        await self.stop()

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        assert self._process, "the server is not started"
        if self._process.returncode is None:
            self._process.send_signal(number)

    async def stop(self) -> int:
        """End it with SIGTERM; its exit code, which is -9 where it had to be killed."""
        self.tell(signal.SIGTERM)
        return await self.ended()

    async def ended(self, within_s: float = EXIT_S) -> int:
        """Wait until it has ended; its exit code, which is -9 where it had to be killed."""
        assert self._process, "the server is not started"
        try:
            await asyncio.wait_for(self._process.wait(), within_s)
        except TimeoutError:
            self._process.kill()
        self.exit_code = await self._process.wait()
        return self.exit_code

    async def _start(self) -> asyncio.subprocess.Process | ForkedProcess:
        with self._log.open("wb") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, *self._command, str(self.port)),
                cwd=self._folder,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def _fork(self, program: Program = product) -> ForkedProcess:
        """Start ours, or another, as a fork of a process that has imported what it needs."""
        with self._log.open("wb") as log:
            return await ForkedProcess.start(
                *((*self._command[_COMMAND_LINE:], str(self.port)), self._folder),
                self._environment,
                stdout=log.fileno(),
                stderr=log.fileno(),
                program=program,
            )

    async def _started(self) -> None:
        """The process is there and not ready yet."""

    async def _ready(self) -> None:
        """Ask until it answers: another process has no event to wait for."""
        assert self._process
        async with httpx.AsyncClient(base_url=self.http, verify=NO_TLS) as client:
            while self._process.returncode is None:
                with suppress(httpx.TransportError):
                    if (await client.get("/readyz")).status_code == httpx.codes.OK:
                        return
                await asyncio.sleep(0.05)
        raise AssertionError(f"the server exited with {self._process.returncode}:\n{self.log()}")


class ServerProcess(LoopbackServer):
    """`async with ServerProcess(folder, DEEPGRAM_API_KEY=…) as server:` is ours, for a test.

    It is forked from a process that has imported the product.
    It reads no meanings unless it is told to: the encoder takes each process seconds of CPU.
    On leaving, the server gets SIGTERM and has to exit with 0 within `EXIT_S` seconds.
    """

    def __init__(self, folder: Path, **settings: str):
        """Create the server; see `LoopbackServer`."""
        super().__init__(folder, {"COACH_MEANING": "false"} | settings)

    async def _start(self) -> asyncio.subprocess.Process | ForkedProcess:
        return await self._fork()

    def live(self, call_id: str, after: int = 0) -> str:
        """The address of a call's side channel."""
        return f"ws://127.0.0.1:{self.port}/api/calls/{call_id}/live?after={after}"

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.exit_code is None:
            await self.stop()
        if kind is None:
            assert self.exit_code == 0, f"the server exited with {self.exit_code}:\n{self.log()}"


def reserved_port(owner: object) -> int:
    """A port on 127.0.0.1 that the system gives nobody else, as long as there is an owner.

    A server that asks for this port gets it, and gets it again when it is started again.
    """
    holder = hold("127.0.0.1", 0)
    weakref.finalize(owner, holder.close)
    return holder.getsockname()[1]
