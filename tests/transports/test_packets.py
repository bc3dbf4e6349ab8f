"""Packets of a Twilio stream: which of them came before."""

from conversation.speech.speakers import Speaker
from transports.twilio.packets import PacketSequence


def test_a_packet_that_comes_twice_is_heard_once():
    """A number and a timestamp that came before are a duplicate; the clock may go back."""
    sequence = PacketSequence()
    course = [("2", 0), ("4", 20), ("4", 20), ("2", 0), ("6", 0), (None, 0), ("x", 0), ("8", 20)]
    seen = [sequence.has(Speaker.AGENT, at_ms, number) for number, at_ms in course]
    assert seen == [False, False, True, True, False, False, False, False]
    assert not sequence.has(Speaker.CUSTOMER, 0, "3")
