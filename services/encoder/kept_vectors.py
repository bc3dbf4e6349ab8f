"""Kept vectors: those of a playbook's utterances, in files, from one start to the next."""

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
from loguru import logger

from conversation.coaching.detection.meaning import Vectors
from services.encoder.sentence_model import PACKAGE


class KeptVectors:
    """A folder with a file for each list of texts, and version of the encoder. Methods block."""

    def __init__(self, folder: Path | None) -> None:
        """Keep them in `folder`, which need not be there; None: nowhere."""
        self._folder = folder

    def read(self, texts: Sequence[str]) -> Vectors | None:
        """The vectors of these texts; None where they are not kept."""
        if self._folder is None:
            return None
        try:
            kept = np.load(_path(self._folder, texts), allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        return kept if len(kept) == len(texts) else None

    def write(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep the vectors: a file whole or not at all, as other processes read it."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as file:
                np.save(file, vectors)
            Path(file.name).replace(_path(self._folder, texts))
        except OSError as error:
            logger.warning("the vectors of the playbook are not kept: {}", error.strerror)


def _path(folder: Path, texts: Sequence[str]) -> Path:
    key = hashlib.sha256("\n".join([PACKAGE, version(PACKAGE), *texts]).encode())
    return folder / f"{key.hexdigest()[:32]}.npy"
