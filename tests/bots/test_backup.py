"""Backup commands, `callshadow backup PATH` and `callshadow restore PATH`."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bots import cli


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """The exit code, what is printed, and the errors."""
    code = cli.main(list(words))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_a_backup_and_its_restore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each file is told with where it went; what can't be done is told in a line."""
    log, copy = tmp_path / "data" / "calls.db", tmp_path / "copy"
    monkeypatch.setenv("DATA_DIR", str(log.parent))
    missing = f"callshadow: there is no event log at {log}\n"
    assert run(capsys, "backup", str(copy)) == (1, "", missing)
    assert run(capsys, "keys", "add", "maria", "agent")[0] == 0
    told = f"{log}: copied to {copy / 'calls.db'}\n"
    assert run(capsys, "backup", str(copy)) == (0, told, "")
    log.unlink()
    told = f"{log}: restored from {copy / 'calls.db'}\n"
    assert run(capsys, "restore", str(copy)) == (0, told, "")
    with closing(sqlite3.connect(log)) as database:
        assert database.execute("SELECT name FROM keys").fetchall() == [("maria",)]


def test_a_postgres_is_left_to_its_own_tools(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a word of its address, which has a password."""
    monkeypatch.setenv("DATABASE_URL", "postgres://callshadow:hidden@127.0.0.1:1/callshadow")
    code, _, error = run(capsys, "backup", str(tmp_path / "copy"))
    assert (code, "pg_dump" in error, "hidden" in error) == (1, True, False)
