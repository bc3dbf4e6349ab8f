"""Footnotes: told where they are referred to, of a page, in Word and in Markdown."""

import pytest

from knowledge.reading.html.page import blocks
from knowledge.reading.reader import read

TEXT = "<p>Free<sup{}><a href=#n1{}>{}</a></sup>.</p><p>Call us.</p>"
NOTE = "<ol><li id=n1><p>From May on. <a href=#r1>{}</a></p></li></ol>"


@pytest.mark.parametrize("by", ["mark", "sup"])
@pytest.mark.parametrize(("sign", "back"), [("[1]", "↑"), ("1", "^"), ("*", "↩︎")])
def test_a_note_stands_where_it_is_referred_to(by: str, sign: str, back: str) -> None:
    """As Word's, by `[1]` and an arrow, and as pages have them."""
    place = ("", " id=r1") if by == "mark" else (" id=r1", "")
    page = TEXT.format(*place, sign) + NOTE.format(back)
    assert [one.text for one in blocks(page)] == ["Free (From May on).", "Call us."]


def test_a_source_that_is_cited_twice_and_a_link_in_the_page_stay() -> None:
    """A long one too."""
    cited = "<p>A<a id=r1 href=#n1>1</a> B<a id=r2 href=#n1>1</a> <a href=#n1>below</a></p>"
    source = "<p id=n1><a href=#r1>1</a> <a href=#r2>2</a> Paddler, 2001.</p>"
    assert [one.text for one in blocks(cited + source)] == ["A¹ B¹ below", "1 2 Paddler, 2001."]
    long = TEXT.format("", " id=r1", "1") + NOTE.format("^").replace("May", "May " * 100)
    assert blocks(long)[0].text == "Free¹."


def test_notes_of_markdown_are_told_once_and_what_is_none_stays() -> None:
    """A pattern is no note, nor is a mark that has none; one that nobody refers to stays."""
    text = "Free[^a], and again[^a], `[^b]` and [^c].\n\n[^a]: From May\n  on.\n[^d]: Alone.\n"
    passages = read(text.encode(), "a.md", "a.md")[1]
    assert passages[0].text.startswith("Free (From May on), and again, [^b] and [^c].")
    assert "Alone." in passages[0].text
