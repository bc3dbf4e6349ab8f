"""The lock files of an SQLite log."""

from pathlib import Path

from stores.file_locks import FileOwners


async def test_dead_processes_leave_no_file(tmp_path: Path) -> None:
    """The lock file of a living process is left alone, that of a dead one is removed."""

    def files() -> set[str]:
        return {path.name for path in tmp_path.iterdir()}

    (tmp_path / "calls.db-owner-2").touch()
    alive = FileOwners(tmp_path / "calls.db", 1)
    await alive.hold()
    assert await FileOwners(tmp_path / "calls.db", 3).living({1, 2, 4}) == {1}
    assert files() == {"calls.db-owner-1"}
    await alive.release()
    assert files() == set()
