"""A real nginx for the tests, with the configuration of the deployment, on a free loopback port."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from peers.server_process import reserved_port

MISSING = "no nginx binary in PATH"
REQUIRED = "CALLSHADOW_REQUIRE_NGINX"
CONFIGURATION = Path(__file__).parents[1] / "deploy" / "balancer.conf"
_REPLICA = re.compile(r"\bapp-(\d+):7860\b")


def find_binary() -> str:
    """The server's path; skips the test where there is none, unless one is required."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
    if found is None:
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return found


class Balancer:
    """`with Balancer(folder, ports) as balancer:` answers on `balancer.http`.

    Args:
        folder: Where its files are.
        ports: Where the replicas listen on 127.0.0.1: `app-1` is the first.

    Attributes:
        port: Where it listens.
        log: What it has logged.
    """

    def __init__(self, folder: Path, ports: Sequence[int]) -> None:
        self.port = reserved_port(self)
        self.log = folder / "log"
        self._command = (find_binary(), "-p", str(folder), "-c", str(folder / "nginx.conf"))
        self._process: subprocess.Popen[bytes] | None = None
        text = CONFIGURATION.read_text("utf-8")
        text = _REPLICA.sub(lambda name: f"127.0.0.1:{ports[int(name[1]) - 1]}", text)
        text = text.replace("listen 8080;", f"listen 127.0.0.1:{self.port};")
        text = text.replace(" /tmp/", f" {folder}/").replace("processes auto", "processes 1")
        (folder / "nginx.conf").write_text(text, "utf-8")

    @property
    def http(self) -> str:
        """The base address, as that of a server."""
        return f"http://127.0.0.1:{self.port}"

    def test(self) -> str:
        """What `nginx -t` says of the configuration."""
        done = subprocess.run([*self._command, "-t"], capture_output=True, text=True, check=False)
        return done.stderr

    def __enter__(self) -> "Balancer":
        command = [*self._command, "-g", "daemon off;"]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(command, stderr=log)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process
        self._process.send_signal(signal.SIGTERM)
        self._process.wait()
