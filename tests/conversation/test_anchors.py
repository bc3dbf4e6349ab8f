"""A cue's anchor is the words of which one must be said, the rarest there are."""

import pytest

from conversation.coaching.anchors import anchors


@pytest.mark.parametrize(
    ("cue", "words"),
    [
        ("too expensive", ["expensive"]),
        ("(it's|there's) ... (smoking|on fire)", ["smoking", "fire"]),
        ("[really] too expens*", ["expens*"]),
        ("don't", ["don*"]),
        ("don't afford", ["afford"]),
        ("... ?", ["?"]),
        ("# percent", ["percent"]),
        ("Déjà", ["deja"]),
        ("smart-phone", ["smart*"]),
    ],
)
def test_the_anchor_is_the_rarest_of_what_must_be_said(cue: str, words: list[str]):
    """Of alternatives each has its word; what may be missing is none."""
    assert anchors(cue) == words


def test_a_number_may_begin_with_each_digit():
    """Ten beginnings of a word."""
    assert anchors("#") == [f"{digit}*" for digit in range(10)]
