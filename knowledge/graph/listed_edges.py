"""Edges in a list, such as those of a playbook, to walk on as on those of the documents."""

from collections.abc import Callable, Collection, Iterator, Sequence
from difflib import get_close_matches

from knowledge.graph.edge import Edge
from knowledge.graph.graph import MOST_NEAREST, MOST_STARTS, Place


class ListedEdges:
    """Edges in a list."""

    def __init__(self, edges: Sequence[Edge]) -> None:
        """Walk on `edges`."""
        self._edges = edges
        ends = [(e.source_key, e.source) for e in edges] + [(e.target_key, e.target) for e in edges]
        self._names = dict(sorted(ends, key=lambda end: (len(end[0]), end[0])))

    def at(self, places: Collection[Place], *, is_up: bool) -> Iterator[Edge]:
        """The edges that go on from some places, up or down."""
        for edge in self._edges:
            key = edge.target_key if is_up else edge.source_key
            if (key, None) in places or (key, edge.origin) in places:
                yield edge

    def named(self, term: str) -> list[str]:
        """The keys that a term names: its own, or those of the shortest names with its words."""
        if term in self._names:
            return [term]
        return self._with(all, term)[:MOST_STARTS]

    def nearest(self, term: str) -> list[str]:
        """The names that are most like a term: by one of its words, else by letters."""
        keys = self._with(any, term) or get_close_matches(term, self._names, MOST_NEAREST)
        return [self._names[key] for key in keys[:MOST_NEAREST]]

    def _with(self, of: Callable[[Iterator[bool]], bool], term: str) -> list[str]:
        words = term.split()
        return [k for k in self._names if words and of(one in k.split() for one in words)]
