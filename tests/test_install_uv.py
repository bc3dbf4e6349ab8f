"""How make gets uv onto a machine that has nothing but Python."""

import hashlib
import http.server
import re
import threading
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from tests.product import ROOT, deploy_script

PLATFORMS = (
    "macosx_11_0_arm64",
    "macosx_10_12_x86_64",
    "manylinux_2_17_aarch64.manylinux2014_aarch64",
    "manylinux_2_17_x86_64.manylinux2014_x86_64",
    "musllinux_1_1_aarch64",
    "musllinux_1_1_x86_64",
)


install_uv = deploy_script("install_uv")


def a_wheel() -> bytes:
    """A wheel of uv whose binary is a word."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"uv-{install_uv.VERSION}.data/scripts/uv", b"binary")
    return buffer.getvalue()


class Index(http.server.BaseHTTPRequestHandler):
    """A package index (PEP 503) that has a wheel of uv for each kind of machine."""

    wheel = a_wheel()

    def do_GET(self) -> None:
        """The project's page, or a file."""
        links = (
            f'<a href="../../files/uv-{version}-py3-none-{name}.whl#sha256={"0" * 64}">x</a>'
            for version in ("0.1.0", install_uv.VERSION)
            for name in PLATFORMS
        )
        is_page = self.path == "/simple/uv/"
        body = "<br>".join(links).encode() if is_page else self.wheel
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def index() -> Iterator[str]:
    """The address of an index on loopback."""
    with http.server.HTTPServer(("127.0.0.1", 0), Index) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/simple"
        server.shutdown()
        thread.join()


def test_uv_comes_out_of_the_wheel_for_this_machine(index: str, tmp_path: Path) -> None:
    """Without venv and pip, the binary in the index's wheel becomes an executable `bin/uv`."""
    known = frozenset({hashlib.sha256(Index.wheel).hexdigest()})
    install_uv.from_wheel(tmp_path, index, known)
    binary = tmp_path / "bin" / "uv"
    assert binary.read_bytes() == b"binary"
    assert binary.stat().st_mode & 0o111 == 0o111


def test_a_wheel_that_the_project_does_not_know_is_refused(index: str, tmp_path: Path) -> None:
    """A file whose SHA-256 is not in uv.txt leaves nothing behind, whatever the index lists."""
    with pytest.raises(install_uv.NotPossibleError, match="is not a file that"):
        install_uv.from_wheel(tmp_path, index)
    assert list(tmp_path.iterdir()) == []


def test_make_and_the_image_bring_the_same_uv() -> None:
    """One version of uv is named in two places."""
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert re.findall(r"ARG UV_VERSION=(.*)", dockerfile) == [install_uv.VERSION]
