"""Vectors of passages and questions, kept by the hash of their text: made once."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from sqlalchemy import Connection, insert, select

from knowledge.catalogue import in_batches
from knowledge.keeper import Keeper
from knowledge.ports import Embedder, Vectors
from knowledge.tables import embeddings

MOST_QUESTIONS = 2_000
"""Questions whose vectors are kept in memory: 4 MB."""
_AT_ONCE = 64


class KeptEmbedder:
    """An embedder that keeps what it has made: of questions in memory, of passages in the database.

    Attributes:
        name: Of its model.
        dimension: The length of a vector.
    """

    def __init__(self, embedder: Embedder, keeper: Keeper) -> None:
        """Keep the vectors of `embedder`."""
        self._embedder = embedder
        self._keeper = keeper
        self._questions: OrderedDict[str, Vectors] = OrderedDict()
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.hits = self.misses = 0

    async def embed(self, question: str) -> Vectors:
        """The vector of a question, as one row."""
        if (known := self._questions.get(question)) is not None:
            self.hits += 1
            self._questions.move_to_end(question)
            return known
        self.misses += 1
        vector = (await self._embedder.embed([question]))[0]
        self._questions[question] = vector
        if len(self._questions) > MOST_QUESTIONS:
            self._questions.popitem(last=False)
        return vector

    async def embed_many(
        self, texts: Sequence[str], progress: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        """The vectors of passages, in pieces: calls' turns are encoded between them."""
        rows = [np.empty((0, self.dimension), np.float32)]
        done = 0
        for piece in in_batches(texts, _AT_ONCE):
            rows.append(await self._piece(piece))
            done += len(piece)
            progress(done)
        return np.concatenate(rows)

    async def _piece(self, texts: Sequence[str]) -> Vectors:
        keys = [self._key(text) for text in texts]
        known = await self._keeper.read(lambda connection: _read(connection, keys), {})
        lacking = {k: t for k, t in zip(keys, texts, strict=True) if k not in known}
        if lacking:
            made = await self._embedder.embed(list(lacking.values()))
            new = {
                k: row.astype(np.float32).tobytes() for k, row in zip(lacking, made, strict=True)
            }
            await self._keeper.write(lambda connection: _write(connection, new))
            known |= new
        return np.stack([np.frombuffer(known[key], np.float32) for key in keys])

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{self.name}\n{self.dimension}\n{text}".encode()).hexdigest()


def _read(connection: Connection, keys: Sequence[str]) -> dict[str, bytes]:
    chosen = select(embeddings).where(embeddings.c.key.in_(keys))
    return {row.key: row.vector for row in connection.execute(chosen)}


def _write(connection: Connection, vectors: dict[str, bytes]) -> None:
    there = _read(connection, list(vectors))  # another process may have made the same
    rows = [{"key": k, "vector": v} for k, v in vectors.items() if k not in there]
    if rows:
        connection.execute(insert(embeddings), rows)
