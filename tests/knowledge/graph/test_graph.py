"""The walk around a term, in microseconds: how far it goes, and where it never goes."""

from collections.abc import Sequence

from knowledge.graph.edge import Edge, EdgeKind
from knowledge.graph.graph import MOST_BESIDE, MOST_NODES, Neighbourhood, neighbourhood
from knowledge.graph.listed_edges import ListedEdges
from knowledge.words import name_key


def part(source: str, target: str, origin: str = "d") -> Edge:
    return Edge(source, EdgeKind.HAS_PART, target, origin)


EDGES = [
    part("Northlane", "Plans"),
    part("Plans", "Starter"),
    part("Plans", "Team"),
    part("Starter", "Limits"),
    Edge("Limits", EdgeKind.HAS_VALUE, "Seats: 10", "d"),
]


def around(term: str, hops: int = 2, edges: Sequence[Edge] = EDGES) -> Neighbourhood:
    return neighbourhood(name_key(term), ListedEdges(edges), hops)


def told(found: Neighbourhood) -> list[str]:
    return [f"{'^' if one.is_up else 'v'}{one.hop} {found.names[one.far]}" for one in found.steps]


def test_a_walk_goes_up_and_down_and_never_turns() -> None:
    """What the term belongs to, and what belongs to it; no other part of the same whole."""
    assert told(around("starter")) == ["^1 Plans", "v1 Limits", "^2 Northlane", "v2 Seats: 10"]
    assert told(around("STARTER", hops=1)) == ["^1 Plans", "v1 Limits"]


def test_what_goes_on_from_a_step_is_known() -> None:
    """As a tree shows it."""
    found = around("plans")
    (starter,) = [step for step in found.steps if found.names[step.far] == "Starter"]
    assert [found.names[step.far] for step in found.after(starter)] == ["Limits"]


def test_after_the_first_step_a_walk_stays_in_its_document() -> None:
    """The prices of one product are none of another's, though both stand under one word."""
    edges = [part("A", "Prices", "a"), part("Prices", "9 euros", "a"), part("Prices", "7", "b")]
    assert told(around("a", edges=edges)) == ["v1 Prices", "v2 9 euros"]
    assert told(around("prices", edges=edges)) == ["^1 A", "v1 9 euros", "v1 7"]


def test_a_circle_ends() -> None:
    """Each edge is taken once."""
    assert told(around("a", edges=[part("A", "B"), part("B", "A")])) == ["^1 B", "v1 B"]


def test_a_large_neighbourhood_is_cut_and_says_so() -> None:
    """So many edges a node, so many nodes in all."""
    wide = [part("Root", f"Part {n}") for n in range(100)]
    found = around("root", edges=wide)
    assert (len(found.steps), found.is_cut) == (MOST_BESIDE, True)
    deep = [part(f"Part {n}", f"Leaf {n} {m}") for n in range(10) for m in range(15)]
    found = around("root", edges=[*wide[:10], *deep])
    assert (len(found.names), found.is_cut) == (MOST_NODES, True)
    assert not around("starter").is_cut


def test_a_term_names_what_has_just_its_words_or_all_of_them() -> None:
    """In any case, with any ending, without accents; several of the shortest names."""
    edges = [part("Tarifs d'été", "Vélo"), part("Enterprise plan", "X"), part("Team plan", "Y")]
    assert around("velos", edges=edges).starts == ["velo"]
    assert around("plan", edges=edges).starts == ["team plan", "enterpris plan"]


def test_a_term_that_is_nowhere_has_the_nearest_names() -> None:
    """Those with one of its words; else those that are written alike."""
    assert around("Startre").nearest == ["Starter"]
    assert around("team meeting").nearest == ["Team"]
    assert around("zz").nearest == []
    assert around("?!").starts == ()
