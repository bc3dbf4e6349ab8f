"""What is shipped: the lock file and the wheel."""

import os
import re
import shutil
import subprocess
import tomllib
import zipfile
from collections import defaultdict
from itertools import chain
from typing import Any

import pytest

from tests.product import PYPROJECT, ROOT, product_files

LOCKED: list[dict[str, Any]] = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]


def test_nothing_locked_brings_pytorch_or_cuda() -> None:
    """Neither the product nor its extras nor its tests need PyTorch, Triton or CUDA."""
    heavy = re.compile(r"torch.*|triton|nvidia-.*|cuda-.*|tensorflow.*|jax.*")
    assert [package["name"] for package in LOCKED if heavy.fullmatch(package["name"])] == []


@pytest.mark.parametrize("library", ["pipecat-ai", "uvicorn"])
def test_what_is_borrowed_from_is_pinned_to_its_locked_minor_version(library: str) -> None:
    """Every mention allows patches alone, of the version that the tests run with."""
    project = PYPROJECT["project"]
    wanted = chain(project["dependencies"], *project["optional-dependencies"].values())
    pins = {wish.partition("~=")[2] for wish in wanted if wish.startswith(library)}
    (locked,) = (package["version"] for package in LOCKED if package["name"] == library)
    major, minor, _ = locked.split(".")
    assert pins == {f"{major}.{minor}.0"}


def test_what_is_locked_installs_on_arm64_without_a_compiler() -> None:
    """Pipecat Cloud's image is arm64: each package with Linux binaries has them for it."""
    files: dict[str, list[str]] = defaultdict(list)
    for package in LOCKED:
        for wheel in package.get("wheels", []):
            files[package["name"]].append(wheel["url"].rpartition("/")[2])
    arm64 = re.compile(r"-any\.whl$|-(cp311-cp311|cp3\d+-abi3|(py2\.)?py3-none)-\S*aarch64")
    for_linux = {
        name: [f for f in fs if "linux" in f or "-any." in f] for name, fs in files.items()
    }
    assert [name for name, fs in for_linux.items() if fs and not any(map(arm64.search, fs))] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The project's wheel, built by uv from its cache alone."""
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv is None:
        pytest.skip("uv is not on PATH; `make pytest` brings it along")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [uv, "build", "--wheel", "--offline", "--quiet", "--out-dir", folder, ROOT], check=True
    )
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_carries_every_file_of_the_product(wheel: zipfile.ZipFile) -> None:
    """Prompts, playbooks, migrations, the console and the sample call travel with the code."""
    names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert names == product_files()


def test_the_wheel_brings_the_command(wheel: zipfile.ZipFile) -> None:
    """Installing the wheel gives `callshadow`, and the licence comes along."""
    (entry_points,) = (name for name in wheel.namelist() if name.endswith("/entry_points.txt"))
    assert "callshadow = bots.cli:main" in wheel.read(entry_points).decode()
    assert any(name.endswith("/licenses/LICENSE") for name in wheel.namelist())
