"""Vectors in files: what is kept is read again, and what can't be is made anew."""

from pathlib import Path

import numpy as np
import pytest

from services.encoder.kept_vectors import KeptVectors

TEXTS = ["That is far too expensive for us.", "The green light is on."]
VECTORS = np.arange(6, dtype=np.float32).reshape(2, 3)


@pytest.fixture
def kept(tmp_path: Path) -> KeptVectors:
    return KeptVectors(tmp_path / "vectors")


def test_vectors_are_read_again_by_their_texts(kept: KeptVectors, tmp_path: Path):
    """In their order: other texts are another file, and no file is left half written."""
    assert kept.read(TEXTS) is None
    kept.write(TEXTS, VECTORS)
    found = KeptVectors(tmp_path / "vectors").read(TEXTS)
    assert found is not None
    assert np.array_equal(found, VECTORS)
    assert kept.read(TEXTS[::-1]) is None
    assert [path.suffix for path in (tmp_path / "vectors").iterdir()] == [".npy"]


@pytest.mark.parametrize("content", [b"", b"half a file", None])
def test_a_broken_file_is_as_none(kept: KeptVectors, tmp_path: Path, content: bytes | None):
    """Also one of too few rows."""
    kept.write(TEXTS, VECTORS)
    (path,) = (tmp_path / "vectors").iterdir()
    np.save(path, VECTORS[:1]) if content is None else path.write_bytes(content)
    assert kept.read(TEXTS) is None


def test_a_folder_that_takes_no_files_keeps_nothing(tmp_path: Path):
    """Nor does no folder at all."""
    (tmp_path / "file").touch()
    for kept in (KeptVectors(tmp_path / "file"), KeptVectors(None)):
        kept.write(TEXTS, VECTORS)
        assert kept.read(TEXTS) is None
