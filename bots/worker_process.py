"""Worker process: one server of several, as the process that runs them sees it.

    parent                                         worker
      │  starts it, with two descriptors: its listening socket, and one end of a link
      ├──────────────────────────────────────────────▶│ opens what its calls share
      │◀───────────────────────────── one byte ───────┤ listens
      ├── SIGTERM: drain ─────────────────────────────▶│ listens on until its calls have ended
      ├── SIGHUP: retire, a successor has the socket ──▶│ listens no more; its calls go on
      ├── SIGINT: end ────────────────────────────────▶│
      ×  dies: the link closes ───────────────────────▶│ retires, so that nobody holds the port

Both ends of a connection that waits to be accepted belong to the socket, and not to a process: what
came in while the old worker retired, the new one takes.
"""

import asyncio
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from settings.metrics_folder import environment_with

# A worker that takes longer to start is no successor.
_START_S = 60.0
_READY = b"\n"


class WorkerProcess:
    """One running worker."""

    def __init__(self, process: asyncio.subprocess.Process, link: socket.socket) -> None:
        """Use `start`."""
        self._process = process
        self._link = link

    @classmethod
    async def start(cls, host: str, listener: socket.socket, metrics: str) -> Self:
        """Start a worker on a socket that is bound; it shares its figures in the folder `metrics`.

        It leads a process group of its own: Ctrl-C in a terminal is for the parent alone.
        """
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        port = listener.getsockname()[1]
        descriptors = (listener.fileno(), theirs.fileno())
        command = ("-m", "bots.cli", "serve", "--host", host, "--port", str(port))
        with theirs:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, *command, "--as-worker", *map(str, descriptors)),
                env=environment_with(metrics),
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=descriptors,
                start_new_session=True,
            )
        return cls(process, ours)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    async def ready(self) -> bool:
        """Return when it listens; False where it ended instead, or takes too long."""
        try:
            async with asyncio.timeout(_START_S):
                said = await asyncio.get_running_loop().sock_recv(self._link, len(_READY))
        except (TimeoutError, OSError):
            return False
        return said == _READY

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self._process.returncode is None:
            self._process.send_signal(number)

    async def ended(self) -> int:
        """Return its exit code when it has ended."""
        code = await self._process.wait()
        self._link.close()
        return code


@dataclass(slots=True)
class WorkerPlace:
    """One worker's place on the port.

    Attributes:
        number: Which of them it is, from 0.
        listener: Its socket; None while there is no worker.
        worker: The process that listens there now.
        changing: Held while another one takes the place.
    """

    number: int
    listener: socket.socket | None = None
    worker: WorkerProcess | None = None
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def vacate(self, worker: WorkerProcess) -> bool:
        """Close the socket of a worker that has ended, unless a successor has it by now.

        The kernel would go on giving it connections.
        """
        async with self.changing:
            if self.worker is not worker or not self.listener:
                return False
            self.listener.close()
            self.listener = self.worker = None
            return True


async def parent_gone(link: socket.socket) -> None:
    """In a worker that listens: tell the parent so, and return when it has died.

    Args:
        link: The worker's end of the link to it.
    """
    loop = asyncio.get_running_loop()
    link.setblocking(False)
    with suppress(OSError):  # as the parent has died
        await loop.sock_sendall(link, _READY)
        await loop.sock_recv(link, 1)
