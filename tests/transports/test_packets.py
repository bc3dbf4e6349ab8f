"""Packets of a Twilio stream: which of them came before."""

import pytest

from conversation.speech.speakers import Speaker
from transports.twilio.packets import PacketSequence


def test_a_packet_that_comes_twice_is_heard_once():
    """A number and a timestamp that came before are a duplicate; the clock may go back."""
    sequence = PacketSequence()
    course = [("2", 0), ("4", 20), ("4", 20), ("2", 0), ("6", 0), (None, 0), ("x", 0), ("8", 20)]
    seen = [sequence.has(Speaker.AGENT, at_ms, number) for number, at_ms in course]
    assert seen == [False, False, True, True, False, False, False, False]
    assert not sequence.has(Speaker.CUSTOMER, 0, "3")


@pytest.mark.parametrize("before", [[], [("2", 0)]])
@pytest.mark.parametrize("wild", ["999999999999", "9" * 400, 1e308])
def test_a_wild_number_costs_no_other_packet(before: list[tuple[str, int]], wild: object) -> None:
    """With a wild timestamp beside it: what comes after it has not come before."""
    sequence = PacketSequence()
    course = [*before, (wild, 7_200_000), ("4", 20), ("6", 40), ("6", 40)]
    seen = [sequence.has(Speaker.AGENT, at_ms, number) for number, at_ms in course]
    assert seen == [False] * (len(course) - 1) + [True]
