"""Words of a search: how a text falls into them."""

import pytest

from conversation.search.words import LONGEST_WORD, MOST_WORDS, SearchWord, indexed, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's 100% DÉJÀ-vu, n°1!", "it s 100 deja vu n 1"),
        ("cafe\u0301 Straße Œuvre mañana", "cafe strasse oeuvre manana"),
        ("दिल्ली 東京 ½ ⑴", "दिलली 東京 1⁄2 1"),
        ("snake_case a\0b", "snake case a b"),
        ("!?… \u0301", ""),
    ],
)
def test_a_text_falls_into_plain_words(text: str, words: str) -> None:
    """Without case, accents and signs; what an index has to quote is never among them."""
    assert indexed(text) == words
    assert " ".join(one.word for one in words_of(text)) == words
    assert not set(words) & set("'\"\\()*:")


def test_a_word_knows_its_place() -> None:
    """In the text as it was written, whatever the folding did to its length."""
    assert [*words_of("¡Œuf, STRASSE")] == [SearchWord("oeuf", 1, 4), SearchWord("strasse", 6, 13)]


def test_what_is_endless_is_cut() -> None:
    """A word by its beginning, and a text too."""
    assert indexed("x" * 1_000) == "x" * LONGEST_WORD
    assert len(indexed("x " * 10_000).split()) == MOST_WORDS
