"""Passage rows of the SQLite index: its tables, and the statements that ask them."""

from collections.abc import Callable, MutableMapping, Sequence

import numpy as np
from sqlalchemy import Connection

from knowledge.backends.rare_words import rarest
from knowledge.backends.stored import restore
from knowledge.document import Audience
from knowledge.ports import Candidate, Vectors

MOST_ROWS = 3_000
"""Passages that all words together may have, before one by one is weighed: some 5 ms."""
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
CHANGED = "UPDATE index_changes SET changes = changes + 1"


def by_words(
    connection: Connection,
    words: Sequence[str],
    limit: int,
    allows: Callable[[str], bool],
    counts: MutableMapping[str, int],
) -> dict[int, float]:
    """The passages that have some of the words, by their keys, and how well they fit.

    Args:
        connection: Of the index.
        words: Folded.
        limit: How many passages are wanted.
        allows: Whether an audience may be found.
        counts: How many passages have a word, as far as it is known; what is asked is added.
    """
    chosen = _rarest(connection, list(dict.fromkeys(words)), counts)
    if not chosen:
        return {}
    query = " OR ".join(f'"{word}"' for word in chosen)
    rows = connection.exec_driver_sql(
        "SELECT found, fit, audience FROM (SELECT rowid AS found, -rank AS fit FROM index_words"
        " WHERE index_words MATCH ? ORDER BY rank LIMIT ?) JOIN index_passages ON key = found",
        (query, limit * 4),
    ).all()
    best = sorted(((row[1], row[0]) for row in rows if allows(row[2])), reverse=True)
    return {key: fit for fit, key in best[:limit]}


def _rarest(
    connection: Connection, words: list[str], counts: MutableMapping[str, int]
) -> list[str]:
    """The rarest words, as many as are found quickly, and the rarest of all."""
    if lacking := [word for word in words if word not in counts]:
        marks = ", ".join("?" * len(lacking))
        rows = connection.exec_driver_sql(
            f"SELECT term, doc FROM index_terms WHERE term IN ({marks})",  # noqa: S608 - marks
            tuple(lacking),
        ).all()
        counts.update(dict.fromkeys(lacking, 0) | {row[0]: row[1] for row in rows})
    return rarest({word: counts[word] for word in words if counts[word]}, MOST_ROWS)


def candidates(
    connection: Connection,
    near: dict[int, float],
    said: dict[int, float],
    vector: Vectors,
    dimension: int,
) -> list[Candidate]:
    """The passages that were found in either way, whole."""
    lacking = [key for key in said if key not in near]
    cosines = read_vectors(connection, lacking, dimension) @ vector
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


def read_vectors(connection: Connection, keys: Sequence[int], dimension: int) -> Vectors:
    """Whole vectors of passages, in the order of their keys."""
    marks = ", ".join("?" * len(keys))
    rows = connection.exec_driver_sql(
        f"SELECT key, vector FROM index_passages WHERE key IN ({marks})",  # noqa: S608 - marks
        tuple(keys),
    )
    by_key = {row[0]: row[1] for row in rows}
    data = b"".join(by_key[key] for key in keys)
    return np.frombuffer(data, np.float32).reshape(len(keys), dimension)


def are_there(connection: Connection) -> bool:
    """Whether the tables were made: documents of another machine have none here."""
    found = "SELECT count(*) FROM sqlite_master WHERE name = 'index_changes'"
    return bool(connection.exec_driver_sql(found).scalar_one())


def make_tables(connection: Connection) -> None:
    """Make the tables, where they are missing."""
    for statement in _TABLES:
        connection.exec_driver_sql(statement)


def drop_rows(connection: Connection, document_id: str) -> None:
    """Delete a document's passages."""
    connection.exec_driver_sql(
        "DELETE FROM index_words WHERE rowid IN"
        " (SELECT key FROM index_passages WHERE document_id = ?)",
        (document_id,),
    )
    connection.exec_driver_sql("DELETE FROM index_passages WHERE document_id = ?", (document_id,))
    connection.exec_driver_sql(CHANGED)


def forget_words(connection: Connection) -> None:
    """Leave no word of deleted passages in the index, which is written anew."""
    if are_there(connection):
        connection.exec_driver_sql("INSERT INTO index_words (index_words) VALUES ('optimize')")


def audience_text(audience: Audience) -> str:
    """An audience as it is kept."""
    return "\n".join([audience.key or "", *audience.playbooks])


def audience_of(text: str) -> Audience:
    """The audience that was kept."""
    key, *playbooks = text.split("\n")
    return Audience.kept(playbooks, key)
