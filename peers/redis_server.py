"""A real Redis server for the tests, on a port of its own; it can be stopped and started."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from peers.server_process import reserved_port

MISSING = "no redis-server binary in PATH"
REQUIRED = "CALLSHADOW_REQUIRE_REDIS"


def find_binary() -> str:
    """The server's path; skips the test where there is none, unless one is required."""
    found = shutil.which("redis-server")
    if found is None:
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return found


class RedisServer:
    """One server, with nothing kept on disk.

    Its port is kept for it while it is stopped: on a busy machine another process would get it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._binary = find_binary()
        self._port = reserved_port(self)
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """The server's address, running or not."""
        return f"redis://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """The process id."""
        assert self._process, "the server is not started"
        return self._process.pid

    def start(self) -> None:
        """Start, and return when connections are taken."""
        self._process = subprocess.Popen(
            [
                self._binary,
                *("--bind", "127.0.0.1", "--port", str(self._port)),
                *("--save", "", "--appendonly", "no", "--dir", str(self._folder)),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if "eady to accept connections" in line:
                return
        raise AssertionError("redis-server did not start")

    def freeze(self) -> None:
        """Have the server answer nothing; its connections stay open, and new ones are taken."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Have it go on."""
        os.kill(self.pid, signal.SIGCONT)

    def stop(self) -> None:
        """Kill the server, if it runs."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
