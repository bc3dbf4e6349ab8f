"""Passage rows of the Postgres index: the statements that write and ask its tables.

A word weighs what it is rare by (BM25's idf), times Postgres' `ts_rank` of it in the passage.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Row, text

from knowledge.backends.postgres_tables import LONGEST_HALF, column_type
from knowledge.backends.rare_words import rarest
from knowledge.catalogue import in_batches
from knowledge.document import Audience, Document

FEW = 1_000
"""Passages that are compared one by one: HNSW would look long for those of a small audience."""
MOST_ROWS = 3_000
"""Passages that all words together may have, before one by one is weighed: some 5 ms."""
_AT_ONCE = 200
"""Passages that one statement writes: each takes milliseconds, and a statement may take 10 s."""
_NAMESPACE = 0x5AD0CA2
_ANY = ""
"""The word that all passages have."""

_TAKE = text("SELECT pg_advisory_xact_lock(:namespace, hashtext(:id))")
_NEW_AUDIENCE = text(
    "INSERT INTO knowledge_index_audiences (name, playbooks, customer_group)"
    " SELECT :name, CAST(:playbooks AS text[]), :group"
    " WHERE NOT EXISTS (SELECT 1 FROM knowledge_index_audiences WHERE name = :name)"
    " ON CONFLICT (name) DO NOTHING"
)
_AUDIENCE = text("SELECT id FROM knowledge_index_audiences WHERE name = :name")
_PUT = """
INSERT INTO knowledge_index_passages (document_id, audience, stored, terms, embedding)
SELECT :id, :audience, stored, CAST(terms AS tsvector), CAST(embedding AS {column})
FROM unnest(CAST(:stored AS text[]), CAST(:terms AS text[]), CAST(:vectors AS text[]))
    AS added (stored, terms, embedding)
"""
_PUT_WORDS = text(
    "INSERT INTO knowledge_index_words (word, document_id, passages) SELECT word, :id, passages"
    " FROM unnest(CAST(:words AS text[]), CAST(:counts AS integer[])) AS added (word, passages)"
)
_DROPS = (
    text("DELETE FROM knowledge_index_passages WHERE document_id = :id"),
    text("DELETE FROM knowledge_index_words WHERE document_id = :id"),
)
# As `Audience.admits` says. The settings are the transaction's: what a plan costs depends on the
# audience, so none is kept; to compile one takes longer than a search; and Postgres, which counts
# no vectors that are stored apart and no words before its first ANALYZE, would read all passages
# where it has an index.
_ADMITTED = text("""
WITH admitted AS (
    SELECT id FROM knowledge_index_audiences
    WHERE (customer_group IS NULL OR customer_group = ANY(CAST(:keys AS text[])))
        AND (playbooks = '{}' OR CAST(:playbooks AS text[]) = '{}'
            OR playbooks && CAST(:playbooks AS text[]))
)
SELECT ARRAY(SELECT id FROM admitted), (
    SELECT count(*) FROM (
        SELECT 1 FROM knowledge_index_passages
        WHERE audience IN (SELECT id FROM admitted) LIMIT :most
    ) AS counted
), set_config('hnsw.iterative_scan', 'strict_order', true),
    set_config('hnsw.ef_search', '100', true),
    set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true),
    set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true)
""")
_COUNTED = text(
    "SELECT word, sum(passages) FROM knowledge_index_words"
    " WHERE word = ANY(CAST(:words AS text[])) GROUP BY word"
)
# What is added to has no index here: of an order, so that all are compared; of the audience, whose
# index would be read again for each word.
_FIND = """
WITH near AS MATERIALIZED (
    SELECT key FROM knowledge_index_passages
    WHERE audience = ANY(CAST(:audiences AS integer[]))
    ORDER BY {order} LIMIT :limit
), holding AS MATERIALIZED (
    SELECT key, weight * ts_rank(terms, CAST(word AS tsquery), 1) AS part
    FROM unnest(CAST(:words AS text[]), CAST(:weights AS float8[])) AS asked (word, weight)
    JOIN knowledge_index_passages ON terms @@ CAST(word AS tsquery)
    WHERE audience + 0 = ANY(CAST(:audiences AS integer[]))
), said AS MATERIALIZED (
    SELECT key, sum(part) AS fit FROM holding GROUP BY key ORDER BY fit DESC, key LIMIT :limit
)
SELECT stored, coalesce(fit, 0), 1 - ({distance})
FROM (near FULL JOIN said USING (key)) JOIN knowledge_index_passages USING (key)
"""
_DISTANCE = "embedding <=> CAST(CAST(:vector AS text) AS {column})"


def take_document(connection: Connection, document: Document) -> int:
    """Let no other process write a document meanwhile; the key of its audience."""
    whom = document.audience
    named = {"name": orjson.dumps(whom).decode(), "playbooks": [*whom.playbooks]}
    connection.execute(_NEW_AUDIENCE, named | {"group": whom.key})
    connection.execute(_TAKE, {"namespace": _NAMESPACE, "id": document.id})
    return connection.execute(_AUDIENCE, named).scalar_one()


def put_rows(
    connection: Connection,
    document_id: str,
    audience: int,
    rows: Sequence[tuple[str, str, str]],
    dimension: int,
) -> None:
    """Write passages: how each is kept, its terms and its vector, as texts."""
    statement = text(_PUT.format(column=column_type(dimension)))
    whose = {"id": document_id, "audience": audience}
    for some in in_batches(rows, _AT_ONCE):
        names = ("stored", "terms", "vectors")
        columns = zip(names, map(list, zip(*some, strict=True)), strict=True)
        connection.execute(statement, whose | dict(columns))


def put_words(
    connection: Connection, document_id: str, having: Mapping[str, int], passages: int
) -> None:
    """Write how many passages of a document have each word."""
    counts = {_ANY: passages, **having}
    values = {"id": document_id, "words": [*counts], "counts": [*counts.values()]}
    connection.execute(_PUT_WORDS, values)


def drop_rows(connection: Connection, document_id: str) -> None:
    """Delete a document's passages."""
    for statement in _DROPS:
        connection.execute(statement, {"id": document_id})


def find_rows(
    connection: Connection,
    words: Sequence[str],
    vector: str,
    audience: Audience,
    *,
    limit: int,
    dimension: int,
) -> Sequence[Row[Any]]:
    """The passages that were found: as each is kept, how its words fit, and its cosine."""
    asks = {"playbooks": [*audience.playbooks], "keys": audience.keys, "most": FEW + 1}
    audiences, passages, *_ = connection.execute(_ADMITTED, asks).one()
    weights = _weights(connection, words)
    distance = _DISTANCE.format(column=column_type(dimension))
    is_exact = passages <= FEW or dimension > LONGEST_HALF
    order = f"({distance}) + 0" if is_exact else distance
    values = {
        "audiences": audiences,
        "vector": vector,
        "words": [f"'{word}'" for word in weights],
        "weights": [*weights.values()],
        "limit": limit,
    }
    return connection.execute(text(_FIND.format(order=order, distance=distance)), values).all()


def _weights(connection: Connection, words: Sequence[str]) -> dict[str, float]:
    """The rarest words, as many as are found quickly, and the rarest of all; what each weighs."""
    found = connection.execute(_COUNTED, {"words": [_ANY, *dict.fromkeys(words)]})
    counts: dict[str, int] = {word: passages for word, passages in found}  # noqa: C416 - rows
    whole = counts.pop(_ANY, 0)
    return {
        word: math.log1p((whole - counts[word] + 0.5) / (counts[word] + 0.5))
        for word in rarest(counts, MOST_ROWS)
    }
