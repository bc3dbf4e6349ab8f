"""Vectors of passages and questions, kept by the hash of their text: made once."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np
from sqlalchemy import Connection, delete, select, text

from knowledge.cache_figures import CacheFigures
from knowledge.catalogue import in_batches
from knowledge.cosine_scale import LEARNT, CosineScale, CosineScales
from knowledge.document import Passage
from knowledge.keeper import CatalogueKeeper
from knowledge.ports import Embedder, Vectors
from knowledge.sentences import sentences
from knowledge.tables import embeddings
from knowledge.word_lists import usual_questions

MOST_QUESTIONS = 2_000
"""Questions whose vectors are kept in memory: 4 MB."""
_AT_ONCE = 64
_PASSAGES_AT_ONCE = 16
_DROPPED_AT_ONCE = _READ_AT_ONCE = 500
_KEY = embeddings.c.key
_KEEP = text(
    "INSERT INTO knowledge_embeddings (key, vector) VALUES (:key, :vector)"
    " ON CONFLICT (key) DO NOTHING"
)
_SAMPLED = 400
_SHARE = 0.7
"""Of the mean of usual questions, taken from each: found by trial on the tuned questions."""


class KeptEmbedder:
    """An embedder that keeps what it has made: of questions in memory, of passages in the database.

    Attributes:
        name: Of its model.
        dimension: The length of a vector.
        figures: How often it had kept a vector that it was asked for.
    """

    def __init__(self, embedder: Embedder, keeper: CatalogueKeeper) -> None:
        """Keep the vectors of `embedder`."""
        self._embedder = embedder
        self._keeper = keeper
        self._questions: OrderedDict[str, Vectors] = OrderedDict()
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.figures = CacheFigures()
        self._usual: tuple[Vectors, Vectors] | None = None
        self._scales: tuple[str, CosineScales] | None = None

    async def scale(self, question: Vectors) -> CosineScale:
        """The scale of a question's cosines, by its vector and by some passages of now."""
        if self._embedder.is_learnt_by:
            return LEARNT
        generation = self._keeper.generation
        if self._scales is None or self._scales[0] != generation:
            rows = await self._keeper.read(lambda c: _sample(c, self.dimension), [])
            if not rows:
                return LEARNT
            _, usual = await self._of_usual()
            self._scales = generation, CosineScales(usual, np.array(rows, np.float32))
        return self._scales[1].of(question)

    async def embed(self, question: str) -> Vectors:
        """The vector of what a question asks: without what all questions have in common."""
        if (known := self._questions.get(question)) is not None:
            self._questions.move_to_end(question)
            self.figures.count(hits=1)
            return known
        self.figures.count(misses=1)
        common, _ = await self._of_usual()
        vector: Vectors = without(common, await self._embedder.embed_questions([question]))[0]
        self._questions[question] = vector
        if len(self._questions) > MOST_QUESTIONS:
            self._questions.popitem(last=False)
        return vector

    async def embed_many(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts, in pieces: calls' turns are encoded between them."""
        pieces = [await self._piece(piece) for piece in in_batches(texts, _AT_ONCE)]
        return np.concatenate([np.empty((0, self.dimension), np.float32), *pieces])

    async def look_up(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts; what has to be made is not kept: a search waits for no writer."""
        keys = [self._key(text) for text in texts]
        known, lacking = await self._kept(keys, texts)
        found = {k: np.frombuffer(row, np.float16).astype(np.float32) for k, row in known.items()}
        if lacking:
            made = await self._embedder.embed(list(lacking.values()))
            found |= dict(zip(lacking, made, strict=True))
        return np.stack([found[key] for key in keys])

    async def of_passages(
        self, parts: Sequence[Passage], progress: Callable[[int], None] = lambda _: None
    ) -> tuple[Vectors, list[bytes]]:
        """The vectors of passages, and those of each one's sentences as they are kept.

        Args:
            parts: The passages.
            progress: Told how many passages are done, as they come.
        """
        whole: list[Vectors] = [np.empty((0, self.dimension), np.float32)]
        kept: list[bytes] = []
        for piece in in_batches(parts, _PASSAGES_AT_ONCE):
            whole.append(await self.embed_many([part.indexed for part in piece]))
            own = [sentences(part) for part in piece]
            rows = await self.embed_many([text for texts in own for text in texts])
            ends = np.cumsum([len(texts) for texts in own])[:-1]
            kept += [vectors.astype(np.float16).tobytes() for vectors in np.split(rows, ends)]
            progress(len(kept))
        return np.concatenate(whole), kept

    def keys_of(self, parts: Sequence[Passage]) -> set[str]:
        """The keys of the vectors that passages have."""
        return self.keys([text for part in parts for text in (part.indexed, *sentences(part))])

    def keys(self, texts: Iterable[str]) -> set[str]:
        """The keys of the vectors of texts."""
        return {self._key(text) for text in texts}

    async def keep_only(self, keys: Collection[str]) -> None:
        """Forget all vectors of passages but those of these keys."""
        known = await self._keeper.read(lambda c: c.execute(select(_KEY)).scalars().all(), [])
        await self.forget([key for key in known if key not in keys])

    async def forget(self, keys: Sequence[str]) -> None:
        """Forget the vectors of these keys; a passage that has one of them is encoded again."""
        for some in in_batches(keys, _DROPPED_AT_ONCE):
            dropping = delete(embeddings).where(_KEY.in_(some))
            await self._keeper.write(lambda c, dropping=dropping: c.execute(dropping))

    async def _of_usual(self) -> tuple[Vectors, Vectors]:
        """What usual questions have in common, and their vectors without."""
        if (usual := self._usual) is None:
            # Not kept: a search waits for no writer.
            questions = await self._embedder.embed_questions(usual_questions())
            common = np.float32(_SHARE) * questions.mean(0)
            self._usual = usual = common, without(common, questions)
        return usual

    async def _piece(self, texts: Sequence[str]) -> Vectors:
        keys = [self._key(text) for text in texts]
        known, lacking = await self._kept(keys, texts)
        if lacking:
            made = await self._embedder.embed(list(lacking.values()))
            new = {
                k: row.astype(np.float16).tobytes() for k, row in zip(lacking, made, strict=True)
            }
            await self._keeper.write(lambda connection: _write(connection, new))
            known |= new
        return np.stack([np.frombuffer(known[key], np.float16) for key in keys]).astype(np.float32)

    async def _kept(
        self, keys: Sequence[str], texts: Sequence[str]
    ) -> tuple[dict[str, bytes], dict[str, str]]:
        """By their keys, the vectors of texts that are kept, and the texts that have none."""
        known: dict[str, bytes] = {}
        for some in in_batches(keys, _READ_AT_ONCE):
            known |= await self._keeper.read(lambda c, some=some: _read(c, some), {})
        lacking = {k: t for k, t in zip(keys, texts, strict=True) if k not in known}
        self.figures.count(hits=len(texts) - len(lacking), misses=len(lacking))
        return known, lacking

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{self.name}\n{self.dimension}\n{text}".encode()).hexdigest()


def without(common: Vectors, vectors: Vectors) -> Vectors:
    """Vectors without what they have in common, of length 1."""
    rows = vectors - common
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


def _sample(connection: Connection, dimension: int) -> list[Vectors]:
    """Some vectors of passages; those of another model may be left, of another length."""
    some = select(embeddings.c.vector).order_by(_KEY).limit(_SAMPLED)
    rows = (np.frombuffer(row, np.float16) for row in connection.execute(some).scalars())
    return [row.astype(np.float32) for row in rows if len(row) == dimension]


def _read(connection: Connection, keys: Sequence[str]) -> dict[str, bytes]:
    chosen = select(embeddings).where(embeddings.c.key.in_(keys))
    return {row.key: row.vector for row in connection.execute(chosen)}


def _write(connection: Connection, vectors: dict[str, bytes]) -> None:
    # In one order: two processes that make the same vectors wait for each other, and none for both.
    connection.execute(_KEEP, [{"key": key, "vector": vectors[key]} for key in sorted(vectors)])
