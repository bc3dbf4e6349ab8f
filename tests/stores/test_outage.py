"""Real databases that take nothing for a while: no event is lost, none comes twice."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from peers.forked import read_from
from peers.postgres_server import Postgres
from peers.small_disk import small_disk
from peers.sqlite_lock import locked
from stores.errors import EventLogError
from stores.log.event_log import EventLog, open_event_log
from tests.stores import keeping_writer
from tests.stores.events import ended, said, started

SPOOL = 1_000_000


def path_of(url: str) -> Path:
    """The file of an address."""
    return Path(make_url(url).database or "")


async def returned(log: EventLog) -> None:
    """Return when the log takes events again, and has all."""
    while log.health.cause:
        log.health.changed.clear()
        await log.health.changed.wait()


async def numbers(log: EventLog, call_id: str) -> list[int | None]:
    """The numbers that a reader of the call sees."""
    return [event.seq for event in await log.read(call_id)]


async def through(url: str, outage: Callable[[], AbstractContextManager[None]]) -> None:
    """Have calls begin, go on and end before, during and after an outage."""
    async with open_event_log(url, spool_bytes=SPOOL) as log:
        await log.append(started("A"))
        await log.append(said("A", "before"))
        with outage():
            seqs = [(await log.append(said("A", str(n)))).seq for n in range(3, 9)]
            assert seqs == list(range(3, 9))
            for event in (started("B"), said("B", "x"), started("C"), said("C", "x"), ended("C")):
                await log.append(event)
            assert log.health.cause
            known = await log.call("C")
            assert known
            assert known.duration_ms == 1
            for call_id, count in (("A", 8), ("B", 2), ("C", 3)):
                assert await numbers(log, call_id) == list(range(1, count + 1))
        await log.append(said("A", "9"))
        await returned(log)
        await log.append(ended("B"))
    async with open_event_log(url) as log:
        for call_id, count in (("A", 9), ("B", 3), ("C", 3)):
            assert await numbers(log, call_id) == list(range(1, count + 1))
        texts = [event.data.get("text") for event in await log.read("A")]
        assert texts == [None, "before", *map(str, range(3, 10))]
        records = {record.call_id: record for record in await log.calls()}
        assert {call_id: record.last_seq for call_id, record in records.items()} == {
            **{"A": 9, "B": 3, "C": 3}
        }
        assert [records[call_id].ended_at is None for call_id in "ABC"] == [True, False, False]
        assert [records[call_id].duration_ms for call_id in "ABC"] == [None, 1, 1]


async def test_another_process_holds_the_file(sqlite_url: str) -> None:
    """Nobody waits for the lock longer than half a second."""
    path = path_of(sqlite_url)

    def outage() -> AbstractContextManager[None]:
        return locked(path)

    await through(sqlite_url, outage)


async def test_postgres_is_stopped_and_started(postgres: Postgres, postgres_url: str) -> None:
    """Nothing can be read meanwhile either; what is running is read from memory."""

    @contextmanager
    def outage():
        postgres.stop()
        try:
            yield
        finally:
            postgres.start()

    await through(postgres_url, outage)


async def test_the_disk_is_full(sqlite_url: str) -> None:
    """SQLite says so by an error of its own; here it is told how large the file may be."""
    path = path_of(sqlite_url)

    async with open_event_log(sqlite_url, spool_bytes=SPOOL) as log:
        await log.append(started("A"))
        with sqlite3.connect(path) as file:
            pages = file.execute("PRAGMA page_count").fetchone()[0]
        limit, unlimited = (f"PRAGMA max_page_count = {size}" for size in (pages, 1 << 30))
        await log._database.write(lambda it: it.exec_driver_sql(limit).close())
        seqs = [(await log.append(said("A", "x" * 3000))).seq for _ in range(20)]
        assert seqs == list(range(2, 22))
        assert "full" in (log.health.cause or "")
        await log._database.write(lambda it: it.exec_driver_sql(unlimited).close())
        await returned(log)
        assert await numbers(log, "A") == list(range(1, 22))


async def test_a_running_call_is_whole_in_the_file_that_is_begun_anew(sqlite_url: str) -> None:
    """A corrupt file is set aside in mid-call: the new one has the call from its begin."""
    path = path_of(sqlite_url)
    async with open_event_log(sqlite_url, spool_bytes=SPOOL) as log:
        for event in (started("A"), said("A", "x"), started("B"), ended("B")):
            await log.append(event)
        with sqlite3.connect(path) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 40_960)
        with sqlite3.connect(path) as file:  # so that the log's own copies of pages are out of date
            file.execute("PRAGMA user_version = 1")
        await asyncio.gather(*(log.append(said("A", str(n))) for n in range(5)))
        await returned(log)
        assert await numbers(log, "A") == list(range(1, 8))
        record = await log.call("A")
        assert record
        assert (record.last_seq, record.turns) == (7, 6)
    assert list(path.parent.glob("calls.db.corrupt-*"))


async def kill_in_mid_outage(url: str, folder: Path) -> dict[str, int]:
    """Have another process die while its log is locked; the last numbers that it published."""
    published: dict[str, int] = {}
    stack = ExitStack()
    kept = 0
    told = (url, str(folder))
    async with read_from(keeping_writer.main, *told, folder=folder.parent) as (process, output):
        while kept < 100:
            line = await output.readline()
            call_id, seq, how = line.decode().split()
            published[call_id] = int(seq)
            kept += how == "kept"
            if (call_id, seq) == ("B", "5"):
                stack.enter_context(locked(path_of(url)))
        process.kill()
        rest = (await output.read()).splitlines(keepends=True)
    for call_id, seq, _ in (line.decode().split() for line in rest if line.endswith(b"\n")):
        published[call_id] = int(seq)
    stack.close()
    return published


async def test_kill_9_in_mid_outage_loses_nothing_that_was_published(
    sqlite_url: str, tmp_path: Path
) -> None:
    """The next start stores what the dead process had kept, and ends its calls."""
    folder = tmp_path / "spool"
    published = await kill_in_mid_outage(sqlite_url, folder)
    async with open_event_log(sqlite_url, spool_bytes=SPOOL, spool_folder=folder) as log:
        for call_id in "AB":
            seqs = await numbers(log, call_id)
            assert seqs == list(range(1, len(seqs) + 1))
            assert published[call_id] <= len(seqs) <= published[call_id] + 1
        assert sorted(await log.recovery.close_interrupted(datetime.now(UTC))) == ["A", "B"]
    assert [path.name for path in folder.iterdir()] == ["known"]


async def test_a_start_in_mid_outage_goes_on_where_the_dead_process_was(
    sqlite_url: str, tmp_path: Path
) -> None:
    """A log that was opened before is waited for: calls are taken, the old one's numbers go on."""
    folder = tmp_path / "spool"
    published = await kill_in_mid_outage(sqlite_url, folder)
    with locked(path_of(sqlite_url)):
        async with open_event_log(sqlite_url, spool_bytes=SPOOL, spool_folder=folder) as log:
            with pytest.raises(EventLogError, match="locked"):
                await log.ping()
            back = await log.append(started("A"))
            assert (back.seq or 0) - published["A"] in (1, 2)
            assert (await log.append(started("C"))).seq == 1
            seqs = await numbers(log, "A")
            assert seqs == list(range(1, (back.seq or 0) + 1))
            assert log.numbered.running() == ["A", "C"]
    async with open_event_log(sqlite_url, spool_bytes=SPOOL, spool_folder=folder) as log:
        assert await numbers(log, "A") == seqs
        assert await numbers(log, "C") == [1]
        assert sorted(await log.recovery.close_interrupted(datetime.now(UTC))) == ["A", "B", "C"]


async def test_a_start_on_a_disk_that_is_read_only_says_so(tmp_path: Path) -> None:
    """What happens is kept in memory, as in any outage; the cause is no riddle."""
    with small_disk(tmp_path / "disk", megabytes=8) as disk:
        url, folder = f"sqlite:///{disk.path / 'calls.db'}", disk.path / "spool"
        async with open_event_log(url, spool_bytes=SPOOL, spool_folder=folder) as log:
            await log.append(started("A"))
        disk.lock()
        async with open_event_log(url, spool_bytes=SPOOL, spool_folder=folder) as log:
            assert log.health.cause
            assert log.health.cause.endswith("; its disk may be read-only")
            assert (await log.append(started("B"))).seq == 1
            assert await numbers(log, "B") == [1]


async def test_a_log_that_was_never_opened_stops_the_start(tmp_path: Path) -> None:
    """An address that may be a mistake is not waited for."""
    url = "postgresql+asyncpg://user:secret@127.0.0.1:1/db"
    with pytest.raises(EventLogError, match="can't open"):
        async with open_event_log(url, spool_bytes=SPOOL, spool_folder=tmp_path):
            pass
