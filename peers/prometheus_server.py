"""A real Prometheus for the tests, on a loopback port of its own, that scrapes one server."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.serving.listening_socket import hold

MISSING = "no prometheus and promtool in PATH"
REQUIRED = "CALLSHADOW_REQUIRE_PROMETHEUS"
_START_S = 240


def find_binary(name: str) -> str:
    """A program of Prometheus's; skips the test where there is none, unless one is required."""
    found = shutil.which(name)
    if found is None:
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return found


class Prometheus:
    """A Prometheus that runs at an address."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=30)

    def close(self) -> None:
        """Leave it alone."""
        self._client.close()

    def query(self, expression: str) -> list[dict[str, Any]]:
        """What an expression yields now.

        Raises:
            ValueError: Prometheus refuses it, and why.
        """
        answer = self._client.get("/api/v1/query", params={"query": expression})
        told = answer.json()
        if told["status"] != "success":
            raise ValueError(f"{expression}: {told['error']}")
        return told["data"]["result"]

    def until(self, expression: str) -> None:
        """Return once an expression yields something: it scrapes by a clock of its own."""
        last = time.monotonic() + _START_S
        while time.monotonic() < last:
            with suppress(httpx.TransportError):
                if self.query(expression):
                    return
            time.sleep(0.1)
        raise AssertionError(f"{expression} yields nothing")


@contextmanager
def prometheus(folder: Path, target: str, job: str) -> Iterator[Prometheus]:
    """A Prometheus that scrapes `target` (host and port) every 2 s, until the block ends."""
    binary = find_binary("prometheus")
    holder = hold("127.0.0.1", 0)
    address = f"127.0.0.1:{holder.getsockname()[1]}"
    config = folder / "prometheus.yml"
    config.write_text(
        "global: {scrape_interval: 2s, scrape_timeout: 2s}\n"
        f"scrape_configs: [{{job_name: {job}, static_configs: [{{targets: ['{target}']}}]}}]\n"
    )
    process = subprocess.Popen(
        [
            binary,
            f"--config.file={config}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address={address}",
            "--log.level=error",
        ],
        stderr=subprocess.DEVNULL,
    )
    asked = Prometheus(f"http://{address}")
    try:
        yield asked
    finally:
        asked.close()
        process.terminate()
        process.wait()
        holder.close()
