"""The command that counts calls again, as it is typed."""

from pathlib import Path

import pytest

from bots import cli


def test_a_rebuild_says_how_many_calls_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an empty log none; and a typo is told."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'calls.db'}")
    assert cli.main(["insights", "rebuild"]) == 0
    assert capsys.readouterr().out == "insights: 0 calls are counted\n"
    with pytest.raises(SystemExit):
        cli.main(["insights", "rebuid"])
    assert "rebuid" in capsys.readouterr().err
