"""Callbacks that come in another order than their numbers."""

from transports.twilio.callback_order import CallbackOrder
from transports.twilio.transcription import PATIENCE_S, Callback, Kind


def callback(number: int) -> Callback:
    return Callback(Kind.CONTENT, "CA1", "GT1", None, number)


def numbers(callbacks: list[Callback]) -> list[int]:
    return [ready.sequence for ready in callbacks]


def test_they_are_put_in_order() -> None:
    """Each waits for those before it; what comes twice is nothing."""
    order = CallbackOrder()
    came = [numbers(order.take(callback(n), 0.0)) for n in (1, 3, 4, 3, 2, 2, 5)]
    assert came == [[1], [], [], [], [2, 3, 4], [], [5]]
    assert order.due_s(0.0) is None


def test_what_does_not_come_is_waited_for_so_long() -> None:
    """Then what came after it is ready, and it is too late itself."""
    order = CallbackOrder()
    order.take(callback(1), 0.0)
    assert order.take(callback(3), 1.0) == []
    assert order.take(callback(5), 1.5) == []
    assert order.due_s(1.5) == PATIENCE_S - 0.5
    assert order.give_up(1.5) == []
    assert numbers(order.give_up(1.0 + PATIENCE_S)) == [3]
    assert numbers(order.take(callback(4), 2.1)) == [4, 5]
    assert order.take(callback(2), 2.2) == []
