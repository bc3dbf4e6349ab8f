"""Edges of the documents in the database, as functions of a connection, and a walk on them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    insert,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy import func as sql

from knowledge.graph.edge import Edge, EdgeKind
from knowledge.graph.graph import MOST_NEAREST, MOST_STARTS, Place
from knowledge.tables import edges

_MOST_READ = 1_000
_MOST_COMPARED = 5_000
_ENDS = ((edges.c.source_key, edges.c.source), (edges.c.target_key, edges.c.target))


def put_edges(connection: Connection, found: Sequence[Edge]) -> None:
    """Keep the edges of a document, which has none yet."""
    rows = [
        {
            "document_id": one.origin,
            "place": place,
            "kind": one.kind.value,
            "source": one.source,
            "target": one.target,
            "source_key": one.source_key,
            "target_key": one.target_key,
            "passage_id": one.passage_id,
        }
        for place, one in enumerate(found)
    ]
    if rows:
        connection.execute(insert(edges), rows)


def drop_edges(connection: Connection, document_id: str) -> None:
    """Forget the edges of a document."""
    connection.execute(delete(edges).where(edges.c.document_id == document_id))


class KeptEdges:
    """The edges of all documents but those that are hidden from who asks."""

    def __init__(self, connection: Connection, hidden: Collection[str]) -> None:
        """Read by `connection`, and nothing of the documents whose ids are `hidden`."""
        self._connection = connection
        self._may_be_seen = edges.c.document_id.not_in(hidden)

    def at(self, places: Collection[Place], *, is_up: bool) -> Iterator[Edge]:
        """The edges that go on from some places, up or down."""
        key = edges.c.target_key if is_up else edges.c.source_key
        anywhere = [name for name, origin in places if origin is None]
        within = [place for place in places if place[1] is not None]
        is_here = or_(key.in_(anywhere), tuple_(key, edges.c.document_id).in_(within))
        order = (edges.c.document_id, edges.c.place)
        chosen = select(edges).where(is_here, self._may_be_seen).order_by(*order)
        yield from map(_edge, self._connection.execute(chosen.limit(_MOST_READ)))

    def named(self, term: str) -> list[str]:
        """The keys that a term names: its own, or those of the shortest names with all its words.

        Args:
            term: The key of the term.
        """
        if self._keys(lambda key: key == term, 1):
            return [term]
        words = term.split()
        return list(self._keys(lambda key: _has_all(key, words), MOST_STARTS)) if words else []

    def nearest(self, term: str) -> list[str]:
        """The names that are most like a term: those with one of its words, else alike by letters.

        Args:
            term: The key of the term.
        """
        if words := term.split():
            found = self._keys(
                lambda key: or_(*[_has_all(key, [one]) for one in words]), MOST_NEAREST
            )
            if found:
                return list(found.values())
        known = self._keys(lambda key: sql.length(key) > 0, _MOST_COMPARED)
        return [known[key] for key in get_close_matches(term, known, MOST_NEAREST)]

    def _keys(
        self, is_meant: Callable[[ColumnElement[str]], ColumnElement[bool]], most: int
    ) -> dict[str, str]:
        """The names that are meant by their keys, the shortest first."""
        found: dict[str, str] = {}
        for key, name in _ENDS:
            chosen = select(key, sql.min(name)).where(is_meant(key), self._may_be_seen)
            rows = self._connection.execute(
                chosen.group_by(key).order_by(sql.length(key), key).limit(most)
            )
            for row in rows:
                found.setdefault(row[0], row[1])
        return dict(sorted(found.items(), key=lambda one: (len(one[0]), one[0]))[:most])


def _has_all(key: ColumnElement[str], words: Iterable[str]) -> ColumnElement[bool]:
    apart = literal(" ").concat(key).concat(" ")
    return and_(*[apart.contains(f" {word} ", autoescape=True) for word in words])


def _edge(row: Row[Any]) -> Edge:
    return Edge(row.source, EdgeKind(row.kind), row.target, row.document_id, row.passage_id)
