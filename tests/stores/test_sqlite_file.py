"""The file of an SQLite log: corrupt, deleted, or replaced while it is used."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from stores.errors import EventLogError
from stores.log.event_log import open_event_log
from tests.logged import logged
from tests.stores.events import NOON, ended, hold_call, said, started


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What is logged as an error."""
    with logged("ERROR") as told:
        yield told


def path_of(url: str) -> Path:
    """The file of an address."""
    return Path(make_url(url).database or "")


async def test_a_corrupt_file_is_set_aside_at_the_start(sqlite_url: str, lines: list[str]) -> None:
    """The start goes on with a new file; the old one is kept under a name with the date."""
    path = path_of(sqlite_url)
    path.parent.mkdir()
    path.write_bytes(b"no database " * 1000)
    async with open_event_log(sqlite_url, ours=True) as log:
        await hold_call(log)
        assert len(await log.read("A")) == 2
    (aside,) = path.parent.glob("calls.db.corrupt-*")
    assert aside.read_bytes() == b"no database " * 1000
    assert any("is corrupt" in line and aside.name in line for line in lines)


async def test_a_file_that_is_corrupt_in_mid_call_is_set_aside(
    sqlite_url: str, lines: list[str]
) -> None:
    """What is appended then is stored in the new file, in which the call goes on."""
    path = path_of(sqlite_url)
    async with open_event_log(sqlite_url) as log:
        await hold_call(log)
        await log.erasure.delete("none", by="dpo", now=NOON)
        with sqlite3.connect(path) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        content = bytearray(path.read_bytes())
        content[4096:] = b"\xff" * len(content[4096:])
        path.write_bytes(content)
        with sqlite3.connect(path) as file:  # so that the log's own copies of pages are out of date
            file.execute("PRAGMA user_version = 1")
        assert await log.append(started("B"))
        assert [call.call_id for call in await log.calls()] == ["B", "A"]
    assert list(path.parent.glob("calls.db.corrupt-*"))
    assert any("is corrupt" in line for line in lines)


async def test_a_file_that_can_not_be_read_is_set_aside_at_the_next_write(sqlite_url: str) -> None:
    """The writer's own copies of the pages would hide it, and readers would wait for ever."""
    path = path_of(sqlite_url)
    async with open_event_log(sqlite_url) as log:
        await log.append(started("A"))
        for n in range(300):
            log.append(said("A", "x" * 500 + str(n)))
        await log.append(ended("A"))
        await log.append(started("B"))
        with sqlite3.connect(path) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        content = path.read_bytes()
        with path.open("r+b") as file:
            file.seek(4096 * 12)
            file.write(b"\xff" * (len(content) - 4096 * 12))
        with pytest.raises(EventLogError):
            await log.read("A")
        await log.append(said("B", "goes on"))
        assert [event.seq for event in await log.read("B")] == [1, 2]
    assert list(path.parent.glob("calls.db.corrupt-*"))


async def test_a_file_that_is_deleted_is_written_again(sqlite_url: str, lines: list[str]) -> None:
    """What was in it is still open, and nothing of it is lost."""
    path = path_of(sqlite_url)
    async with open_event_log(sqlite_url) as log:
        await hold_call(log)
        for file in (path, *path.parent.glob("calls.db-[ws]*")):
            file.unlink()
        assert (await log.append(said("A", "goes on"))).seq == 3
    async with open_event_log(sqlite_url) as log:
        assert [event.seq for event in await log.read("A")] == [1, 2, 3]
    assert path.stat().st_mode & 0o077 == 0
    assert any("was deleted" in line for line in lines)


async def test_a_file_that_is_replaced_is_used(sqlite_url: str, tmp_path: Path) -> None:
    """A backup that is put in place is the log from then on; the calls that run go on in it."""
    path, other = path_of(sqlite_url), tmp_path / "other.db"
    async with open_event_log(f"sqlite:///{other}") as backup:
        await backup.append(started("B"))
    async with open_event_log(sqlite_url) as log:
        await hold_call(log)
        other.replace(path)
        for file in path.parent.glob("calls.db-[ws]*"):
            file.unlink()
        await log.append(started("C"))
        assert {call.call_id for call in await log.calls()} == {"A", "B", "C"}


@pytest.mark.parametrize("name", ["calls.db", "calls.db-journal", "calls.db-wal", "calls.db-shm"])
@pytest.mark.parametrize("known", [False, True], ids=["a first start", "a later start"])
async def test_what_is_no_file_is_refused_by_name(sqlite_url: str, name: str, known: bool) -> None:
    """A pipe, or a folder, where a file of the log has to be: one line, and no waiting for it."""
    path = path_of(sqlite_url)
    spool = path.parent / "spool"
    if known:
        async with open_event_log(sqlite_url, spool_folder=spool, spool_bytes=1000) as log:
            await hold_call(log)
    path.parent.mkdir(exist_ok=True)
    for what, make in (("a FIFO", os.mkfifo), ("a folder", os.mkdir)):
        odd = path.with_name(name)
        odd.unlink(missing_ok=True)
        make(odd)
        with pytest.raises(EventLogError, match=f"{name} is {what}, and no file"):
            async with open_event_log(sqlite_url, spool_folder=spool, spool_bytes=1000):
                pass
        (odd.rmdir if what == "a folder" else odd.unlink)()
