"""Snippet of a search: what it shows of a turn or a card, and what it marks."""

from datetime import UTC, datetime
from typing import Any

import pytest

from conversation.events.event import CallEvent, EventType
from conversation.search.query import SearchQuery
from conversation.search.snippet import LONGEST, Snippet, snippet_of


def told(text: str, search: str) -> Snippet:
    """The snippet of a turn that says `text`."""
    data: dict[str, Any] = {"turn_id": "t1", "speaker": "agent", "start_ms": 5, "text": text}
    event = CallEvent("A", EventType.TURN_FINAL, datetime(2026, 11, 20, tzinfo=UTC), data, 1)
    return snippet_of(event, text, SearchQuery.of(search))


@pytest.mark.parametrize(
    ("text", "search", "marked"),
    [
        ("Le PRÉNOM, prénoms", "prenom", ["PRÉNOM", "prénoms"]),
        ("😀 a two-year deal", '"two year"', ["two-year"]),
        ("so so so", '"so so"', ["so so so"]),
        ("a new year, a new deal", '"new deal" year', ["year", "new deal"]),
    ],
)
def test_the_words_are_marked(text: str, search: str, marked: list[str]) -> None:
    """As they were said; those that overlap are one mark."""
    snippet = told(text, search)
    assert [snippet.text[start:end] for start, end in snippet.marks] == marked


def test_a_long_turn_is_cut_around_its_first_mark() -> None:
    """Between words, with a sign of it, and the marks at their new places."""
    text = "before " * 100 + "the price and price" + " after" * 100 + " price"
    snippet = told(text, "price")
    assert len(snippet.text) <= LONGEST + 4
    assert snippet.text.startswith("… before")
    assert snippet.text.endswith("after …")
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["price", "price"]
    short = told("price " + "after " * 100, "price")
    assert (short.text[:5], short.marks) == ("price", ((0, 5),))


def test_a_long_word_is_shown_whole() -> None:
    """Where no blank is, and where what is marked is longer than a snippet."""
    for text in ("x" * 900, "y" * 100 + " " + "x" * 900, "y " * 60 + "x" * 900 + " y"):
        snippet = told(text, "x" * 64)
        ((start, end),) = snippet.marks
        assert snippet.text[start:end] == "x" * 900
