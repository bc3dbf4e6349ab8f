"""SQLite index: words in FTS5, vectors as BLOBs that each process keeps in memory for numpy.

What another process has added or dropped is told by the keys: a new passage has a larger one than
any before it (AUTOINCREMENT), so only what is new is read.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import Connection

from knowledge.backends.matrix import Matrix
from knowledge.backends.stored import indexed_terms, restore, store
from knowledge.catalogue import in_batches
from knowledge.document import Audience, Document, Passage
from knowledge.ports import Candidate, Vectors
from knowledge.tables import KnowledgeDatabase

Result = TypeVar("Result")

MOST_TERMS = 8
"""Words that are looked for: the rarest. Each frequent one costs milliseconds, and tells little."""
_TABLES = (
    "CREATE TABLE IF NOT EXISTS index_passages (key INTEGER PRIMARY KEY AUTOINCREMENT,"
    " document_id TEXT NOT NULL, audience TEXT NOT NULL, stored TEXT NOT NULL,"
    " vector BLOB NOT NULL)",
    "CREATE INDEX IF NOT EXISTS index_passages_document ON index_passages (document_id)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS index_words USING fts5(words, tokenize='ascii')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS index_terms USING fts5vocab(index_words, 'row')",
    "CREATE TABLE IF NOT EXISTS index_changes (changes INTEGER NOT NULL)",
    "INSERT INTO index_changes SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM index_changes)",
)
_CHANGED = "UPDATE index_changes SET changes = changes + 1"
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
        self._reading = threading.Lock()

    async def put(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Index a document's passages in place of those it had, all at once or not at all."""
        texts = [(store(document, p), indexed_terms(p)) for p in passages]

        def write(connection: Connection) -> None:
            _make(connection)
            _drop(connection, document.id)
            audience = _audience_text(document.audience)
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
            _make(connection)
            _drop(connection, document_id)

        await self._database.write(drop)

    async def clear(self) -> None:
        """Find nothing any more."""

        def empty(connection: Connection) -> None:
            _make(connection)
            connection.exec_driver_sql("DELETE FROM index_passages")
            connection.exec_driver_sql("DELETE FROM index_words")
            connection.exec_driver_sql(_CHANGED)

        await self._database.write(empty)

    async def search(
        self, words: Sequence[str], vector: Vectors, audience: Audience, limit: int
    ) -> list[Candidate]:
        """The passages that fit best, by words or by meaning, for one audience."""

        def find(connection: Connection) -> list[Candidate]:
            with self._reading:
                self._refresh(connection)
                allowed = self._allowed(audience)
                near = self._matrix.nearest(
                    vector, allowed, limit, lambda keys: _vectors(connection, keys, self._dimension)
                )
            said = _by_words(connection, words, limit, lambda text: allowed[self._audiences[text]])
            return _candidates(connection, dict(near), said, vector, self._dimension)

        return await self._database.read(find)

    def _refresh(self, connection: Connection) -> None:
        """Take in what this or another process has changed since."""
        version = int(connection.exec_driver_sql("SELECT changes FROM index_changes").scalar_one())
        if version == self._seen:
            return
        live = np.array(
            _column(connection, "SELECT key FROM index_passages ORDER BY key"), np.int64
        )
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

    def _allowed(self, audience: Audience) -> Any:
        return np.array([_audience(text).admits(audience) for text in self._audiences], np.bool_)


def _by_words(
    connection: Connection, words: Sequence[str], limit: int, allows: Callable[[str], bool]
) -> dict[int, float]:
    chosen = _rarest(connection, list(dict.fromkeys(words)))
    if not chosen:
        return {}
    query = " OR ".join(f'"{word}"' for word in chosen)
    rows = connection.exec_driver_sql(
        "SELECT index_words.rowid, -rank, audience FROM index_words"
        " JOIN index_passages ON key = index_words.rowid"
        " WHERE index_words MATCH ? ORDER BY rank LIMIT ?",
        (query, limit * 4),
    ).all()
    return dict([(row[0], float(row[1])) for row in rows if allows(row[2])][:limit])


def _rarest(connection: Connection, words: list[str]) -> list[str]:
    marks = ", ".join("?" * len(words))
    found = connection.exec_driver_sql(
        f"SELECT term FROM index_terms WHERE term IN ({marks}) ORDER BY doc LIMIT {MOST_TERMS}",  # noqa: S608 - marks
        tuple(words),
    )
    return [row[0] for row in found]


def _candidates(
    connection: Connection,
    near: dict[int, float],
    said: dict[int, float],
    vector: Vectors,
    dimension: int,
) -> list[Candidate]:
    lacking = [key for key in said if key not in near]
    cosines = _vectors(connection, lacking, dimension) @ vector
    meanings = near | dict(zip(lacking, map(float, cosines), strict=True))
    marks = ", ".join("?" * len(meanings))
    rows = connection.exec_driver_sql(
        f"SELECT key, stored FROM index_passages WHERE key IN ({marks})",  # noqa: S608 - marks
        tuple(meanings),
    )
    found: list[Candidate] = []
    for key, stored in rows:
        document, passage = restore(stored)
        found.append(Candidate(passage, document, said.get(key, 0.0), meanings[key]))
    return found


def _vectors(connection: Connection, keys: Sequence[int], dimension: int) -> Vectors:
    marks = ", ".join("?" * len(keys))
    rows = connection.exec_driver_sql(
        f"SELECT key, vector FROM index_passages WHERE key IN ({marks})",  # noqa: S608 - marks
        tuple(keys),
    )
    by_key = {row[0]: row[1] for row in rows}
    data = b"".join(by_key[key] for key in keys)
    return np.frombuffer(data, np.float32).reshape(len(keys), dimension)


def _make(connection: Connection) -> None:
    for statement in _TABLES:
        connection.exec_driver_sql(statement)


def _drop(connection: Connection, document_id: str) -> None:
    connection.exec_driver_sql(
        "DELETE FROM index_words WHERE rowid IN"
        " (SELECT key FROM index_passages WHERE document_id = ?)",
        (document_id,),
    )
    connection.exec_driver_sql("DELETE FROM index_passages WHERE document_id = ?", (document_id,))
    connection.exec_driver_sql(_CHANGED)


def _column(connection: Connection, sql: str) -> list[Any]:
    return list(connection.exec_driver_sql(sql).scalars())


def _audience_text(audience: Audience) -> str:
    return "\n".join([audience.group or "", *audience.playbooks])


def _audience(text: str) -> Audience:
    group, *playbooks = text.split("\n")
    return Audience(tuple(playbooks), group or None)
