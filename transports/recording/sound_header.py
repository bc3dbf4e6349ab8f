"""Recording header: the size of the audio, where the recorder was killed before it wrote it.

| header | says | is read as |
|---|---|---|
| RIFF (WAV) | `data` has 0 bytes, and no chunk follows | `data` goes to the end of the file |
| RF64 | the same, in its chunk `ds64` | `data` goes to the end of the file |
| AU | 0 bytes | unknown: to the end of the file |
| any | more than there is, or unknown | to the end of the file: libsndfile's own way |
"""

import os
from collections.abc import Iterator
from typing import BinaryIO

_MAGIC_BYTES = 12
_CHUNK_HEADER = 8
_NOTHING = (0, b"")


class MendedFile:
    """A sound file that reads as if its recorder had written the size of the audio."""

    def __init__(self, file: BinaryIO):
        """Read `file`, an open one, from its start."""
        self._file = file
        self._start, self._patch = _missing_size(file)
        file.seek(0)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """As a file's; a place that can't be sought moves nothing.

        libsndfile seeks wherever a header says, and its binding prints what is raised here.
        """
        try:
            return self._file.seek(offset, whence)
        except (OSError, ValueError):
            return self._file.tell()

    def tell(self) -> int:
        """As a file's."""
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        """As a file's, with the size in its place."""
        at = self._file.tell()
        data = self._file.read(size)
        first = max(at, self._start)
        last = min(at + len(data), self._start + len(self._patch))
        if first >= last:
            return data
        patch = self._patch[first - self._start : last - self._start]
        return data[: first - at] + patch + data[last - at :]


def _missing_size(file: BinaryIO) -> tuple[int, bytes]:
    """The place where the size of the audio was never written, and the value that belongs there."""
    magic = file.read(_MAGIC_BYTES)
    end = file.seek(0, os.SEEK_END)
    if magic.startswith(b".snd"):
        return _NOTHING if any(magic[8:]) else (8, b"\xff" * 4)
    if magic[:4] not in (b"RIFF", b"RF64") or magic[8:] != b"WAVE":
        return _NOTHING
    places: dict[bytes, int] = {}
    for name, content, _ in _chunks(file, _MAGIC_BYTES, end):
        places.setdefault(name, content)
        if name == b"data":
            break
    audio = places.get(b"data", end)
    is_long = magic.startswith(b"RF64") and b"ds64" in places
    place, length = (places[b"ds64"] + 8, 8) if is_long else (audio - 4, 4)
    file.seek(place)
    if any(file.read(length)) or _ends_in_chunks(file, audio, end):
        return _NOTHING
    return place, min(end - audio, (1 << 8 * length) - 1).to_bytes(length, "little")


def _ends_in_chunks(file: BinaryIO, at: int, end: int) -> bool:
    """Whether nothing but whole chunks, or nothing at all, is left: an empty recording."""
    for _, content, size in _chunks(file, at, end):
        at = content + size + size % 2
    return at == end


def _chunks(file: BinaryIO, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The name, the place of the content and the size of each chunk of a RIFF file."""
    while at + _CHUNK_HEADER <= end:
        file.seek(at)
        header = file.read(_CHUNK_HEADER)
        size = int.from_bytes(header[4:], "little")
        yield header[:4], at + _CHUNK_HEADER, size
        at += _CHUNK_HEADER + size + size % 2
