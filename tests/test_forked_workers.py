"""Workers of pytest that are forked from a process which has imported all tests."""

import sys
import warnings

import pytest

from tests.forked_workers import filter_warnings, import_ahead

pytest_plugins = ["pytester"]

CONFTEST = """
from pathlib import Path

from tests.few_events import tell_less
from tests.forked_workers import ForkedWorkers

def pytest_configure(config):
    tell_less(config)
    if not hasattr(config, "workerinput"):
        files = sorted(Path(__file__).parent.glob("test_*.py"))
        config.pluginmanager.register(ForkedWorkers(files, Path(__file__).parent))
"""
IMPORTED = """
import os
from pathlib import Path

Path(f"imported_in_{os.getpid()}").touch()
"""
TESTS = """
import os, signal, sys

def test_passes(): print("of no interest")
def test_fails(): sys.exit(print("what it has printed"))
def test_crashes(): os.kill(os.getpid(), signal.SIGKILL)
"""


def test_all_is_imported_once_and_workers_come_out_of_it(
    pytester: pytest.Pytester, request: pytest.FixtureRequest
) -> None:
    """Tests pass, fail and are told; a worker that crashes is replaced, and nothing is left."""
    pytester.makeconftest(CONFTEST)
    root = request.config.rootpath
    scope = "asyncio_default_fixture_loop_scope = function"
    pytester.makeini(f"[pytest]\npythonpath = {root}\n{scope}\n")
    pytester.makepyfile(test_one=IMPORTED + TESTS, test_two=IMPORTED + "def test_it(): pass")
    ran = pytester.runpytest_subprocess("-n2", "-p", "no:schemathesis")
    ran.assert_outcomes(passed=2, failed=2)
    ran.stdout.fnmatch_lines_random(["*what it has printed*", "worker*crashed*test_crashes*"])
    ran.stdout.no_fnmatch_line("*of no interest*")
    assert len(list(pytester.path.glob("imported_in_*"))) == 1


def test_a_file_that_is_skipped_or_broken_stops_no_process(tmp_path, monkeypatch):
    """Of the files that are imported ahead, the last one is imported whatever the others do."""
    files = [tmp_path / f"ahead_{name}.py" for name in ("skipped", "broken", "whole")]
    files[0].write_text("import pytest\npytest.importorskip('no_such_extra')\n", encoding="utf-8")
    files[1].write_text("import no_such_module\n", encoding="utf-8")
    files[2].write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import_ahead(files, tmp_path)
    assert sys.modules.pop("ahead_whole").__file__ == str(files[2])


def test_a_warning_of_an_import_is_treated_as_pytest_would(request: pytest.FixtureRequest) -> None:
    """By the lines of the project: a warning is an error, but for those that are named."""
    with warnings.catch_warnings():
        filter_warnings(request.config.getini("filterwarnings"))
        warnings.warn("'audioop' is deprecated", DeprecationWarning, stacklevel=1)
        with pytest.raises(DeprecationWarning):
            warnings.warn("'other' is deprecated", DeprecationWarning, stacklevel=1)
