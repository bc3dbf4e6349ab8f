"""`make audit`: what it makes of the answers of a list of vulnerabilities, on loopback."""

import http.server
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator

import pytest

from tests.product import ROOT

VULNERABILITY = {
    "id": "GHSA-test",
    "modified": "2026-01-01T00:00:00Z",
    "summary": "a template can do what it likes",
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "jinja2"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}],
        }
    ],
}


class Osv(http.server.BaseHTTPRequestHandler):
    """The API of osv.dev (https://google.github.io/osv.dev/api/), which knows one vulnerability."""

    def do_POST(self) -> None:
        """`/v1/querybatch`: for each package, the ids of its vulnerabilities."""
        queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        known = [{"id": VULNERABILITY["id"], "modified": VULNERABILITY["modified"]}]
        found = [{"vulns": known} if q["package"]["name"] == "jinja2" else {} for q in queries]
        self._answer({"results": found})

    def do_GET(self) -> None:
        """`/v1/vulns/ID`."""
        self._answer(VULNERABILITY)

    def _answer(self, body: dict[str, object]) -> None:
        text = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def osv() -> Iterator[str]:
    """The address of a list of vulnerabilities."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Osv) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def audit(address: str) -> "subprocess.CompletedProcess[str]":
    """Run the audit against a list."""
    make = shutil.which("make")
    assert make
    return subprocess.run(
        [make, "--no-print-directory", "audit", f"ARGS=--service-url {address}"],
        cwd=ROOT,
        env=os.environ | {"UV_HTTP_RETRIES": "0"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_known_vulnerability_fails_the_audit(osv: str) -> None:
    """The package and the advisory are named."""
    done = audit(osv)
    assert done.returncode != 0
    assert "jinja2" in done.stdout
    assert "GHSA-test" in done.stdout


def test_a_list_that_is_out_of_reach_is_one_line() -> None:
    """A machine without the internet goes on, and what was not done is said."""
    done = audit("http://127.0.0.1:9/")
    assert done.returncode == 0, done.stdout
    assert "audit: skipped, the list of vulnerabilities is out of reach" in done.stdout
