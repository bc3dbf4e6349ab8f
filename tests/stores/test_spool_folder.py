"""What dead processes kept is stored by one that lives, and by one alone."""

from pathlib import Path

from stores.spool.spool_folder import SpoolFolder
from stores.spool.spool_lines import event_line
from tests.logged import logged
from tests.stores.events import said

URL = "postgresql+asyncpg://user:secret@host/db"
EVENTS = [said("A", str(n)).numbered(n) for n in range(1, 4)]


async def keep(folder: SpoolFolder) -> None:
    """Have a process keep some events."""
    await folder.file.add([event_line(event) for event in EVENTS])


async def test_what_a_living_process_keeps_is_its_own(tmp_path: Path) -> None:
    """Once it is dead, the next one takes it, and no third one."""
    living, other, third = (SpoolFolder(tmp_path, owner, URL) for owner in (1, 2, 3))
    await keep(living)
    assert await other.leftovers() == []
    await living.close()
    (leftover,) = await other.leftovers()
    assert (leftover.owner, leftover.events) == (1, EVENTS)
    assert await third.leftovers() == []
    assert await other.leftovers() == []
    other.clear()
    await other.close()
    assert await third.leftovers() == []
    assert list(tmp_path.iterdir()) == []
    await third.close()


async def test_what_was_taken_and_not_stored_is_left_to_the_next(tmp_path: Path) -> None:
    """A process that ends before it has stored it leaves it where it was."""
    first, second, third = (SpoolFolder(tmp_path, owner, URL) for owner in (1, 2, 3))
    await keep(first)
    await first.close()
    assert len(await second.leftovers()) == 1
    await second.close()
    assert len(await third.leftovers()) == 1
    await third.close()


async def test_a_log_is_known_once_it_was_opened(tmp_path: Path) -> None:
    """By its address, of which nothing is written down."""
    folder = SpoolFolder(tmp_path / "new", 1, URL)
    assert not await folder.is_known()
    await folder.remember()
    await folder.remember()
    assert await folder.is_known()
    assert not await SpoolFolder(tmp_path / "new", 2, URL.replace("host", "other")).is_known()
    content = (tmp_path / "new" / "known").read_text("utf-8")
    assert len(content.split()) == 1
    assert "host" not in content


async def test_a_file_that_is_none_of_ours_is_left_alone(tmp_path: Path) -> None:
    """A name that holds no process costs nothing else, and is told of once."""
    (tmp_path / "spool-x.jsonl").write_text("{}")
    folder = SpoolFolder(tmp_path, 1, URL)
    with logged("ERROR") as told:
        assert await folder.leftovers() == []
        assert await folder.leftovers() == []
    await folder.close()
    assert len(told) == 1
    assert (tmp_path / "spool-x.jsonl").exists()
