import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from conversation.coaching.clauses import clause_around, longest_clause, shown_quote


def quoted(text: str, words: str) -> str:
    start = text.index(words)
    return clause_around(text, start, start + len(words))


def test_clause():
    """A quote is the clause that holds the words, cut at punctuation but not inside a number."""
    text = "Well, at 49.99 it is too expensive for us, I think."
    assert quoted(text, "too expensive") == "at 49.99 it is too expensive for us"


def test_match_across_commas():
    """Words with a comma between them stay together."""
    assert quoted("Okay, it's, well, too dear. Sorry.", "it's, well, too") == "it's, well, too dear"


def test_long_clause():
    """Without punctuation the quote is at most 14 words, and holds the words looked for."""
    text = " ".join(f"w{n}" for n in range(60))
    assert quoted(text, "w30 w31") == " ".join(f"w{n}" for n in range(24, 38))
    assert quoted(text, "w1 w2") == " ".join(f"w{n}" for n in range(14))


def test_longest_clause():
    """The longest clause stands for the whole turn."""
    assert longest_clause("Yes. We do have a call centre in Lyon, of ten.") == (
        "We do have a call centre in Lyon"
    )
    assert longest_clause(" … ") == ""


@given(st.text(), st.data())
def test_quotes_are_verbatim(text: str, data: st.DataObject):
    """Whatever the text, a quote is a piece of it and holds the words looked for."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = clause_around(text, start, end)
    assert quote in text
    assert text[start:end].strip() in quote
    assert longest_clause(text) in text


def test_a_quote_that_breaks_off_is_told_so():
    """In the terminal as in the console, which reads the same examples."""
    examples = Path(__file__).parents[1] / "figures" / "quotes.json"
    for example in json.loads(examples.read_text("utf-8")):
        assert shown_quote(example["text"], example["quote"]) == example["shown"]
