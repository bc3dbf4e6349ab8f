"""An encoder for tests: a text's vector is the sum of its words', which are fixed and apart."""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from conversation.coaching.detection.convolution import TokenVectors
from conversation.coaching.detection.meaning import Vectors
from conversation.coaching.wording import Wording

SIZE = 64


class WordsEncoder:
    """Encodes at once; texts with the same words have the same vector."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row a text, of unit length."""
        rows = [sum((_vector(w) for w in Wording(t).words), np.zeros(SIZE)) for t in texts]
        return np.stack([row / (np.linalg.norm(row) or 1) for row in rows]).astype(np.float32)

    async def encode(self, texts: Sequence[str]) -> Vectors:
        """As the port asks."""
        return self.vectors(texts)

    async def utterances(self, texts: Sequence[str]) -> Vectors:
        """As the port asks."""
        return self.vectors(texts)

    async def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        """As the port asks: of nothing that was learnt."""
        return [np.zeros((1, 1), np.float32) for _ in texts]


def _vector(word: str) -> np.ndarray:
    seed = int.from_bytes(sha256(word.encode()).digest()[:4], "big")
    return np.random.default_rng(seed).normal(size=SIZE)
