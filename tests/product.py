"""Product files: the one list of the product's folders, and every module in them."""

import ast
import importlib.util
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
FOLDERS: list[str] = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
"""The folders of the product, in reading order: what the wheel carries."""


@dataclass(frozen=True)
class Module:
    """A file of code: its path from the root, and its folder."""

    path: Path
    folder: str

    @cached_property
    def text(self) -> str:
        """What stands in it."""
        return (ROOT / self.path).read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The same, parsed; two seconds for all of them, so only for who looks at them."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Each node of its tree, from the outermost on."""
        return tuple(ast.walk(self.tree))

    def __str__(self) -> str:
        return str(self.path)

    @property
    def name(self) -> str:
        """Its dotted name."""
        return ".".join(self.path.with_suffix("").parts)

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.text.splitlines())

    @cached_property
    def imports(self) -> list[tuple[str, int]]:
        """The dotted name and the line of each import, wherever it stands."""
        found: list[tuple[str, int]] = []
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found += ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                found += ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
        return found

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Each function and method, wherever it stands."""
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


@cache
def modules_of(folder: str) -> tuple[Module, ...]:
    """The modules of a top-level folder, in the order of their paths."""
    paths = [path.relative_to(ROOT) for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(Module(path, folder) for path in paths)


PRODUCT = [module for folder in FOLDERS for module in modules_of(folder)]


def product_files() -> set[str]:
    """Every file of the product, code or not, as a path from the root."""
    return {
        path.relative_to(ROOT).as_posix()
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def deploy_script(name: str) -> ModuleType:
    """A script of `deploy/`, which no package holds, as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "deploy" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
