"""Export of calls: what `callshadow export` writes, and how it fails."""

import asyncio
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from bots import cli
from conversation.events.event import CallEvent, EventType
from stores.log.event_log import open_event_log
from tests.conversation.export.calls import START, said


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder whose log has a call."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    data = {"source": "text", "parameters": {"agent_id": "maria"}}
    events = [
        CallEvent("CA1", EventType.CALL_STARTED, START, data),
        CallEvent("CA1", EventType.TURN_FINAL, START, said("c0", "Too dear", 0, 900)),
        CallEvent("CA1", EventType.CALL_ENDED, START, {"reason": "hangup", "duration_ms": 900}),
    ]

    async def fill() -> None:
        async with open_event_log(f"sqlite:///{tmp_path / 'calls.db'}") as log:
            for event in events:
                await log.append(event)

    asyncio.run(fill())
    return tmp_path


@pytest.mark.parametrize(
    ("to", "until"),
    [
        ("2026-11-20", "2026-11-21T00:00:00+00:00"),
        ("20261120", "2026-11-21T00:00:00+00:00"),
        ("2026-11-20T00:00:00Z", "2026-11-20T00:00:00+00:00"),
        ("2026-11-20 00:00-05:00", "2026-11-20T00:00:00-05:00"),
    ],
)
def test_a_day_counts_to_its_end_and_midnight_is_none(to: str, until: str) -> None:
    """However the day is written."""
    args = cli.build_parser().parse_args(["export", "calls", "--to", to])
    assert args.until.isoformat() == until


def test_a_call_is_written(log: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """To the standard output, or to a file."""
    assert cli.main(["export", "call", "CA1"]) == 0
    assert b"[0:00] Customer: Too dear\n" in capfdbinary.readouterr().out
    file = log / "call.vtt"
    assert cli.main(["export", "call", "CA1", "--format", "vtt", "--output", str(file)]) == 0
    assert file.read_text("utf-8").startswith("WEBVTT\n")


def test_the_calls_of_a_period_are_written(
    log: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A row each; a day counts to its end."""
    day = ["--from", "2026-11-20", "--to", "2026-11-20"]
    assert cli.main(["export", "calls", *day]) == 0
    assert orjson.loads(capfdbinary.readouterr().out)["customer_turns"] == 1
    turns = ["--what", "turns", "--format", "csv", "--output", str(log / "turns.csv")]
    assert cli.main(["export", "calls", *turns]) == 0
    assert "Too dear" in (log / "turns.csv").read_text("utf-8-sig")
    assert cli.main(["export", "calls", "--to", "2026-11-19"]) == 0
    assert capfdbinary.readouterr().out == b""
    for wrong in ("yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-12:00"):
        with pytest.raises(SystemExit):
            cli.main(["export", "calls", "--from", wrong])
        assert b"a time is written like 2026-11-20" in capfdbinary.readouterr().err


def test_what_cant_be_exported_is_told(
    log: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """In one line: no such call, no such folder."""
    assert cli.main(["export", "call", "CA2"]) == 1
    assert capfdbinary.readouterr().err == b"callshadow: there is no call CA2\n"
    file = log / "none" / "call.txt"
    assert cli.main(["export", "call", "CA1", "--output", str(file)]) == 1
    assert b"No such file or directory" in capfdbinary.readouterr().err


def test_parquet_without_its_extra_says_what_to_install(log: Path) -> None:
    """In one line, and no file is left; another process stands for one that lacks it."""
    without = "import sys; sys.modules['arro3'] = None; from bots.cli import main; sys.exit(main())"
    file = log / "calls.parquet"
    asked = ["export", "calls", "--format", "parquet", "--output", str(file)]
    done = subprocess.run(
        [sys.executable, "-c", without, *asked], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "callshadow: Parquet needs the extra `parquet`: run `uv sync --extra parquet`, or export"
        " as jsonl or csv"
    )
    assert not file.exists()
