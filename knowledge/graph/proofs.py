"""Proofs: the headings of documents that say what a playbook's move claims, found when asked for.

They are joined when they are asked for, so that a document that is removed proves nothing any more,
and a playbook that is changed is proven anew. A heading proves a move where half of its words stand
in the move, one of them a rare one, and what stands under it shares another one with the move.
"""

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, and_, literal, or_, select

from knowledge.graph.edge import Edge, EdgeKind
from knowledge.tables import edges, passages
from knowledge.words import name_key

MOST_PROOFS = 2
_FEWEST_SHARED = 2
_SHORTEST = 4
"""Letters of a word that tells anything."""
_RARE = 5
"""Headings that a rare word may stand in."""
_MOST_HEADINGS = 500


def proofs_of(connection: Connection, move: str, hidden: Collection[str]) -> Iterator[Edge]:
    """The edges from a move to the headings that prove it, those that share most words first.

    Args:
        connection: To the database of the documents.
        move: The headline of the move.
        hidden: The ids of the documents that may not be seen.
    """
    words = {word for word in name_key(move).split() if len(word) >= _SHORTEST}
    headings = list(_headings(connection, words, hidden)) if words else []
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


def _headings(
    connection: Connection, words: Collection[str], hidden: Collection[str]
) -> Iterator[tuple[Edge, set[str]]]:
    """The headings that have some of the words, and their words."""
    apart = literal(" ").concat(edges.c.target_key).concat(" ")
    has_some = or_(*[apart.contains(f" {word} ") for word in sorted(words)])
    is_heading = edges.c.kind == EdgeKind.HAS_PART.value
    is_seen = edges.c.document_id.not_in(hidden)
    order = (edges.c.document_id, edges.c.place)
    chosen = select(edges).where(and_(is_heading, has_some, is_seen)).order_by(*order)
    for row in connection.execute(chosen.limit(_MOST_HEADINGS)):
        kind = EdgeKind(row.kind)
        edge = Edge(row.source, kind, row.target, row.document_id, row.passage_id)
        yield edge, {*row.target_key.split()}
