"""Edges of the documents in the database, as functions of a connection, and a walk on them."""

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, or_, select, tuple_
from sqlalchemy import func as sql

from knowledge.graph.edge import Edge, EdgeKind
from knowledge.graph.graph import MOST_NEAREST, MOST_STARTS, Place
from knowledge.tables import edge_words, edges

_MOST_READ = 1_000
_MOST_COMPARED = 20_000
_MOST_WORDS = 8
"""Of a name that is found by some of its words: a longer one is a sentence."""


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
            "is_by_model": int(one.is_by_model),
        }
        for place, one in enumerate(found)
    ]
    if rows:
        connection.execute(insert(edges), rows)
    if words := _word_rows(found):
        connection.execute(insert(edge_words), words)


def drop_edges(connection: Connection, document_id: str) -> None:
    """Forget the edges of a document."""
    for table in (edges, edge_words):
        connection.execute(delete(table).where(table.c.document_id == document_id))


class KeptEdges:
    """The edges of all documents but those that are hidden from who asks."""

    def __init__(self, connection: Connection, hidden: Collection[str]) -> None:
        """Read by `connection`, and nothing of the documents whose ids are `hidden`."""
        self._connection = connection
        self._hidden = hidden
        self._may_be_seen = edges.c.document_id.not_in(hidden)

    def at(self, places: Collection[Place], *, is_up: bool) -> Iterator[Edge]:
        """The edges that go on from some places, up or down."""
        key = edges.c.target_key if is_up else edges.c.source_key
        every = [name for name, _ in places]  # which an index finds; `or` alone has all rows read
        anywhere = [name for name, origin in places if origin is None]
        within = [place for place in places if place[1] is not None]
        is_here = or_(key.in_(anywhere), tuple_(key, edges.c.document_id).in_(within))
        yield from self._in_order(select(edges).where(key.in_(every), is_here, self._may_be_seen))

    def named(self, term: str) -> list[str]:
        """The keys that a term names: its own, or those of the shortest names with all its words.

        Args:
            term: The key of the term.
        """
        if self._name(term) is not None:
            return [term]
        words = {*term.split()}
        return self._with(words, MOST_STARTS, fewest=len(words)) if words else []

    def nearest(self, term: str) -> list[str]:
        """The names that are most like a term: those with its words, else with words like them.

        Args:
            term: The key of the term.
        """
        words = {*term.split()}
        keys = self._with(words, MOST_NEAREST) or self._with(self._like(words), MOST_NEAREST)
        return [name for key in keys if (name := self._name(key)) is not None]

    def headings(self, words: Collection[str], most: int) -> Iterator[Edge]:
        """The edges to the headings that have some of the words, each once."""
        has_some = select(edge_words.c.document_id, edge_words.c.key).where(
            edge_words.c.word.in_(words), edge_words.c.document_id.not_in(self._hidden)
        )
        is_meant = tuple_(edges.c.document_id, edges.c.target_key).in_(has_some.limit(most))
        is_heading = (edges.c.kind == EdgeKind.HAS_PART.value, edges.c.is_by_model == 0)
        yield from self._in_order(select(edges).where(is_meant, *is_heading))

    def _in_order(self, chosen: Select[Any]) -> Iterator[Edge]:
        """Edges as they were written; SQLite would read all to have them in an order itself."""
        rows = self._connection.execute(chosen.limit(_MOST_READ)).all()
        yield from map(_edge, sorted(rows, key=lambda row: (row.document_id, row.place)))

    def _name(self, key: str) -> str | None:
        """A name as it was first written, by its key; None where there is none."""
        for end, name in (
            (edges.c.source_key, edges.c.source),
            (edges.c.target_key, edges.c.target),
        ):
            chosen = select(name).where(end == key, self._may_be_seen)
            found = self._connection.execute(chosen.limit(1)).scalar()
            if found is not None:
                return found
        return None

    def _with(self, words: Collection[str], most: int, fewest: int = 1) -> list[str]:
        """The keys with at least so many of some words: with most first, then the shortest."""
        key, count = edge_words.c.key, sql.count(edge_words.c.word.distinct())
        is_meant = (edge_words.c.word.in_(words), edge_words.c.document_id.not_in(self._hidden))
        chosen = select(key).where(*is_meant).group_by(key).having(count >= fewest)
        rows = self._connection.execute(
            chosen.order_by(count.desc(), sql.length(key), key).limit(most)
        )
        return list(rows.scalars())

    def _like(self, words: Collection[str]) -> set[str]:
        """The words of names that are written like some words."""
        may_be_seen = edge_words.c.document_id.not_in(self._hidden)
        chosen = select(edge_words.c.word).where(may_be_seen).distinct().limit(_MOST_COMPARED)
        known = list(self._connection.execute(chosen).scalars())
        return {like for word in words for like in get_close_matches(word, known, 1)}


def _edge(row: Row[Any]) -> Edge:
    kind, is_by_model = EdgeKind(row.kind), bool(row.is_by_model)
    return Edge(row.source, kind, row.target, row.document_id, row.passage_id, is_by_model)


def _word_rows(found: Sequence[Edge]) -> list[dict[str, str]]:
    keys = dict.fromkeys((e.origin, key) for e in found for key in (e.source_key, e.target_key))
    return [
        {"word": word, "document_id": origin, "key": key}
        for origin, key in keys
        if len(words := {*key.split()}) <= _MOST_WORDS
        for word in words
    ]
