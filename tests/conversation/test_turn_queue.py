"""The queue of a party's turns: to which of them words belong."""

import pytest

from conversation.speech.open_turn import OpenTurn
from conversation.speech.turn_queue import TurnQueue


def queue_of(*places: tuple[int, int]) -> TurnQueue:
    """Turns that were spoken there, each owed the words of a pause."""
    queue = TurnQueue()
    for number, (start_ms, end_ms) in enumerate(places, start=1):
        queue.insert(OpenTurn(f"c{number}", start_ms, end_ms, owed=1))
    return queue


@pytest.mark.parametrize(
    ("start_ms", "turn_id"),
    [(0, "c1"), (1500, "c1"), (2400, "c1"), (3700, "c2"), (4500, "c2"), (6000, "c2"), (6100, None)],
)
def test_words_belong_to_the_speech_that_is_nearest(start_ms: int, turn_id: str | None):
    """Recognisers are off by some hundred ms; a second away from all speech is nobody's turn."""
    queue = queue_of((1000, 2000), (4000, 5000))
    turn = queue.spoken_at(start_ms, goes_on=False)
    assert (turn and turn.turn_id) == turn_id


def test_who_goes_on_speaking_has_all_later_words():
    """The end of a turn that goes on is not known yet."""
    turn = queue_of((1000, 2000)).spoken_at(60_000, goes_on=True)
    assert turn
    assert turn.turn_id == "c1"


def test_turns_stand_in_the_order_of_their_speech():
    """A turn that is opened late stands where it was spoken."""
    queue = queue_of((1000, 2000), (4000, 5000))
    queue.insert(OpenTurn("c3", 2500, 3000))
    assert [turn.turn_id for turn in queue.open] == ["c1", "c3", "c2"]
    assert (queue.head, queue.last) == (queue.open[0], queue.open[2])


def test_a_turn_that_was_given_up_comes_back_with_its_words():
    """Words of a turn that closed without any open it again, in front of what came after."""
    queue = queue_of((1000, 2000), (9000, 9500))
    given_up = queue.open.pop(0)
    queue.give_up(given_up)
    assert queue.spoken_at(1200, goes_on=True) is given_up
    assert queue.head is given_up


def test_final_words_tell_that_all_before_them_are_final():
    """Nothing more is owed of earlier speech, and guesses at it are no words."""
    queue = queue_of((1000, 2000), (4000, 5000))
    first, second = queue.open
    first.interim = "Or so"
    queue.finalized(second)
    assert (first.owed, first.text, second.owed) == (0, "", 1)


def test_words_without_a_place_follow_those_before_them():
    """They go to the first turn that is owed words, and never back before final ones."""
    queue = queue_of((1000, 2000), (4000, 5000), (7000, 8000))
    assert queue.spoken_at(None, goes_on=False) is queue.open[0]
    queue.finalized(queue.open[1])
    assert queue.spoken_at(None, goes_on=False) is queue.open[1]
    assert TurnQueue().spoken_at(None, goes_on=False) is None
