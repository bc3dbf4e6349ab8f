"""Versions of what is bundled, playbooks, prompts and specialists: what each of them said.

    python -m tests.prompts.versions        writes down the versions that are new

`versions.txt` has a line a version, `playbooks/sales@3/en` and the SHA-256 of what that says;
comments and layout do not count, parents do. A line never changes: cards, figures and shadows name
a version, and two texts by one name could not be told apart.
"""

import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.product import ROOT

FOLDER = ROOT / "prompts"
FILE = Path(__file__).with_name("versions.txt")
_SHOWN = 16


def digests(folder: Path = FOLDER) -> dict[str, tuple[str, Path]]:
    """By its id, what each file of a folder says, as a digest, and where it stands."""
    found: dict[str, tuple[str, Path]] = {}
    for path in sorted(folder.rglob("*.yaml")):
        data = _read(path)
        if "version" in data:
            kind = "/".join([*path.relative_to(folder).parent.parts, data["name"]])
            found[f"{kind}@{data['version']}/{data['language']}"] = _digest(path), path
    return found


def recorded(file: Path = FILE) -> dict[str, str]:
    """The digests that are written down."""
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return dict(line.split() for line in lines)


def mistakes(now: Mapping[str, tuple[str, Path]], then: Mapping[str, str]) -> list[str]:
    """A line for each file that changed under its version, or whose version is not written down."""
    told = []
    for name, (digest, path) in now.items():
        if name not in then:
            told.append(f"{name} is new: python -m tests.prompts.versions writes it down")
        elif then[name] != digest:
            told.append(
                f"{path.name} (or what it extends) says something else than {name} did:"
                " count its `version` up, then run python -m tests.prompts.versions"
            )
    return told


def write(now: Mapping[str, tuple[str, Path]], file: Path = FILE) -> None:
    """Write down the versions that are new; those that are there stay as they are."""
    every = {name: digest for name, (digest, _) in now.items()} | recorded(file)
    file.write_text("".join(f"{name} {every[name]}\n" for name in sorted(every)), "utf-8")


def _digest(path: Path) -> str:
    """The digest of what a file and its parents say."""
    chain: list[Any] = []
    while path.exists():
        data = _read(path)
        chain.append(data)
        path = path.with_name(f"{data.get('extends')}.{data['language']}.yaml")
    text = json.dumps(chain, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:_SHOWN]


def _read(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)


if __name__ == "__main__":
    write(digests())
    told = mistakes(digests(), recorded()) or ["all versions are written down"]
    sys.stdout.write("\n".join([*told, ""]))
