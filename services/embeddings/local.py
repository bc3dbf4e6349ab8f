"""Local embedder: the process's one encoder, for what the company knows."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from knowledge.ports import Vectors
from services.encoder.sentence_model import pieces

_NAME = "local:universal-sentence-encoder"
_DIMENSION = 512


class Encoder(Protocol):
    """The process's encoder; see `services.encoder.encoder`."""

    async def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, one row each, of unit length."""
        ...


class LocalEmbedder:
    """Embeds on this machine, piece by piece: a turn waits for one piece, not for a document.

    Attributes:
        name: Of its model.
        dimension: The length of a vector.
        is_learnt_by: The ranking has learnt by its cosines.
    """

    name = _NAME
    dimension = _DIMENSION
    is_learnt_by = True

    def __init__(self, encoder: Encoder) -> None:
        """Embed by `encoder`."""
        self._encoder = encoder

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for places in pieces(texts):
            vectors[places] = await self._encoder.encode([texts[place] for place in places])
        return vectors

    async def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """The vectors of what is asked: made like all others."""
        return await self.embed(texts)
