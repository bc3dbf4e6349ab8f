"""Coverage: which lines of the product the tests run, counted by SlipCover.

A plugin of pytest, for `make pytest`: `python -m pytest -p tests.coverage --floor 97`.
A probe stands at each line from the import of a module on, so only the product becomes slower, and
only where a line is first run (`probes.py`); what traces Python slows down each library too. Probes
of branches as well would cost more than twice as much.
"""

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
import slipcover

from tests.probes import FadingProbes
from tests.product import FOLDERS, ROOT

SOURCES = [str(ROOT / folder) for folder in FOLDERS]
_BEGINNINGS = tuple(f"{folder}{os.sep}" for folder in SOURCES)


class ProductFiles(slipcover.FileMatcher):
    """The files of the product: of others, thousands, SlipCover would take each path apart."""

    def matches(self, filename: Path | str | None) -> bool:
        """Whether a file has probes."""
        return str(filename).startswith(_BEGINNINGS) and super().matches(filename)


PROBES = (slipcover.Slipcover if sys.version_info >= (3, 12) else FadingProbes)(d_miss_threshold=-1)
FILES = ProductFiles(sources=SOURCES)
FOUND: list[dict[str, Any]] = []
"""What the workers have run."""

slipcover.wrap_spec_from_file_location(PROBES, FILES)  # by which Alembic imports migrations
slipcover.ImportManager(PROBES, FILES).__enter__()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--floor`."""
    parser.addoption("--floor", type=float, default=0.0, help="per cent that tests have to run")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take what a worker has run."""
    if not error:
        FOUND.append(json.loads(node.workeroutput["coverage"]))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Add up what was run, and fail if it is too little.

    What nothing has imported counts too; to find it takes seconds, so only one process does.
    """
    given = getattr(session.config, "workerinput", None)
    if given["workerid"] == "gw0" if given else not FOUND:
        PROBES.source = SOURCES
    found = PROBES.get_coverage()
    if given:
        session.config.workeroutput["coverage"] = json.dumps(found)  # pyright: ignore[reportAttributeAccessIssue]
        return
    for of_a_worker in FOUND:
        slipcover.merge_coverage(found, of_a_worker)
    FOUND[:] = [found]
    if found["summary"]["percent_covered"] < session.config.getoption("--floor"):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Show which lines of which files were not run."""
    table = io.StringIO()
    slipcover.print_coverage(FOUND[0], outfile=table, skip_covered=True, missing_width=60)
    terminalreporter.write(table.getvalue())
    percent, floor = FOUND[0]["summary"]["percent_covered"], config.getoption("--floor")
    terminalreporter.write_line(f"Coverage: {percent:.2f} % (floor: {floor} %)")
