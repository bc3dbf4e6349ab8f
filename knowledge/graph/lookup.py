"""Graph of concepts around one term: in the documents that may be seen, and in playbooks."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from knowledge.catalogue import read_documents
from knowledge.document import Audience, Document
from knowledge.graph.edge import Edge
from knowledge.graph.edge_rows import KeptEdges
from knowledge.graph.graph import MOST_NEAREST, MOST_STARTS, Neighbourhood, Place, neighbourhood
from knowledge.graph.listed_edges import ListedEdges
from knowledge.graph.proofs import proofs_of
from knowledge.words import name_key


@dataclass(frozen=True, slots=True)
class Graph:
    """A term's neighbourhood, and where its edges come from.

    Attributes:
        around: What is around the term.
        documents: The documents, by their ids, which are the origins of edges.
    """

    around: Neighbourhood
    documents: Mapping[str, Document]

    def place_of(self, edge: Edge) -> str:
        """Where an edge comes from: the document's address, or the id of the playbook."""
        document = self.documents.get(edge.origin)
        return document.address if document else edge.origin


def around_in_playbooks(term: str, hops: int, rules: Sequence[Edge]) -> Graph:
    """What playbooks alone say of a term."""
    return Graph(neighbourhood(name_key(term), ListedEdges(rules), hops), {})


def around(
    connection: Connection, term: str, hops: int, asks: Audience | None, rules: Sequence[Edge]
) -> Graph:
    """What is around a term.

    Args:
        connection: To the database of the documents.
        term: As a person writes it.
        hops: How far to go, 1 or 2.
        asks: Who asks; None: whoever may see all documents.
        rules: The edges of playbooks.
    """
    documents = [one.document for one in read_documents(connection)]
    hidden = [one.id for one in documents if asks is not None and not one.audience.admits(asks)]
    edges = _AllEdges(connection, hidden, rules)
    return Graph(neighbourhood(name_key(term), edges, hops), {one.id: one for one in documents})


class _AllEdges:
    """The edges of documents and of playbooks, and the proofs that join them."""

    def __init__(
        self, connection: Connection, hidden: Collection[str], rules: Sequence[Edge]
    ) -> None:
        self._connection = connection
        self._kept = KeptEdges(connection, hidden)
        self._rules = ListedEdges(rules)
        self._moves = {(one.target_key, one.origin): one.target for one in rules}

    def at(self, places: Collection[Place], *, is_up: bool) -> Iterator[Edge]:
        yield from self._kept.at(places, is_up=is_up)
        yield from self._rules.at(places, is_up=is_up)
        if is_up:
            return
        for (key, origin), move in self._moves.items():
            if (key, None) in places or (key, origin) in places:
                yield from proofs_of(self._connection, self._kept, move)

    def named(self, term: str) -> list[str]:
        found = list(dict.fromkeys([*self._kept.named(term), *self._rules.named(term)]))
        return [term] if term in found else sorted(found, key=len)[:MOST_STARTS]

    def nearest(self, term: str) -> list[str]:
        return [*self._kept.nearest(term), *self._rules.nearest(term)][:MOST_NEAREST]
