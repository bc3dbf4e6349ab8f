"""When a recogniser is asked for its final words, and what its answers confirm."""

from services.stt.finalize_tracker import FinalizeRequest, FinalizeTracker


class Tracker(FinalizeTracker):
    """A tracker, and what it asks for that is not sent yet."""

    def __init__(self) -> None:
        self.due: list[FinalizeRequest] = []
        super().__init__(self.due.append)


def speaking() -> Tracker:
    tracker = Tracker()
    tracker.started()
    return tracker


def asked(tracker: Tracker, at_ms: float) -> None:
    """What is due is sent."""
    (request,) = tracker.due
    tracker.sent(request, at_ms, 0)
    tracker.due.clear()


def eagerly_paused(at_ms: float = 1000) -> Tracker:
    """A party in an eager pause whose words were asked for."""
    tracker = speaking()
    tracker.eager_pause()
    tracker.finalize_early()
    asked(tracker, at_ms)
    return tracker


def test_a_pause_is_asked_and_confirmed_once():
    """One request, one answer, one confirmation."""
    tracker = speaking()
    assert tracker.paused() == 0
    asked(tracker, 1000)
    assert tracker.owes
    assert tracker.answered(1000) == 1
    assert not tracker.owes


def test_an_answer_before_the_pause_confirms_at_the_pause():
    """An eager pause's answer confirms nothing; the pause that follows asks nothing."""
    tracker = eagerly_paused()
    assert tracker.answered(1000) == 0
    assert tracker.paused() == 1
    assert not tracker.due
    assert not tracker.owes


def test_an_answer_after_the_pause_confirms_it():
    """The request of the eager pause is the pause's."""
    tracker = eagerly_paused()
    assert tracker.paused() == 0
    assert not tracker.due
    assert tracker.answered(1000) == 1


def test_an_eager_pause_that_was_none_confirms_nothing():
    """Who speaks on is asked again at the pause, and the two answers are told apart."""
    tracker = eagerly_paused()
    tracker.resumed()
    assert tracker.paused() == 0
    asked(tracker, 2000)
    assert tracker.answered(1000) == 0
    assert tracker.answered(2000) == 1


def test_a_request_that_is_never_answered_is_covered_by_the_next():
    """A recogniser that has nothing left to say may keep silent; later answers find their own."""
    tracker = eagerly_paused(1000)
    tracker.resumed()
    tracker.paused()
    asked(tracker, 2000)
    assert tracker.answered(1980) == 1
    assert not tracker.owes


def test_only_an_eager_pause_is_finalized_early_and_only_once():
    """Speech, a pause and silence are not; nor is the same eager pause again."""
    tracker = Tracker()
    tracker.finalize_early()
    tracker.eager_pause()
    tracker.finalize_early()
    tracker.started()
    tracker.finalize_early()
    assert not tracker.owes
    tracker = eagerly_paused()
    tracker.finalize_early()
    assert not tracker.due


def test_words_after_an_early_answer_are_finalized_by_the_pause():
    """What the recogniser still made of the eager pause's audio is asked for."""
    tracker = eagerly_paused()
    tracker.heard_words()
    tracker.answered(1000)
    assert tracker.paused() == 1
    tracker = eagerly_paused()
    tracker.answered(1000)
    tracker.heard_words()
    assert tracker.paused() == 0
    assert tracker.due


def test_a_new_connection_is_asked_for_each_pause():
    """Each request of the lost one, in its place, confirms its own pause."""
    tracker = speaking()
    tracker.paused()
    first = tracker.due[0]
    asked(tracker, 1000)
    tracker.started()
    tracker.paused()
    second = tracker.due[0]
    tracker.reconnected()
    assert not first.done
    tracker.sent(first, 500, 0)
    tracker.sent(second, 2000, 0)
    assert tracker.answered(500) == 1
    assert tracker.answered(2000) == 1
    assert not tracker.owes


def test_a_new_connection_is_asked_for_the_eager_pause_that_lasts():
    """Its request is lost with the connection, unless it is of no use any more."""
    tracker = Tracker()
    tracker.started()
    tracker.eager_pause()
    tracker.finalize_early()
    (request,) = tracker.due
    asked(tracker, 1000)
    tracker.reconnected()
    tracker.sent(request, 500, 0)
    assert tracker.paused() == 0
    assert tracker.answered(500) == 1
    tracker = eagerly_paused()
    tracker.resumed()
    tracker.reconnected()
    assert not tracker.owes


def test_final_words_of_all_audio_before_a_request_answer_it():
    """A recogniser that has nothing left to say may not answer; if it does, that is no other's."""
    tracker = speaking()
    tracker.paused()
    asked(tracker, 1000)
    assert tracker.covered(900) == 0
    assert tracker.covered(1000) == 1
    assert not tracker.owes
    tracker.started()
    tracker.paused()
    asked(tracker, 3000)
    assert tracker.answered(1000) == 0
    assert tracker.answered(3000) == 1


def test_an_answer_that_nobody_asked_for_confirms_nothing():
    """Nor does it take away what is still to be sent."""
    tracker = speaking()
    assert tracker.answered(500) == 0
    tracker.paused()
    assert tracker.answered(1000) == 0
    assert tracker.due


def test_giving_up_owes_nothing():
    """A recogniser that is gone for good is not waited for."""
    tracker = eagerly_paused()
    tracker.give_up()
    assert not tracker.owes
