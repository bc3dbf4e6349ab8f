import pytest

from conversation.speech.carried_words import CarriedWords


@pytest.fixture
def carried() -> CarriedWords:
    """A turn from 1 s to 2 s closed with words that were not final."""
    words = CarriedWords()
    words.carry("I want it", 1000, 2000)
    return words


@pytest.mark.parametrize("start_ms", [500, 1500, 2900])
def test_words_near_the_turn_that_has_them_are_left_out(carried: CarriedWords, start_ms: int):
    """Only what goes beyond them is new, and it goes on from there."""
    assert carried.beyond("I want", start_ms) == ""
    assert carried.beyond("I want it now", start_ms) == "now"
    assert carried.left_out("I want it now.", start_ms) == "now."
    assert carried.left_out("I want it", start_ms) == "I want it"


@pytest.mark.parametrize(("text", "start_ms"), [("I want it", 3100), ("You want it", 1500)])
def test_other_words_are_kept(carried: CarriedWords, text: str, start_ms: int):
    """Words of another time are said again, and others at the same time were heard better."""
    assert carried.beyond(text, start_ms) == text
    assert carried.left_out(text, start_ms) == text


def test_words_that_become_final_in_pieces_are_left_out_piece_by_piece(carried: CarriedWords):
    """What is final is no more carried, the rest still is."""
    assert carried.left_out("i WANT", 1100) == ""
    assert carried.left_out("it.", 1800) == ""
    assert carried.left_out("it.", 1800) == "it."


def test_words_without_a_place_are_of_the_last_turn_until_there_is_speech(carried: CarriedWords):
    """Without a time, only who is silent can't have said the words anew."""
    assert carried.beyond("I want it", None) == ""
    carried.speech_started()
    assert carried.beyond("I want it", None) == "I want it"
    assert carried.left_out("I want it", None) == "I want it"
    carried.carry("Yes", 5000, 5200)
    assert carried.left_out("Yes.", None) == ""


def test_words_of_several_turns_are_left_out_one_after_the_other(carried: CarriedWords):
    """A recogniser that makes nothing final tells all of them again, from the first one on."""
    carried.carry("or not", 9000, 9900)
    assert carried.beyond("I want it or not today", 1100) == "today"
    assert carried.left_out("I want it, or not today.", 1100) == "today."
    assert carried.left_out("or not", 9000) == "or not"


def test_words_from_before_the_carried_ones_leave_them_carried():
    """A long turn's final words come span by span: an earlier one says nothing of the last."""
    carried = CarriedWords()
    carried.carry("and that is all.", 1000, 6000, 4500)
    assert carried.left_out("I want it", 1100) == "I want it"
    assert carried.left_out("And that is all.", 4400) == ""


def test_the_same_words_heard_better_are_carried_no_more():
    """They begin where the carried ones do."""
    carried = CarriedWords()
    carried.carry("and that is all.", 1000, 6000, 4500)
    assert carried.left_out("End of story.", 4600) == "End of story."
    assert carried.left_out("And that is all.", 4600) == "And that is all."
