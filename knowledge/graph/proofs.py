"""Proofs: the headings of documents that say what a playbook's move claims, found when asked for.

They are joined when they are asked for, so that a document that is removed proves nothing any more,
and a playbook that is changed is proven anew. A heading proves a move where half of its words stand
in the move, one of them a rare one, and what stands under it shares another one with the move.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from knowledge.graph.edge import Edge, EdgeKind
from knowledge.graph.edge_rows import KeptEdges
from knowledge.tables import passages
from knowledge.words import name_key

MOST_PROOFS = 2
_FEWEST_SHARED = 2
_SHORTEST = 4
"""Letters of a word that tells anything."""
_RARE = 5
"""Headings that a rare word may stand in."""
_MOST_HEADINGS = 500


def proofs_of(connection: Connection, kept: KeptEdges, move: str) -> Iterator[Edge]:
    """The edges from a move to the headings that prove it, those that share most words first.

    Args:
        connection: To the database of the documents.
        kept: The edges of the documents that may be seen.
        move: The headline of the move.
    """
    words = {word for word in name_key(move).split() if len(word) >= _SHORTEST}
    headings = [(edge, {*edge.target_key.split()}) for edge in kept.headings(words, _MOST_HEADINGS)]
    having = {word: sum(word in has for _, has in headings) for word in words}
    rare = {word for word, count in having.items() if count <= _RARE}
    told = {
        edge.passage_id: edge
        for edge, has in headings
        if has & rare and 2 * len(has & words) >= len(has)
    }
    chosen = select(passages.c.id, passages.c.words).where(passages.c.id.in_(told))
    shared = [
        (len(words.intersection(row.words.split())), row.id) for row in connection.execute(chosen)
    ]
    for count, passage_id in sorted(shared, key=lambda one: (-one[0], one[1]))[:MOST_PROOFS]:
        if count >= _FEWEST_SHARED:
            found = told[passage_id]
            yield Edge(move, EdgeKind.PROVEN_BY, found.target, found.origin, passage_id)
