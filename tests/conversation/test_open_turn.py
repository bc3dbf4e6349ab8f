"""A turn that goes on: its words, its times, and what it is when it closes."""

import pytest

from conversation.speech.open_turn import OpenTurn
from conversation.speech.speakers import Speaker


def test_final_words_stand_before_those_that_may_change():
    """The text is the spans in order, then the interim words."""
    turn = OpenTurn("c1", 100, 100, interim="you think")
    turn.add("What do", None, None, None, None)
    assert turn.text == "What do you think"


@pytest.mark.parametrize(
    ("text", "whole"),
    [("Yes.", True), ("“I said no.”", True), ("好。", True), ("So…", False), ("So...", False)],
)
def test_an_ellipsis_ends_no_sentence(text: str, whole: bool):
    """Words end as a sentence does, or as somebody does who hesitates."""
    assert OpenTurn("c1", 0, 0, spans=[text]).is_sentence is whole


def test_late_words_bring_their_own_times():
    """Where no speech was open, the recogniser's times are the turn's; else speech's are."""
    late, heard = OpenTurn("c1", 5, 5, late=True), OpenTurn("c2", 5, 50)
    for turn in (late, heard):
        turn.add("one", 1000, 1200, None, None)
        turn.add("two", 1300, 1500, None, None)
    assert (late.start_ms, late.end_ms) == (1000, 1500)
    assert (heard.start_ms, heard.end_ms) == (5, 50)


def test_a_closed_turn_is_as_sure_as_its_spans_are_on_average():
    """Confidence is the mean of those that came, to three digits; the last language counts."""
    turn = OpenTurn("c1", 0, 900)
    turn.add("Oui", None, None, "fr", 0.9)
    turn.add("and", None, None, "en", None)
    turn.add("no", None, None, None, 0.6666)
    closed = turn.closed(Speaker.CUSTOMER)
    assert (closed.confidence, closed.language) == (0.783, "en")
    assert turn.draft(Speaker.CUSTOMER, 950).end_ms == 950


@pytest.mark.parametrize(
    ("speech", "words", "place"),
    [
        ((0, 9000), (2000, 3000), (2000, 3000)),  # others talk before and after
        ((0, 2400), (900, 2000), (0, 2400)),  # a breath, and a recogniser that rounds
        ((0, 2400), (None, None), (0, 2400)),  # it tells no places
        ((5000, 6000), (500, 900), (5000, 6000)),  # places that can't be true
    ],
)
def test_speech_far_longer_than_its_words_is_not_the_turn(
    speech: tuple[int, int], words: tuple[int | None, int | None], place: tuple[int, int]
):
    """A detector hears whoever talks on the line; a turn is where its words are."""
    turn = OpenTurn("c1", *speech)
    turn.add("Well.", *words, None, None)
    closed = turn.closed(Speaker.CUSTOMER)
    assert (closed.start_ms, closed.end_ms) == place


def test_words_that_may_change_keep_the_end_of_the_speech():
    """They are after the final ones, and nobody knows where."""
    turn = OpenTurn("c1", 0, 9000, interim="and more")
    turn.add("Well.", 100, 3000, None, None)
    assert turn.closed(Speaker.CUSTOMER).end_ms == 9000
