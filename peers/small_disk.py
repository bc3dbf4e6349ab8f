"""Small disk: a file system of its own, that can be filled to its last byte and emptied again."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

_BLOCK = b"\0" * 4096


class SmallDisk:
    """A mounted disk.

    Attributes:
        path: Where it is.
    """

    def __init__(self, path: Path) -> None:
        """See `small_disk`."""
        self.path = path
        self._filling = path / "filling"

    def fill(self) -> None:
        """Leave no room: whoever writes more gets the kernel's ENOSPC."""
        with suppress(OSError), self._filling.open("ab", buffering=0) as file:
            while file.write(_BLOCK):
                pass

    def lock(self) -> None:
        """Have it read-only from now on; nobody may have a file open for writing."""
        subprocess.run(["mount", "-o", "remount,ro", str(self.path)], check=True)

    def empty(self) -> None:
        """Make room again."""
        self._filling.unlink()


@contextmanager
def small_disk(path: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Have a disk of that size at `path`, in memory, while the block runs.

    Skips the test where none may be mounted: not as root, or in a container that may not.
    """
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "small-disk", str(path)]
    mounted = subprocess.run(command, check=False, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted: {mounted.stderr.strip()}")
    try:
        yield SmallDisk(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)
