"""Toy embedder for tests: a vector of a text's words, by their hashes; the same in each run."""

import hashlib
from collections.abc import Sequence

import numpy as np

from knowledge.document import Audience, Document, Passage
from knowledge.ports import Vectors
from knowledge.words import terms

ANYBODY = Audience()


class ToyEmbedder:
    """Texts are as near as they share words. Counts what it was asked."""

    is_learnt_by = True

    def __init__(self, name: str = "toy", dimension: int = 64) -> None:
        self.name = name
        self.dimension = dimension
        self.texts: list[str] = []

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in terms(text):
                digest = hashlib.sha256(word.encode()).digest()
                row[int.from_bytes(digest[:4]) % self.dimension] += 1.0
            row[0] += 1e-3
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    async def embed_questions(self, texts: Sequence[str]) -> Vectors:
        return await self.embed(texts)


def document(
    name: str, *texts: str, audience: Audience = ANYBODY
) -> tuple[Document, list[Passage]]:
    """A document with a passage for each text."""
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    made = Document(name, f"docs/{name}.md", name.title(), "en", digest, audience)
    return made, [Passage(f"{name}.{n}", name, n, "", text) for n, text in enumerate(texts)]
