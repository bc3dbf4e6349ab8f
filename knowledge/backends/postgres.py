"""Postgres index: words as `tsvector`, vectors by `pgvector`, in the database of the documents.

All processes and machines share it, so none of them keeps anything in memory.
"""

from collections import Counter
from collections.abc import Sequence

import orjson
from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

from knowledge.backends.postgres_rows import (
    drop_rows,
    find_rows,
    put_rows,
    put_words,
    take_document,
)
from knowledge.backends.postgres_tables import make_tables, remake_tables
from knowledge.backends.stored import indexed_terms, restore, store
from knowledge.document import Audience, Document, Passage
from knowledge.errors import KnowledgeError
from knowledge.ports import Candidate, Vectors
from knowledge.tables import KnowledgeDatabase

_NO_SUCH_TABLE = "42P01"


class PostgresIndex:
    """Passages in the Postgres of what is known."""

    def __init__(self, database: KnowledgeDatabase, dimension: int) -> None:
        """Index in `database` the vectors of an embedder of this dimension."""
        self._database = database
        self._dimension = dimension
        self._is_made = False

    async def put(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Index a document's passages in place of those it had, all at once or not at all.

        Raises:
            KnowledgeError: It can't be written, or Postgres lacks pgvector.
        """
        words = [indexed_terms(passage).split() for passage in passages]
        rows = [
            (store(document, passage), terms_text(own), vector_text(vector))
            for passage, own, vector in zip(passages, words, vectors, strict=True)
        ]
        having = Counter(word for own in words for word in {*own})

        def write(connection: Connection) -> None:
            audience = take_document(connection, document)
            drop_rows(connection, document.id)
            put_rows(connection, document.id, audience, rows, self._dimension)
            put_words(connection, document.id, having, len(rows))

        await self._make()
        await self._database.write(write)

    async def drop(self, document_id: str) -> None:
        """Find nothing of a document any more.

        Raises:
            KnowledgeError: It can't be written, or Postgres lacks pgvector.
        """
        await self._make()
        await self._database.write(lambda connection: drop_rows(connection, document_id))

    async def clear(self) -> None:
        """Find nothing any more; the next vectors may have another dimension.

        Raises:
            KnowledgeError: It can't be written, or Postgres lacks pgvector.
        """
        await self._database.write(lambda connection: remake_tables(connection, self._dimension))
        self._is_made = True

    async def search(
        self, words: Sequence[str], vector: Vectors, audience: Audience, limit: int
    ) -> list[Candidate]:
        """The passages that fit best, by words or by meaning, for one audience.

        Raises:
            KnowledgeError: The documents were never indexed here, or Postgres can't be asked.
        """
        asked, bounds = vector_text(vector), {"limit": limit, "dimension": self._dimension}

        def find(connection: Connection) -> list[Candidate]:
            try:
                rows = find_rows(connection, words, asked, audience, **bounds)
            except ProgrammingError as error:
                if getattr(error.orig, "sqlstate", None) != _NO_SUCH_TABLE:
                    raise
                told = "the documents are not indexed in Postgres: callshadow knowledge reindex"
                raise KnowledgeError(told) from None
            return [_candidate(*row) for row in rows]

        return await self._database.read(find)

    async def _make(self) -> None:
        if not self._is_made:
            await self._database.write(lambda connection: make_tables(connection, self._dimension))
            self._is_made = True


def vector_text(vector: Vectors) -> str:
    """A vector as pgvector reads it."""
    return orjson.dumps(vector.astype("float32"), option=orjson.OPT_SERIALIZE_NUMPY).decode()


def terms_text(words: Sequence[str]) -> str:
    """Folded words as a `tsvector` is read: no dictionary of Postgres folds them again."""
    return " ".join(f"'{word}':{place}" for place, word in enumerate(words, 1))


def _candidate(stored: str, words: float, meaning: float) -> Candidate:
    document, passage = restore(stored)
    return Candidate(passage, document, words, meaning)
