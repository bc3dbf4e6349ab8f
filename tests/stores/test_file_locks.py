"""The lock files of an SQLite log."""

from pathlib import Path

from stores.databases.file_locks import FileOwners, FilePresence


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


async def test_a_lock_file_that_somebody_removes_is_made_anew(tmp_path: Path) -> None:
    """By its process, at its next look, so that others still see that it lives."""
    alive = FileOwners(tmp_path / "calls.db", 1)
    await alive.hold()
    (tmp_path / "calls.db-owner-1").unlink()
    assert await alive.living(set()) == set()
    assert await FileOwners(tmp_path / "calls.db", 2).living({1}) == {1}
    await alive.release()
    assert list(tmp_path.iterdir()) == []


async def test_servers_see_those_that_take_calls_with_the_same_log(tmp_path: Path) -> None:
    """Not themselves, none of another log, none that has died, and none that drains."""
    log = tmp_path / "calls.db"
    one, two, elsewhere = FilePresence(log), FilePresence(log), FilePresence(tmp_path / "b")
    (tmp_path / "calls.db-server-17-dead").touch()
    await one.hold()
    await elsewhere.hold()
    assert [await one.others(), await two.others()] == [0, 1]
    await two.hold()
    assert [await one.others(), await two.others()] == [1, 1]
    one.release()
    assert await two.others() == 0
    two.release()
    elsewhere.release()
    assert list(tmp_path.iterdir()) == []


async def test_a_server_whose_folder_takes_no_file_goes_on(tmp_path: Path) -> None:
    """Others do not see it; it sees them."""
    hidden = FilePresence(tmp_path / "none" / "calls.db")
    await hidden.hold()
    assert await hidden.others() == 0
    hidden.release()
