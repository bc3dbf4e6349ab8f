"""File limit: raised at the start, and told where it is too low."""

import resource
import subprocess
import sys

from bots.file_limit import calls_within, check_file_limit, raise_file_limit
from tests.product import ROOT


def test_the_limit_is_raised_as_far_as_it_goes() -> None:
    """A process that is given 64 of at most 512 files has 512."""
    program = (
        "import resource; from bots.file_limit import raise_file_limit;"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 512)); print(raise_file_limit());"
        "print(*resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["512", "512", "512"]


def test_a_limit_that_is_high_enough_stays() -> None:
    """Here it is what it was, and never lower."""
    before, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        raised = raise_file_limit()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (before, hard))
    assert raised is not None
    assert raised >= before


def test_a_limit_that_is_too_low_is_one_line(log: list[str]) -> None:
    """It says how many calls it is enough for, and what to raise."""
    check_file_limit(1024, calls_within(1024))
    check_file_limit(None, 10_000)
    assert log == []
    check_file_limit(1024, 200)
    (line,) = log
    assert line.startswith("only 1024 files and sockets may be open, enough for some 115 calls")
    assert "LimitNOFILE" in line


def test_nothing_is_left_for_calls_where_there_is_hardly_a_file() -> None:
    """A limit below what the process itself needs is enough for no call."""
    assert calls_within(10) == 0
