"""Job commands, `callshadow jobs …`, on the database itself: no server runs."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bots import cli
from bots.jobs_arguments import STATES
from conversation.jobs.job import JobState
from stores.log.event_log import EventLog, open_event_log
from stores.tables.schema import audit
from tests.stores.events import NOON, ended, said, started


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A log with two jobs: `CA1.3` waits for approval of its step `write`."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    url = f"sqlite:///{tmp_path / 'calls.db'}"
    asyncio.run(_fill(url))
    return url


async def _fill(url: str) -> None:
    async with open_event_log(url, settle=timedelta(0)) as log:
        for event in (started("CA1"), said("CA1", "hello"), ended("CA1")):
            await log.append(event)
        (job,) = await log.jobs.claim_due(NOON, 1)
        week = NOON + timedelta(days=7)
        await log.jobs.await_approval(job.present, "write", week, NOON)
        for event in (started("CA2", NOON), ended("CA2", NOON + timedelta(hours=1))):
            await log.append(event)


def test_each_state_can_be_asked_for() -> None:
    """Written out in the arguments, which import nothing."""
    assert set(STATES) == set(JobState) - {JobState.ERASED}


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str], list[str]]:
    """The exit code, the lines that are printed, and those of errors."""
    code = cli.main(["jobs", *words])
    printed = capsys.readouterr()
    return code, printed.out.splitlines(), printed.err.splitlines()


def test_jobs_are_listed_shown_and_changed(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A comment is kept with the step, and not in the audit; what is too late is told in a line."""
    waits = "CA1.3  needs_approval  2026-11-20 12:00Z  write, a yes until 2026-11-27 12:00Z"
    code, lines, _ = run(capsys)
    assert (code, lines[1:]) == (0, [waits])
    assert lines[0] == "CA2.2  waiting         2026-11-20 13:00Z  due 2026-11-20 13:00Z"
    assert run(capsys, "list", "--state", "needs_approval")[1] == [waits]
    assert run(capsys, "--call", "CA1", "list")[1] == [waits]
    assert run(capsys, "--state", "done")[1] == ["no jobs"]
    assert run(capsys, "--limit", "1")[1][1].startswith("there are older ones")

    assert run(capsys, "approve", "CA1.3", "--comment", "Ann  asked")[0] == 0
    assert run(capsys, "show", "CA1.3")[1][2].endswith("approved by cli, “Ann asked”")
    code, _, told = run(capsys, "reject", "CA1.3")
    assert (code, len(told)) == (1, 1)
    assert told[0].startswith("callshadow: cli has approved the step write already, at 20")
    assert run(capsys, "cancel", "CA1.3")[1][0].startswith("CA1.3  cancelled ")
    assert "that needs one that is waiting" in run(capsys, "cancel", "CA1.3")[2][0]
    assert run(capsys, "retry", "CA1.3")[1][0].startswith("CA1.3  waiting ")
    for action in ("show", "retry", "approve"):
        assert run(capsys, action, "CA9.1") == (1, [], ["callshadow: there is no job CA9.1"])

    rows = asyncio.run(_audited(url))
    assert [(action, actor) for _, action, actor, _ in rows] == [
        ("job.approved", "cli"),
        ("job.cancel", "cli"),
        ("job.retry", "cli"),
    ]
    assert all(abs(datetime.now(UTC) - at) < timedelta(minutes=5) for at, *_ in rows)
    assert not any("Ann" in str(change) for *_, change in rows)


async def _audited(url: str) -> list[tuple[datetime, str, str, object]]:
    async with open_event_log(url) as log:
        return await _rows(log)


async def _rows(log: EventLog) -> list[tuple[datetime, str, str, object]]:
    columns = (audit.c.at, audit.c.action, audit.c.actor, audit.c.change)
    wanted = select(*columns).order_by(audit.c.audit_id)
    read = log._database.read
    return [tuple(row) for row in await read(lambda connection: connection.execute(wanted).all())]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--state", "dead"], "invalid choice: 'dead'"),
        (["list", "--limit", "0"], "1 to 1000 jobs can be listed, not '0'"),
        (["aprove", "CA1.3"], "invalid choice: 'aprove'"),
        (["approve"], "the following arguments are required: ID"),
        (["reject", "CA1.3", "--comment", " "], "a comment has 1 to 500 characters"),
        (["retry", "CA1.3", "--coment", "x"], "there is no argument '--coment'"),
    ],
)
def test_wrong_usage_is_told(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["jobs", *words])
    assert told in capsys.readouterr().err
