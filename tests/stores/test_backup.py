"""Backup: whole while a log is written, put back at this version's schema, and never by mistake."""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from peers import postgres_server
from peers.forked import read_from
from peers.postgres_server import Postgres
from stores.databases.address import database_at
from stores.errors import EventLogError
from stores.log.event_log import open_event_log
from stores.recovery.backup import JOBS, KNOWLEDGE, LOG, BackupError, back_up, restore
from stores.recovery.restore_marker import is_begun
from tests.stores import killed_writer
from tests.stores.events import said, started


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Where a server keeps its files."""
    return {name: tmp_path / "data" / name for name in (LOG, JOBS, KNOWLEDGE)}


def url_of(files: dict[str, Path]) -> str:
    """The log's address."""
    return f"sqlite:///{files[LOG]}"


async def hold_call(files: dict[str, Path], call_id: str = "A") -> None:
    """A log with a call of two events."""
    async with open_event_log(url_of(files)) as log:
        await log.append(started(call_id))
        await log.append(said(call_id, "hello"))


def change(path: Path, statement: str) -> None:
    """Change a database past its program."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(statement)


async def test_a_log_that_is_written_is_whole_up_to_the_backup(
    files: dict[str, Path], tmp_path: Path
) -> None:
    """A process writes calls, they are copied, all is lost, and is there again without a gap."""
    copy = tmp_path / "copy"
    async with read_from(killed_writer.main, url_of(files), folder=tmp_path) as (_, output):
        stored: dict[str, int] = {}
        for _ in range(60):
            call_id, seq = (await output.readline()).decode().split()
            stored[call_id] = int(seq)
        assert back_up(files, copy) == [LOG]
        with pytest.raises(BackupError, match=r"a server uses .*: stop it first"):
            restore(copy, files, overwrite=True)
        for _ in range(60):  # it goes on
            assert await output.readline()
    shutil.rmtree(files[LOG].parent)
    assert restore(copy, files, overwrite=False) == [LOG]
    async with open_event_log(url_of(files)) as log:
        for call_id, last in stored.items():
            numbers = [event.seq for event in await log.read(call_id, after=0)]
            assert numbers == list(range(1, len(numbers) + 1))
            assert len(numbers) >= last


async def test_the_files_beside_the_log_go_with_it(files: dict[str, Path], tmp_path: Path) -> None:
    """Those that there are; work that began after a backup without any is not gone on with."""
    await hold_call(files)
    change(files[KNOWLEDGE], "CREATE TABLE knowledge_documents (id)")
    copy = tmp_path / "copy"
    assert back_up(files, copy) == [LOG, KNOWLEDGE]
    modes = {copy: 0o700, copy / LOG: 0o600}
    assert {path: path.stat().st_mode & 0o777 for path in modes} == modes
    change(files[JOBS], "CREATE TABLE later (id)")
    assert restore(copy, files, overwrite=True) == [LOG, KNOWLEDGE]
    assert sorted(path.name for path in files[LOG].parent.iterdir()) == [LOG, KNOWLEDGE]


async def test_calls_and_documents_are_not_overwritten_unasked(
    files: dict[str, Path], tmp_path: Path
) -> None:
    """A log without calls may be; what was written after the backup may be lost when told."""
    async with open_event_log(url_of(files)):
        pass
    change(files[KNOWLEDGE], "CREATE TABLE knowledge_documents (id)")
    copy = tmp_path / "copy"
    back_up(files, copy)
    restore(copy, files, overwrite=False)
    change(files[KNOWLEDGE], "INSERT INTO knowledge_documents VALUES (1)")
    with pytest.raises(BackupError, match=r"knowledge\.db is not empty: --overwrite"):
        restore(copy, files, overwrite=False)
    await hold_call(files)
    with pytest.raises(BackupError, match=r"calls\.db is not empty: --overwrite"):
        restore(copy, files, overwrite=False)
    restore(copy, files, overwrite=True)
    async with open_event_log(url_of(files)) as log:
        assert await log.calls() == []


async def test_a_corrupt_log_is_replaced_when_it_is_asked_for(
    files: dict[str, Path], tmp_path: Path
) -> None:
    """That is what a backup is for; unasked it stays, as calls may be saved from it."""
    await hold_call(files)
    copy = tmp_path / "copy"
    back_up(files, copy)
    files[LOG].write_bytes(b"no database " * 1000)
    with pytest.raises(BackupError, match="is not empty"):
        restore(copy, files, overwrite=False)
    restore(copy, files, overwrite=True)
    async with open_event_log(url_of(files)) as log:
        assert len(await log.read("A", after=0)) == 2


STEPS = {"open", "os.remove", "os.rename", "sqlite3.connect"}
"""What a restore does to the files, as Python's audit hooks call it."""


def restore_killed(step: int, copy: Path, files: dict[str, Path]) -> bool:
    """Restore in a process that is killed before its step of that number; whether it came there."""
    child = os.fork()
    if child == 0:
        steps = count()
        folder = str(files[LOG].parent)

        def watch(event: str, args: tuple[object, ...]) -> None:
            if event in STEPS and str(args[0]).startswith(folder) and next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        try:
            restore(copy, files, overwrite=True)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def state_of(files: dict[str, Path]) -> tuple[int, int, bool]:
    """How many calls there are, how many documents, and whether there is any work after calls."""
    found: list[int] = []
    for name, counting in (
        (LOG, "SELECT count(*) FROM calls"),
        (KNOWLEDGE, "SELECT count(*) FROM knowledge_documents"),
    ):
        with closing(sqlite3.connect(files[name])) as database:
            found += database.execute(counting).fetchone()
    return found[0], found[1], files[JOBS].exists()


async def test_a_restore_that_is_killed_is_whole_or_was_none(
    files: dict[str, Path], tmp_path: Path
) -> None:
    """Whichever step it dies before, the next start finds all of before, or all of the backup.

    Until the marker is written it is as it was; from then on, the start does the rest.
    """
    await hold_call(files)
    await hold_call(files, "B")
    change(files[KNOWLEDGE], "CREATE TABLE knowledge_documents (id)")
    copy = tmp_path / "copy"
    back_up(files, copy)
    await hold_call(files, "C")
    change(files[KNOWLEDGE], "INSERT INTO knowledge_documents VALUES (1)")
    change(files[JOBS], "CREATE TABLE later (id)")
    ends: list[tuple[int, int, bool]] = []
    for step in count():
        folder = shutil.copytree(files[LOG].parent, tmp_path / f"killed-{step}")
        own = {name: folder / name for name in files}
        was_killed = restore_killed(step, copy, own)
        await database_at(url_of(own)).close()
        ends.append(state_of(own))
        assert not is_begun(own[LOG])
        if not was_killed:
            break
    before, after = (3, 1, True), (2, 0, False)
    assert ends == [before] * ends.count(before) + [after] * ends.count(after)
    assert ends.count(before) > 5
    assert ends.count(after) > 5


def to_newer(copy: Path) -> None:
    """A backup of a newer version."""
    change(copy / LOG, "UPDATE alembic_version SET version_num = 'r9999'")


def to_broken(copy: Path) -> None:
    """A backup that a disk has spoilt."""
    (copy / LOG).write_bytes(b"no database " * 1000)


def to_another(copy: Path) -> None:
    """A database of something else."""
    (copy / LOG).unlink()
    change(copy / LOG, "CREATE TABLE songs (id)")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (to_newer, "written by a newer version"),
        (to_broken, "can't be copied: file is not a database"),
        (to_another, "is no event log"),
        (lambda copy: (copy / LOG).unlink(), "is no backup: there is no calls.db in it"),
    ],
)
async def test_what_is_no_backup_of_ours_changes_nothing(
    files: dict[str, Path], tmp_path: Path, spoil: Callable[[Path], None], told: str
) -> None:
    """It is refused before the log that is there is touched."""
    await hold_call(files)
    copy = tmp_path / "copy"
    back_up(files, copy)
    spoil(copy)
    before = files[LOG].read_bytes()
    with pytest.raises(EventLogError, match=told):
        restore(copy, files, overwrite=True)
    assert files[LOG].read_bytes() == before
    assert [path.name for path in files[LOG].parent.iterdir()] == [LOG]


async def test_a_backup_of_an_older_version_is_migrated(
    files: dict[str, Path], tmp_path: Path
) -> None:
    """Forwards, in the copy that is put back; the backup stays as it is."""
    await hold_call(files)
    copy = tmp_path / "copy"
    back_up(files, copy)
    (copy / LOG).unlink()
    change(copy / LOG, "CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
    before = (copy / LOG).read_bytes()
    restore(copy, files, overwrite=True)
    async with open_event_log(url_of(files)) as log:
        assert await log.calls() == []
    assert (copy / LOG).read_bytes() == before


async def test_a_backup_that_fails_leaves_nothing(files: dict[str, Path], tmp_path: Path) -> None:
    """Neither half a folder, nor what was in a folder of that name."""
    copy = tmp_path / "copy"
    with pytest.raises(BackupError, match="there is no event log at"):
        back_up(files, copy)
    await hold_call(files)
    files[KNOWLEDGE].write_bytes(b"no database " * 1000)
    with pytest.raises(BackupError, match=r"knowledge\.db can't be copied"):
        back_up(files, copy)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    copy.mkdir()
    with pytest.raises(BackupError, match="is there already"):
        back_up(files, copy)


async def test_postgres_by_its_own_tools(postgres: Postgres, tmp_path: Path) -> None:
    """The commands of docs/backup.md bring a log back in another database."""
    binaries = postgres_server.find_binaries()
    assert binaries is not None
    dump = tmp_path / "calls.dump"

    async def run(program: str, *words: str) -> None:
        command = [str(binaries / program), *words]
        done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    async with postgres.empty_database() as url, open_event_log(url) as log:
        await log.append(started("A"))
        stored = await log.append(said("A", "hello"))
        await run("pg_dump", "--format=custom", f"--file={dump}", libpq(url))
    async with postgres.empty_database() as url:
        await run(
            "pg_restore", "--no-owner", "--exit-on-error", f"--dbname={libpq(url)}", str(dump)
        )
        async with open_event_log(url) as log:
            assert (await log.read("A", after=0))[-1] == stored


def libpq(url: str) -> str:
    """An address as Postgres' own tools take it."""
    return url.replace("postgresql+asyncpg://", "postgresql://")
