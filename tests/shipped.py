"""What of the repository is the product: the paths that go into the wheel."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
SHIPPED: list[str] = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]


def shipped_files() -> set[str]:
    """Every file of the product, as a path from the root."""
    tops = [ROOT / name for name in SHIPPED]
    paths = {path for top in tops for path in ([top] if top.is_file() else top.rglob("*"))}
    return {
        path.relative_to(ROOT).as_posix()
        for path in paths
        if path.is_file() and "__pycache__" not in path.parts
    }
