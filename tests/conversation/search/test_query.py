"""Query of a search: words, phrases, and what is none."""

import pytest

from conversation.search.query import MOST_PHRASES, Phrase, SearchQuery, SearchQueryError


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Prix", [Phrase(("prix",), is_begun=True)]),
        ("prix ", [Phrase(("prix",))]),
        ("un prix", [Phrase(("un",)), Phrase(("prix",), is_begun=True)]),
        ("le", [Phrase(("le",))]),
        ('"next week" call', [Phrase(("next", "week")), Phrase(("call",), is_begun=True)]),
        ("«\u00a0trop cher\u00a0» “non”", [Phrase(("trop", "cher")), Phrase(("non",))]),
        ("don't", [Phrase(("don", "t"))]),
        ("a - b", [Phrase(("a",)), Phrase(("b",))]),
        ("two two two", [Phrase(("two",)), Phrase(("two",), is_begun=True)]),
    ],
)
def test_what_is_asked_for(text: str, phrases: list[Phrase]) -> None:
    """Each word by itself, what is quoted or joined side by side; the last word may go on."""
    assert SearchQuery.of(text).phrases == tuple(phrases)


@pytest.mark.parametrize("text", ["", " ", '"', '"a', 'a "b" "', '""', "?!", "\0"])
def test_what_asks_for_nothing(text: str) -> None:
    """It is refused, and not repeated."""
    with pytest.raises(SearchQueryError, match="search: "):
        SearchQuery.of(text)
    with pytest.raises(SearchQueryError, match=f"at most {MOST_PHRASES} "):
        SearchQuery.of(" ".join(f"w{n}" for n in range(MOST_PHRASES + 1)))


def test_where_a_phrase_ends() -> None:
    """With all its words side by side; the last one may go on."""
    words = ["next", "week", "weekend"]
    assert Phrase(("next", "week")).ends(words, 0) == 2
    assert Phrase(("next", "wee")).ends(words, 0) is None
    assert Phrase(("next", "wee"), is_begun=True).ends(words, 0) == 2
    assert Phrase(("week",), is_begun=True).ends(words, 2) == 3
    assert Phrase(("weekend", "is"), is_begun=True).ends(words, 2) is None
