"""An empty log in SQLite: a copy of one, as to make its tables takes half of a start's CPU."""

from pathlib import Path
from tempfile import TemporaryDirectory

from stores.log.event_log import open_event_log

_made: list[bytes] = []


async def put_empty_log(folder: Path) -> None:
    """Put the file of a log that was opened once into `folder`, unless one is there."""
    if not _made:
        with TemporaryDirectory() as begun:
            file = Path(begun) / "calls.db"
            async with open_event_log(f"sqlite:///{file}"):
                pass
            _made.append(file.read_bytes())
    file = folder / "calls.db"
    if not file.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(_made[0])
