"""Command line file: a new one, written whole, or not there at all."""

from pathlib import Path


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet; where the disk has no room for it, none is left.

    Raises:
        FileExistsError: It is there already, and stays as it is.
        OSError: It can't be written.
    """
    with path.open("x", encoding="utf-8") as file:
        try:
            file.write(text)
            file.flush()
        except OSError:
            path.unlink(missing_ok=True)
            raise
