"""SQLite index: words in FTS5, vectors as BLOBs that each process keeps in memory for numpy.

What another process has added or dropped is told by the keys: a new passage has a larger one than
any before it (AUTOINCREMENT), so only what is new is read.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection

from knowledge.backends.matrix import Matrix
from knowledge.backends.sqlite_rows import (
    CHANGED,
    are_there,
    audience_of,
    audience_text,
    by_words,
    candidates,
    drop_rows,
    make_tables,
    read_vectors,
)
from knowledge.backends.stored import indexed_terms, store
from knowledge.catalogue import in_batches
from knowledge.document import Audience, Document, Passage
from knowledge.errors import KnowledgeError
from knowledge.ports import Candidate, Vectors
from knowledge.tables import KnowledgeDatabase

_KEYS = "SELECT key FROM index_passages ORDER BY key"
_READ_AT_ONCE = 5_000


class SqliteIndex:
    """Passages in the file of what is known."""

    def __init__(self, database: KnowledgeDatabase, dimension: int) -> None:
        """Index in `database` the vectors of an embedder of this dimension."""
        self._database = database
        self._dimension = dimension
        self._matrix = Matrix(dimension)
        self._audiences: dict[str, int] = {}
        self._seen: int | None = None
        self._counts: dict[str, int] = {}

    async def put(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Index a document's passages in place of those it had, all at once or not at all."""
        texts = [(store(document, p), indexed_terms(p)) for p in passages]

        def write(connection: Connection) -> None:
            make_tables(connection)
            drop_rows(connection, document.id)
            audience = audience_text(document.audience)
            for (stored, words), vector in zip(texts, vectors, strict=True):
                blob = vector.astype(np.float32).tobytes()
                added = connection.exec_driver_sql(
                    "INSERT INTO index_passages (document_id, audience, stored, vector)"
                    " VALUES (?, ?, ?, ?)",
                    (document.id, audience, stored, blob),
                )
                connection.exec_driver_sql(
                    "INSERT INTO index_words (rowid, words) VALUES (?, ?)",
                    (added.lastrowid, words),
                )

        await self._database.write(write)

    async def drop(self, document_id: str) -> None:
        """Find nothing of a document any more."""

        def drop(connection: Connection) -> None:
            make_tables(connection)
            drop_rows(connection, document_id)

        await self._database.write(drop)

    async def clear(self) -> None:
        """Find nothing any more."""

        def empty(connection: Connection) -> None:
            make_tables(connection)
            connection.exec_driver_sql("DELETE FROM index_passages")
            connection.exec_driver_sql("DELETE FROM index_words")
            connection.exec_driver_sql(CHANGED)

        await self._database.write(empty)

    async def search(
        self, words: Sequence[str], vector: Vectors, audience: Audience, limit: int
    ) -> list[Candidate]:
        """The passages that fit best, by words or by meaning, for one audience.

        Raises:
            KnowledgeError: The documents were indexed on another machine alone.
        """

        def find(connection: Connection) -> list[Candidate]:
            self._refresh(connection)
            allowed = self._allowed(audience)
            near = self._matrix.nearest(
                vector,
                allowed,
                limit,
                lambda keys: read_vectors(connection, keys, self._dimension),
            )
            said = by_words(
                connection, words, limit, lambda text: allowed[self._audiences[text]], self._counts
            )
            return candidates(connection, dict(near), said, vector, self._dimension)

        if not self._database.is_there():
            raise _not_indexed()
        return await self._database.read(find)

    def _refresh(self, connection: Connection) -> None:
        """Take in what this or another process has changed since."""
        if self._seen is None and not are_there(connection):
            raise _not_indexed()
        version = int(connection.exec_driver_sql("SELECT changes FROM index_changes").scalar_one())
        if version == self._seen:
            return
        live = np.array(connection.exec_driver_sql(_KEYS).scalars().all(), np.int64)
        self._matrix.keep(live)
        last = int(self._matrix.keys[-1]) if len(self._matrix.keys) else 0
        for keys in in_batches(live[live > last].tolist(), _READ_AT_ONCE):
            rows = connection.exec_driver_sql(
                "SELECT audience, vector FROM index_passages"
                " WHERE key BETWEEN ? AND ? ORDER BY key",
                (keys[0], keys[-1]),
            ).all()
            codes = [self._audiences.setdefault(row[0], len(self._audiences)) for row in rows]
            data = np.frombuffer(b"".join(row[1] for row in rows), np.float32)
            self._matrix.extend(
                np.array(keys, np.int64),
                np.array(codes, np.int32),
                data.reshape(len(rows), self._dimension),
            )
        self._seen = version
        self._counts = {}

    def _allowed(self, audience: Audience) -> Any:
        return np.array([audience_of(text).admits(audience) for text in self._audiences], np.bool_)


def _not_indexed() -> KnowledgeError:
    told = "the documents are not indexed on this machine: callshadow knowledge reindex"
    return KnowledgeError(told)
