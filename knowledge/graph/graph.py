"""Graph of concepts: a walk from a term to what it belongs to, and to what belongs to it.

    up     the wholes that the term is a part of, and what they are a part of
    down   its parts, values, answers and proofs, and those of its parts

A walk never turns: the other parts of a whole say nothing of the term. Nor does it change from one
document to another after the first step, since two documents' "Prices" are of two products.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from knowledge.graph.edge import Edge, EdgeKind

MOST_HOPS = 2
MOST_NODES = 60
MOST_STARTS = 5
"""Nodes that a term names, where none has just its words."""
MOST_NEAREST = 3
MOST_BESIDE = 20
"""Edges of one node in one direction that a walk takes."""
Place = tuple[str, str | None]
"""A node's key, and the origin whose edges go on from it; None: those of any."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a walk.

    Attributes:
        edge: The edge that was taken.
        is_up: Whether it was taken from its target to its source.
        hop: How many steps the walk has come, from 1.
    """

    edge: Edge
    is_up: bool
    hop: int

    @property
    def near(self) -> str:
        """The key of the node that it begins at."""
        return self.edge.target_key if self.is_up else self.edge.source_key

    @property
    def far(self) -> str:
        """The key of the node that it leads to."""
        return self.edge.source_key if self.is_up else self.edge.target_key


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The neighbourhood of a term.

    Attributes:
        starts: The keys of the nodes that the term names.
        names: The names of all nodes by their keys, as they were first written.
        steps: All steps, the nearest first.
        is_cut: Whether more belongs here than is told.
        nearest: Where the term is nowhere: the known names that are most like it.
    """

    starts: Sequence[str] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    steps: Sequence[Step] = ()
    is_cut: bool = False
    nearest: Sequence[str] = ()

    def after(self, step: Step) -> Iterator[Step]:
        """The steps that go on from a step."""
        for other in self.steps:
            is_next = other.hop == step.hop + 1 and other.near == step.far
            is_proof = other.edge.kind is EdgeKind.PROVEN_BY
            is_told_there = is_proof or other.edge.origin == step.edge.origin
            if is_next and is_told_there and other.is_up == step.is_up:
                yield other


class Edges(Protocol):
    """Edges that a walk can take, in the order in which they were written."""

    def at(self, places: Collection[Place], *, is_up: bool) -> Iterable[Edge]:
        """The edges that go on from some places, up or down."""
        ...

    def named(self, term: str) -> Sequence[str]:
        """The keys that a term names: its own, or those of the shortest names with all its words.

        Args:
            term: The key of the term.
        """
        ...

    def nearest(self, term: str) -> Sequence[str]:
        """The names that are most like a term: those with one of its words, else alike by letters.

        Args:
            term: The key of the term.
        """
        ...


def neighbourhood(term: str, edges: Edges, hops: int) -> Neighbourhood:
    """What is around the nodes that a term names, at most `MOST_NODES`, the nearest first.

    Args:
        term: The key of the term.
        edges: All that there are.
        hops: How many steps a walk takes, 1 to `MOST_HOPS`.
    """
    if not (starts := edges.named(term)):
        return Neighbourhood(nearest=edges.nearest(term))
    walked = _Walked()
    ways: dict[bool, list[Place]] = {
        is_up: [(key, None) for key in starts] for is_up in (True, False)
    }
    for hop in range(1, min(hops, MOST_HOPS) + 1):
        for is_up, places in ways.items():
            found = edges.at({*places}, is_up=is_up) if places else ()
            steps = [step for one in found if walked.takes(step := Step(one, is_up, hop))]
            ways[is_up] = [(step.far, step.edge.origin) for step in steps]
    return Neighbourhood(starts, walked.names, walked.steps, walked.is_cut)


class _Walked:
    """The edges and the nodes that a walk has come by."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.steps: list[Step] = []
        self.is_cut = False
        self._seen: set[Edge] = set()
        self._beside: Counter[tuple[str, bool]] = Counter()

    def takes(self, step: Step) -> bool:
        """Whether there is room for a step, which is then taken; none is taken twice."""
        if step.edge in self._seen:
            return False
        beside = (step.near, step.is_up)
        is_full = step.far not in self.names and len(self.names) >= MOST_NODES
        if is_full or self._beside[beside] == MOST_BESIDE:
            self.is_cut = True
            return False
        self._seen.add(step.edge)
        self._beside[beside] += 1
        self.steps.append(step)
        self.names.setdefault(step.edge.source_key, step.edge.source)
        self.names.setdefault(step.edge.target_key, step.edge.target)
        return True
