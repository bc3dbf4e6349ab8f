"""`docs/borrowed.md` lists what is private to another library and yet used, and is held to it."""

import ast
import importlib
import inspect
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tests.product import FOLDERS, PRODUCT, ROOT, Module

LOCKED = {
    package["name"]: package.get("version")
    for package in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
}
_OURS = re.compile(r"self\.(_[a-z]\w*)|^ +(?:async )?def (_[a-z]\w*)|^    (_[a-z]\w*) =", re.M)
_EXTENDS = re.compile(r"^class \w+[(\[]", re.M)


class Loan(NamedTuple):
    """A row of the page: names of one library that one file uses."""

    names: list[str]
    library: str
    version: str
    file: str
    tests: list[str]


def loans() -> list[Loan]:
    """The rows of the page's table."""
    rows: list[Loan] = []
    for line in (ROOT / "docs/borrowed.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("| `"):
            continue
        names, library, file, _, tests = cells
        name, _, version = library.partition(" ")
        quoted = re.compile(r"`([^`]+)`")
        rows.append(
            Loan(quoted.findall(names), name, version, file.strip("`"), quoted.findall(tests))
        )
    return rows


def private_names_of_others(module: Module) -> Iterator[str]:
    """The private names that a module's classes share with the library classes they extend."""
    if not _EXTENDS.search(module.text):  # most do not, and to parse takes its time
        return
    classes = [node for node in module.tree.body if isinstance(node, ast.ClassDef) and node.bases]
    try:
        imported = importlib.import_module(module.name)
    except ImportError:  # needs an extra
        return
    lines = module.text.splitlines(keepends=True)
    for node in classes:
        cls = getattr(imported, node.name)
        ours = {
            name
            for names in _OURS.findall("".join(lines[node.lineno - 1 : node.end_lineno]))
            for name in names
            if name
        }
        theirs = "".join(_source(base) for base in cls.__mro__[1:] if _is_of_a_library(base))
        yield from (name for name in ours if re.search(rf"\b{name}\b", theirs))


@cache
def _source(cls: type) -> str:
    return inspect.getsource(cls)


def _is_of_a_library(cls: type) -> bool:
    top = cls.__module__.partition(".")[0]
    return top not in {*FOLDERS, *sys.stdlib_module_names}


def test_each_row_names_what_its_file_uses() -> None:
    """The file is there, and each name stands in it."""
    absent = [
        f"{loan.file}: {name}"
        for loan in loans()
        for name in loan.names
        if name not in (ROOT / loan.file).read_text("utf-8")
    ]
    assert loans()
    assert absent == []


def test_each_row_has_a_test_that_exists() -> None:
    """A loan is guarded by a test, or by a whole file of them."""
    absent: list[str] = []
    for loan in loans():
        for test in loan.tests:
            file, _, name = test.partition("::")
            path = ROOT / file
            if not path.exists() or f"def {name}" not in path.read_text("utf-8"):
                absent.append(test)
        assert loan.tests, loan
    assert absent == []


def test_the_versions_are_those_that_are_locked() -> None:
    """A library that is raised has its rows read again."""
    assert {(loan.library, loan.version) for loan in loans()} <= LOCKED.items()


def test_no_private_name_of_a_library_is_used_unlisted() -> None:
    """A class that extends a library's and touches what is private to it stands in the page."""
    listed = {(loan.file, name) for loan in loans() for name in loan.names}
    used = {(str(module), name) for module in PRODUCT for name in private_names_of_others(module)}
    assert used
    assert sorted(used - listed) == []
