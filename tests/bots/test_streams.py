"""A command whose output goes nowhere, or to a full disk, ends in one line, without a crash."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.product import ROOT

FULL = Path("/dev/full")


def run(words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `callshadow` in a shell, which closes and leads streams."""
    return shell(f"exec {sys.executable} -m bots.cli {words}", folder)


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command line, with a data folder."""
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", ["--help", "--version", "keys list", "redact try CHANGELOG.md"])
def test_an_output_that_is_full_is_one_line(tmp_path: Path, words: str) -> None:
    """Whoever leads it into a file has no whole one, and the exit code says so."""
    ended = run(f"{words} > {FULL}", tmp_path)
    assert ended.stderr == "callshadow: standard output: No space left on device\n"
    assert ended.returncode == 1


@pytest.mark.parametrize(
    ("words", "closed", "code"),
    [
        ("keys list", ">&-", 0),
        ("keys list", "<&- >&- 2>&-", 0),
        ("keys revoke nobody", "2>&-", 1),
        *(("evl", closed, 2) for closed in (">&-", "<&- >&- 2>&-", "2>&-")),
    ],
)
def test_streams_that_are_closed_end_no_command(
    tmp_path: Path, words: str, closed: str, code: int
) -> None:
    """Their numbers are no socket's, whose end would be the process's; a failure is its code."""
    assert run(f"{words} {closed}", tmp_path).returncode == code


def test_what_a_terminal_has_no_letters_for_is_written_out(tmp_path: Path) -> None:
    """A locale of ASCII, or of Western Europe alone, ends no command."""
    (tmp_path / "a.txt").write_text("customer: naïve 文\n", "utf-8")
    for encoding, shown in (("ascii", r"na\xefve \u6587"), ("latin-1", r"naïve \u6587")):
        command = f"{sys.executable} -m bots.cli redact try {tmp_path}/a.txt"
        ended = subprocess.run(
            ["/bin/sh", "-c", f"PYTHONIOENCODING={encoding} exec {command}"],
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            timeout=100,
            check=False,
        )
        assert (ended.returncode, ended.stderr) == (0, b"")
        assert shown in ended.stdout.decode(encoding)


def test_a_file_for_which_the_disk_has_no_room_is_not_left_behind_empty(tmp_path: Path) -> None:
    """Its name is free for the next try."""
    new = f"ulimit -f 0; cd {tmp_path}; exec {sys.executable} -m bots.cli playbook new mine"
    ended = shell(new, tmp_path)
    assert (ended.returncode, ended.stderr) == (1, "callshadow: mine.yaml: File too large\n")
    assert not list(tmp_path.glob("*.yaml"))
