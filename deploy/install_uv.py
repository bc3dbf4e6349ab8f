"""Put uv into a folder of the project, with whatever this machine's Python brings along.

Usage: `python3 install_uv.py FOLDER` leaves `FOLDER/bin/uv`. It needs the standard library alone,
and runs on any Python 3.6+: the Python that the project itself needs is uv's to find.
"""

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
import zipfile
from io import BytesIO
from pathlib import Path

PYPI = "https://pypi.org/simple"
REQUIREMENT = Path(__file__).resolve().parent / "uv.txt"
"""The one version, and the SHA-256 of each file of it: an index that has others is not believed."""


class NotPossibleError(Exception):
    """This way does not work here; the message says why."""


VERSION = REQUIREMENT.read_text("utf-8").partition("uv==")[2].split()[0]
HASHES = frozenset(re.findall(r"--hash=sha256:([0-9a-f]{64})", REQUIREMENT.read_text("utf-8")))
_PIP = ("-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", str(REQUIREMENT))


def by_venv(folder: Path) -> None:
    """With the pip that `python3 -m venv` brings."""
    _run(sys.executable, "-m", "venv", str(folder))
    _run(str(folder / "bin" / "python"), *_PIP)


def by_pip(folder: Path) -> None:
    """With the machine's pip, where `venv` is a package of its own (Debian)."""
    _run(sys.executable, *_PIP, "--target", str(folder))


def by_wheel(folder: Path) -> None:
    """With neither: the wheel is a zip file, and uv a single binary in it."""
    from_wheel(
        folder, os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or PYPI
    )


def from_wheel(folder: Path, index: str, hashes: "frozenset[str]" = HASHES) -> None:
    """Take uv out of the wheel that an index (PEP 503) has for this machine.

    Raises:
        NotPossibleError: The index has none, or the file's SHA-256 is not one of `hashes`.
    """
    project = f"{index.rstrip('/')}/uv/"
    href = _wheel(_get(project).decode())
    wheel = _get(urllib.parse.urljoin(project, href))
    if hashlib.sha256(wheel).hexdigest() not in hashes:
        raise NotPossibleError(f"{href} of {project} is not a file that {REQUIREMENT.name} names")
    binary = folder / "bin" / "uv"
    binary.parent.mkdir(parents=True, exist_ok=True)
    binary.write_bytes(zipfile.ZipFile(BytesIO(wheel)).read(f"uv-{VERSION}.data/scripts/uv"))
    binary.chmod(0o755)


def _wheel(page: str) -> str:
    """The address of this machine's wheel on an index's page."""
    if sys.platform == "darwin":
        system = "macosx"
    else:
        system = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    file = rf"uv-{re.escape(VERSION)}-py3-none-{system}[^\"/#]*_{platform.machine()}\.whl"
    found = re.search(rf'href="([^"#]*{file})[#"]', page)
    if not found:
        raise NotPossibleError(f"no wheel of uv {VERSION} for {system} {platform.machine()}")
    return found.group(1)


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - the index the user set
        return answer.read()


def _run(*command: str) -> None:
    done = subprocess.run(  # noqa: S603 - this file's own commands
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        lines = done.stdout.decode(errors="replace").strip().splitlines() or ["no word of why"]
        raise NotPossibleError(lines[-1])


def main(folder: Path) -> int:
    """Try each way until one leaves a uv that runs; the exit code."""
    tried = []
    for way in (by_venv, by_pip, by_wheel):
        shutil.rmtree(folder, ignore_errors=True)
        try:
            way(folder)
            _run(str(folder / "bin" / "uv"), "--version")
        except (NotPossibleError, OSError, KeyError, zipfile.BadZipFile) as error:
            tried.append(f"{way.__name__}: {error}")
        else:
            return 0
    shutil.rmtree(folder, ignore_errors=True)
    reasons = "; ".join(tried)
    sys.stderr.write(
        f"uv could not be installed ({reasons}). "
        "Install it yourself (https://docs.astral.sh/uv/) and try again.\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
