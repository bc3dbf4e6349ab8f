"""Callbacks that come in another order than their numbers."""

from transports.twilio.callback_order import LAST_PATIENCE_S, CallbackOrder
from transports.twilio.transcription import PATIENCE_S, Callback, TranscriptionKind


def callback(number: int, text: str = "Yes.", at: str = "") -> Callback:
    return Callback(TranscriptionKind.CONTENT, "CA1", "GT1", None, number, text=text, said_at=at)


def numbers(callbacks: list[Callback]) -> list[int]:
    return [ready.sequence for ready in callbacks]


def test_they_are_put_in_order() -> None:
    """Each waits for those before it; what comes twice is nothing."""
    order = CallbackOrder()
    came = [numbers(order.take(callback(n), 0.0)) for n in (1, 3, 4, 3, 2, 2, 5)]
    assert came == [[1], [], [], [], [2, 3, 4], [], [5]]
    assert order.due_s(0.0) is None


def test_what_does_not_come_is_waited_for_so_long() -> None:
    """Then what came after it is ready; it is itself when it comes, and no other time."""
    order = CallbackOrder()
    order.take(callback(1), 0.0)
    assert order.take(callback(3), 1.0) == []
    assert order.take(callback(5), 1.5) == []
    assert order.due_s(1.5) == PATIENCE_S - 0.5
    assert order.give_up(1.5) == []
    assert numbers(order.give_up(1.0 + PATIENCE_S)) == [3]
    assert numbers(order.take(callback(4), 2.1)) == [4, 5]
    assert [numbers(order.take(callback(n), 2.2)) for n in (2, 2, 6)] == [[2], [], [6]]


def test_the_end_waits_longer_for_what_is_missing() -> None:
    """Words that come late are words of the call yet; without them, it ends all the same."""
    stopped = Callback(TranscriptionKind.STOPPED, "CA1", "GT1", None, 5)
    for comes in (True, False):
        order = CallbackOrder()
        for said in (callback(1), callback(2), callback(4)):
            order.take(said, 0.0)
        assert order.take(stopped, 0.5) == []
        assert numbers(order.give_up(PATIENCE_S)) == [4]
        assert order.due_s(PATIENCE_S) == 0.5 + LAST_PATIENCE_S - PATIENCE_S
        if comes:
            assert numbers(order.take(callback(3), 3.0)) == [3, 5]
        else:
            assert order.give_up(3.0) == []
            assert numbers(order.give_up(0.5 + LAST_PATIENCE_S)) == [5]
        assert order.due_s(6.0) is None


def test_a_transcription_that_is_joined_late_misses_nothing() -> None:
    """What came before the first that is known is nobody's to wait for."""
    order = CallbackOrder()
    order.take(callback(8), 0.0)
    assert numbers(order.give_up(PATIENCE_S)) == [8]
    assert order.take(Callback(TranscriptionKind.STOPPED, "CA1", "GT1", None, 9), 2.0)


def test_numbers_that_begin_anew_lose_no_words() -> None:
    """The same number with other words, or at another time; what waited goes before."""
    order = CallbackOrder()
    for number in (1, 2, 3, 5):
        order.take(callback(number), 0.0)
    assert order.take(callback(1), 0.5) == []
    again = [callback(1, at="2"), callback(2, "No."), callback(2, "No."), callback(3, "Why?")]
    ready = [order.take(said, 0.5) for said in again]
    assert ready == [[callback(5), again[0]], [again[1]], [], [again[3]]]


def test_a_transcription_without_an_end_is_known_within_bounds() -> None:
    """So much later, a number that comes again is late."""
    order = CallbackOrder()
    for number in range(1, 3000):
        assert numbers(order.take(callback(number), 0.0)) == [number]
    assert numbers(order.take(callback(1), 0.0)) == [1]
    assert order.take(callback(2999), 0.0) == []
