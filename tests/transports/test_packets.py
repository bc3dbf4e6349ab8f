"""Packets of a Twilio stream: which of them came before."""

import pytest

from conversation.speech.speakers import Speaker
from transports.streams.packet import Packet
from transports.twilio.packets import PacketSequence

AGENT = Speaker.AGENT


def packet(at_ms: int, audio: int = 1) -> Packet:
    return Packet(AGENT, at_ms, bytes([audio]) * 320)


def heard(sequence: PacketSequence, course: list[tuple[object, Packet]]) -> list[Packet]:
    """What is heard of packets with these numbers."""
    taken = [sequence.take(packet, number) for number, packet in course]
    return [p for ready in taken for p in ([ready] if isinstance(ready, Packet) else ready)]


def test_a_packet_that_comes_twice_is_heard_once():
    """A number and a timestamp that came before are a duplicate; the clock may go back."""
    sequence = PacketSequence()
    course: list[tuple[object, int]] = [("2", 0), ("4", 20), ("4", 20), ("2", 0), ("6", 0)]
    course += [(None, 0), ("x", 0), ("8", 20)]
    times = [p.timestamp_ms for p in heard(sequence, [(n, packet(at)) for n, at in course])]
    assert times == [0, 20, 0, 0, 0, 20]
    assert sequence.dropped == 2
    other = Packet(Speaker.CUSTOMER, 0, packet(0).pcm)
    assert sequence.take(other, "3") == other


@pytest.mark.parametrize("before", [[], [("2", 0)]])
@pytest.mark.parametrize("wild", ["999999999999", "9" * 400, 1e308])
def test_a_wild_number_costs_no_other_packet(before: list[tuple[str, int]], wild: object) -> None:
    """With a wild timestamp beside it: what comes after it has not come before."""
    sequence = PacketSequence()
    course = [*before, (wild, 7_200_000), ("4", 20), ("6", 40), ("6", 40)]
    times = [p.timestamp_ms for p in heard(sequence, [(n, packet(at)) for n, at in course])]
    assert times == [at for _, at in course[:-1]]


@pytest.mark.parametrize("back", [(400, 8000), (1, 0), (399, 20)])
def test_numbers_and_timestamps_that_go_back_lose_no_packet(back: tuple[int, int]) -> None:
    """To the beginning or to any other place: not one is lost, nor heard twice from then on."""
    sequence = PacketSequence()
    heard(sequence, [(number, packet(number * 20)) for number in range(1, 800)])
    number, at_ms = back
    sent: list[tuple[object, Packet]] = [
        (number + count, packet(at_ms + 20 * count, audio=2)) for count in range(2000)
    ]
    assert heard(sequence, [sent[0], *sent[1:], *sent[-5:]]) == [packet for _, packet in sent]


def test_numbers_that_go_ahead_for_good_are_believed() -> None:
    """So that what comes twice after them is known."""
    sequence = PacketSequence()
    sent: list[tuple[object, Packet]] = [
        (9000 + count, packet(90_000 + 20 * count)) for count in range(10)
    ]
    assert heard(sequence, [*sent, *sent[5:]]) == [packet for _, packet in sent]


def test_the_end_brings_what_is_held() -> None:
    """Of a stream that ends just as it has begun anew."""
    sequence = PacketSequence()
    heard(sequence, [(number, packet(number * 20)) for number in range(1, 800)])
    sent: list[tuple[object, Packet]] = [(7, packet(140, audio=2))]
    assert heard(sequence, sent) == []
    assert sequence.rest() == [packet for _, packet in sent]
