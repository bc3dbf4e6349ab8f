"""Concept links: a model's terms, held to the words of the passage that it was shown."""

import pytest

from knowledge.graph.concept_link import MOST_LINKS, ConceptLink, grounded
from knowledge.graph.edge import EdgeKind

HEADINGS = "Northlane › Plans › Starter"
TEXT = """Starter has 10 seats and 1,000 jobs a month.
The Team plan costs 34.50 euros, not 10 000 euros."""
VALUE = EdgeKind.HAS_VALUE


def held(*links: tuple[str, str]) -> list[tuple[str, str]]:
    found = grounded(
        [ConceptLink(source, VALUE, target) for source, target in links], HEADINGS, TEXT
    )
    return [(one.source, one.target) for one in found]


def test_terms_are_taken_as_the_passage_writes_them() -> None:
    """Whatever case and marks the model wrote; one term may stand in the headings alone."""
    assert held(
        ("starter", "10 SEATS"), ("TEAM plan", "34.50 euros"), ("northlane", "team plan")
    ) == [
        ("Starter", "10 seats"),
        ("Team plan", "34.50 euros"),
        ("Northlane", "Team plan"),
    ]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Starter", "12 seats"),
        ("Enterprise", "10 seats"),
        ("Starter", "seat"),
        ("Start", "10 seats"),
        ("", "10 seats"),
        ("Starter", " … "),
        ("Starter", "STARTER"),
        ("Northlane", "Plans"),
        ("Starter", "month The Team"),
        ("Starter", "1"),
        ("Starter", "000 jobs"),
        ("Team plan", "50 euros"),
        ("Team plan", "34"),
        ("Team plan", "000 euros"),
        ("Starter", "10 euros"),
    ],
)
def test_what_does_not_stand_there_is_no_link(source: str, target: str) -> None:
    """Nor a part of a word or of a number, words of two lines, or a link among headings alone."""
    assert held((source, target)) == []


def test_links_of_a_passage_are_bounded_and_each_is_there_once() -> None:
    """However often a model tells one, and however many."""
    assert held(*[("Starter", "10 seats")] * 9) == [("Starter", "10 seats")]
    text = " ".join(f"word{n}" for n in range(99))
    many = [ConceptLink("Head", VALUE, f"word{n}") for n in range(99)]
    assert len(grounded(many, "Head", text)) == MOST_LINKS
    long = "very " * 300
    assert grounded([ConceptLink("Head", VALUE, long)], "Head", long) == []
