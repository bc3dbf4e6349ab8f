from hypothesis import given
from hypothesis import strategies as st

from conversation.coaching.wording import Wording


def test_plain_form():
    """Case, diacritics, punctuation and hesitations go; sentence ends stay as tokens."""
    wording = Wording("Um, DÉJÀ vu… C'est 49.99 €, n’est-ce pas ?")
    assert wording.line == " deja vu . c est 49 99 € n est ce pas ? "
    assert wording.hesitates


def test_without_sentences():
    """Sentence ends can be left out, for comparing words across them."""
    assert Wording("Yes. Why?", sentences=False).line == " yes why "


def test_accents_as_their_own_characters():
    """A text in decomposed Unicode has the same words as in composed Unicode."""
    assert Wording("de\u0301ja\u0300").line == Wording("déjà").line == " deja "


def test_way_back():
    """A stretch of the plain line leads to the text's own characters."""
    text = "Well, that's, um, TOO expensive!"
    wording = Wording(text)
    at = wording.line.index(" too expensive")
    start, end = wording.span(at, at + len(" too expensive"))
    assert text[start:end] == "TOO expensive"


@given(st.text())
def test_any_text(text: str):
    """Any text has a plain form, and each of its tokens leads back into the text."""
    wording = Wording(text)
    at = 0
    for token in wording.tokens:
        start, end = wording.span(at, at + 1 + len(token))
        assert 0 <= start < end <= len(text)
        at += 1 + len(token)


def test_places_in_the_text_and_in_the_line_belong_together():
    """A sentence of the text is a stretch of the line, and back."""
    text = "Well, it's dear. Um … too dear!"
    wording = Wording(text)
    for part in ("Well, it's dear.", "Um … too dear!"):
        start = text.index(part)
        place = wording.place(start, start + len(part))
        assert place
        assert Wording(part).line.strip() == wording.line[slice(*place)].strip()
    assert wording.place(17, 19) is None


def test_a_pause_is_where_a_comma_or_a_dash_stands():
    """The place in the line of the word that follows."""
    wording = Wording("Well, it's dear – far too dear.")
    assert [wording.line[at:].split()[0] for at in wording.pauses] == ["it", "far"]
    assert Wording("").pauses == []
