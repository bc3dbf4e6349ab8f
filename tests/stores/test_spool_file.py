"""A spool file has what was kept, in order, and holds nobody up where it can't be written."""

from dataclasses import replace
from pathlib import Path

import pytest

from stores.log.records import CallRecord
from stores.spool.spool_file import SpoolFile
from stores.spool.spool_lines import event_line, parse, record_line
from tests.stores.events import NOON, ended, said, started


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file will be."""
    return tmp_path / "spool" / "spool-1.jsonl"


def nothing() -> None:
    """Do no more."""


async def test_lines_are_there_once_they_are_added(path: Path) -> None:
    """In the order of the additions; nothing is made before the first; nobody else may read it."""
    file = SpoolFile(path)
    assert not path.parent.exists()
    await file.add([b"one\n", b"two\n"])
    await file.add([b"three\n"])
    assert path.read_bytes() == b"one\ntwo\nthree\n"
    assert path.stat().st_mode & 0o077 == 0
    await file.close()
    assert path.exists()


async def test_a_file_that_is_no_longer_needed_is_removed(path: Path) -> None:
    """And begun anew with the next line."""
    file = SpoolFile(path)
    await file.add([b"one\n"])
    file.clear(nothing)
    await file.add([b"two\n"])
    assert path.read_bytes() == b"two\n"
    file.clear(nothing)
    await file.close()
    assert not path.exists()


async def test_what_can_not_be_written_is_written_later(path: Path) -> None:
    """On a disk that is full: nobody hears of it but the log, and no line is lost."""
    path.parent.mkdir()
    path.symlink_to("/dev/full")
    file = SpoolFile(path)
    await file.add([b"one\n"])
    await file.add([b"two\n"])
    await file.close()
    path.unlink()
    again = SpoolFile(path)
    await again.add([b"one\n"])
    assert path.read_bytes() == b"one\n"
    await again.close()


async def test_lines_wait_for_room_in_order(path: Path) -> None:
    """A folder that can't be made keeps them, until it can."""
    path.parent.write_text("in the way")
    file = SpoolFile(path)
    await file.add([b"one\n"])
    await file.add([b"two\n"])
    path.parent.unlink()
    await file.add([b"three\n"])
    assert path.read_bytes() == b"one\ntwo\nthree\n"
    await file.close()


def test_a_file_is_read_as_it_was_written() -> None:
    """Records and events, equal to the ms, with the process that they are of.

    A call's length is left to the log: an older process can't read a record that has it.
    """
    record = CallRecord.started(started("A", participants=[{"role": "agent"}]), 7)
    events = [said("A", "né 😀").numbered(2), ended("A").numbered(3)]
    content = record_line(record) + b"".join(map(event_line, events))
    leftover = parse(content, 7)
    assert (leftover.owner, leftover.records, leftover.events) == (7, [record], events)
    finished = record.then(ended("A", NOON), 7)
    assert parse(record_line(finished), 7).records == [replace(finished, duration_ms=None)]


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_torn_last_line_is_passed_over(cut: int) -> None:
    """A process that was killed while it wrote had not published that event yet."""
    events = [said("A", str(n)).numbered(n) for n in range(1, 4)]
    content = b"".join(map(event_line, events))
    assert parse(content[:-cut], 1).events == events[:2]


def test_a_line_that_can_not_be_read_costs_no_other() -> None:
    """Whatever has become of the disk."""
    events = [said("A", str(n)).numbered(n) for n in range(1, 4)]
    lines = [event_line(event) for event in events]
    assert parse(lines[0] + b"\0\0\0\n{}\n[1]\n" + lines[2], 1).events == [events[0], events[2]]
