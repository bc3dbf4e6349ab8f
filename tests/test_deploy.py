"""What stands around the server, as the files in deploy/ set it up."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from server.asgi.body_limit import MAX_UPLOAD_BYTES
from tests.product import ROOT

ENDING_S = 15
"""What a server may take to end its calls and write them down, with room."""


def test_nginx_lets_through_what_the_server_takes() -> None:
    """Nginx takes 1 MiB where nobody says more, and answers an upload with a page of its own."""
    text = (ROOT / "deploy/nginx.conf").read_text("utf-8")
    (megabytes,) = re.findall(r"^\s*client_max_body_size (\d+)m;", text, re.M)
    assert int(megabytes) * 1024 * 1024 == MAX_UPLOAD_BYTES


@pytest.fixture
def systemd_unit(tmp_path: Path) -> Path:
    """The service's file, with a program that this machine has."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze judges the file, and is not installed")
    text = (ROOT / "deploy/call-shadow.service").read_text("utf-8")
    unit = tmp_path / "call-shadow.service"
    unit.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", text), "utf-8")
    return unit


def _analyze(*words: str | Path) -> str:
    """What `systemd-analyze` says; its exit code must be 0."""
    command = ["systemd-analyze", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_systemd_knows_every_line_of_the_service(systemd_unit: Path) -> None:
    """A setting with a typo would be ignored with a line in the journal."""
    assert "call-shadow" not in _analyze("verify", systemd_unit)


def test_the_service_may_do_little(systemd_unit: Path) -> None:
    """Its exposure, by systemd's own measure from 0 to 10, is below 2 (systemd's "OK")."""
    _analyze("security", "--offline=true", "--threshold=20", systemd_unit)


def test_whoever_stops_the_server_waits_for_its_calls() -> None:
    """The grace of compose and systemd is DRAIN_SECONDS and 15 s more."""
    compose = (ROOT / "deploy/docker-compose.yml").read_text("utf-8")
    (drain,) = re.findall(r"DRAIN_SECONDS: \$\{DRAIN_SECONDS:-(\d+)\}", compose)
    (grace,) = re.findall(r"stop_grace_period: (\d+)s", compose)
    assert int(grace) == int(drain) + ENDING_S
    unit = (ROOT / "deploy/call-shadow.service").read_text("utf-8")
    (drain,) = re.findall(r"^Environment=.*DRAIN_SECONDS=(\d+)", unit, re.M)
    (grace,) = re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.M)
    assert int(grace) == int(drain) + ENDING_S
