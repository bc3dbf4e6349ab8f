"""Links that a model found, kept with their document by what it was shown: nothing is asked twice.

They go with their document. One that is read again has those of its passages of then, and a copy of
a passage in another document is asked nothing either.
"""

from collections.abc import Iterator, Mapping, Sequence

import orjson
from sqlalchemy import Connection, delete, insert, select

from knowledge.graph.concept_link import ConceptLink
from knowledge.graph.edge import EdgeKind
from knowledge.tables import links

_READ_AT_ONCE = 500


def read_links(connection: Connection, keys: Sequence[str]) -> dict[str, list[ConceptLink]]:
    """What is kept, by those of the keys that it is kept for."""
    found: dict[str, list[ConceptLink]] = {}
    for start in range(0, len(keys), _READ_AT_ONCE):
        some = keys[start : start + _READ_AT_ONCE]
        for row in connection.execute(select(links).where(links.c.key.in_(some))):
            found[row.key] = list(_links(row.found))
    return found


def put_links(
    connection: Connection, document_id: str, answers: Mapping[str, Sequence[ConceptLink]]
) -> None:
    """Keep the answers about a document's passages, which has none yet."""
    rows = [
        {
            "document_id": document_id,
            "key": key,
            "found": orjson.dumps([[one.source, one.kind, one.target] for one in found]).decode(),
        }
        for key, found in answers.items()
    ]
    if rows:
        connection.execute(insert(links), rows)


def drop_links(connection: Connection, document_id: str) -> None:
    """Forget the answers about a document's passages."""
    connection.execute(delete(links).where(links.c.document_id == document_id))


def _links(kept: str) -> Iterator[ConceptLink]:
    for source, kind, target in orjson.loads(kept):
        yield ConceptLink(source, EdgeKind(kind), target)
