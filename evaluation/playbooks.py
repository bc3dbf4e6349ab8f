"""Playbooks of an evaluation: each read once for all threads, with the meanings of its examples."""

import asyncio
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import Lock

from coach.meaning import MeaningReader
from conversation.coaching.detection.convolution import TokenVectors
from conversation.coaching.detection.meaning import Vectors, has_meaning
from conversation.coaching.playbook import Playbook
from prompts.loader import load_playbook
from services.encoder.encoder import InlineEncoder
from services.encoder.kept_vectors import KeptVectors
from services.encoder.sentence_model import SentenceModel

_loading, _encoding = Lock(), Lock()
_load = cache(load_playbook)
_readers: dict[int, tuple[Playbook, MeaningReader]] = {}
_model = cache(SentenceModel)
_inline = cache(lambda folder: InlineEncoder(_model(), KeptVectors(folder)))


class _SharedEncoder:
    """Encodes for one thread at a time, where it is asked: for loops of virtual time."""

    def __init__(self, folder: Path) -> None:
        """Encode; the vectors of playbooks' utterances are kept in `folder`."""
        self._inline = _inline(folder)

    async def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, one row each, of unit length."""
        with _encoding:
            return await self._inline.encode(texts)

    async def token_vectors(self, texts: Sequence[str]) -> Sequence[TokenVectors]:
        """The vectors of each text's tokens."""
        with _encoding:
            return await self._inline.token_vectors(texts)

    async def utterances(self, texts: Sequence[str]) -> Vectors:
        """The vectors of a playbook's utterances."""
        with _encoding:
            return await self._inline.utterances(texts)


def read_playbook(name: str, language: str) -> Playbook:
    """A playbook, read once.

    Raises:
        PromptError: There is no such playbook, or the file is wrong.
    """
    with _loading:
        return _load(name, language)


def meaning_of(playbook: Playbook, folder: Path) -> MeaningReader | None:
    """What reads meanings by a playbook's examples, prepared once; None where it has none.

    Args:
        playbook: The playbook.
        folder: Where the vectors of its examples are kept from one run to the next.
    """
    if not any(map(has_meaning, (*playbook.rules, *playbook.obligations))):
        return None
    with _loading:
        if id(playbook) not in _readers:
            reader = MeaningReader(_SharedEncoder(folder), playbook)
            asyncio.run(reader.prepare())
            _readers[id(playbook)] = playbook, reader
        return _readers[id(playbook)][1]
