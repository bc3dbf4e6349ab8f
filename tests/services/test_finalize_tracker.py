"""When a recogniser is asked to settle words, and what its answers confirm."""

from services.stt.finalize_tracker import FinalizeTracker


def speaking() -> FinalizeTracker:
    settling = FinalizeTracker()
    settling.started()
    return settling


def asked(settling: FinalizeTracker, at_ms: float) -> None:
    """What is due is sent."""
    assert settling.due
    settling.sent(at_ms)
    assert not settling.due


def lulled(at_ms: float = 1000) -> FinalizeTracker:
    """A party in a lull whose words were asked for."""
    settling = speaking()
    settling.lulled()
    settling.settle_ahead()
    asked(settling, at_ms)
    return settling


def test_a_pause_is_asked_and_confirmed_once():
    """One request, one answer, one confirmation."""
    settling = speaking()
    assert settling.paused() == 0
    asked(settling, 1000)
    assert settling.owes
    assert settling.answered(1000) == 1
    assert not settling.owes


def test_an_answer_before_the_pause_confirms_at_the_pause():
    """A lull's answer confirms nothing; the pause that follows asks nothing."""
    settling = lulled()
    assert settling.answered(1000) == 0
    assert settling.paused() == 1
    assert not settling.due
    assert not settling.owes


def test_an_answer_after_the_pause_confirms_it():
    """The request of the lull is the pause's."""
    settling = lulled()
    assert settling.paused() == 0
    assert not settling.due
    assert settling.answered(1000) == 1


def test_a_lull_that_was_none_confirms_nothing():
    """Who speaks on is asked again at the pause, and the two answers are told apart."""
    settling = lulled()
    settling.spoke_on()
    assert settling.paused() == 0
    asked(settling, 2000)
    assert settling.answered(1000) == 0
    assert settling.answered(2000) == 1


def test_a_request_that_is_never_answered_is_covered_by_the_next():
    """A recogniser that has nothing left to say may keep silent; later answers find their own."""
    settling = lulled(1000)
    settling.spoke_on()
    settling.paused()
    asked(settling, 2000)
    assert settling.answered(1980) == 1
    assert not settling.owes


def test_only_a_lull_is_settled_ahead_and_only_once():
    """Speech, a pause and silence are not; nor is the same lull again."""
    settling = FinalizeTracker()
    settling.settle_ahead()
    settling.lulled()
    settling.settle_ahead()
    settling.started()
    settling.settle_ahead()
    assert not settling.owes
    settling = lulled()
    settling.settle_ahead()
    assert not settling.due


def test_words_after_an_early_answer_are_settled_by_the_pause():
    """What the recogniser still made of the lull's audio is asked for."""
    settling = lulled()
    settling.heard_words()
    settling.answered(1000)
    assert settling.paused() == 1
    settling = lulled()
    settling.answered(1000)
    settling.heard_words()
    assert settling.paused() == 0
    assert settling.due


def test_a_new_connection_is_asked_once_for_all():
    """All pauses that the lost one owed are confirmed by one answer."""
    settling = speaking()
    settling.paused()
    asked(settling, 1000)
    settling.started()
    settling.paused()
    settling.reconnected()
    asked(settling, 2000)
    assert settling.answered(2000) == 2
    assert not settling.owes


def test_a_new_connection_is_asked_for_the_lull_that_lasts():
    """Its request is lost with the connection, unless it is of no use any more."""
    settling = lulled()
    settling.reconnected()
    asked(settling, 500)
    assert settling.paused() == 0
    assert settling.answered(500) == 1
    settling = lulled()
    settling.spoke_on()
    settling.reconnected()
    assert not settling.owes


def test_an_answer_that_nobody_asked_for_confirms_nothing():
    """Nor does it take away what is still to be sent."""
    settling = speaking()
    assert settling.answered(500) == 0
    settling.paused()
    assert settling.answered(1000) == 0
    assert settling.due


def test_giving_up_owes_nothing():
    """A recogniser that is gone for good is not waited for."""
    settling = lulled()
    settling.give_up()
    assert not settling.owes
