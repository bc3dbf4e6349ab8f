"""Packets of a Twilio stream: which of them came before."""

from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

import pytest

from conversation.speech.speakers import Speaker
from transports.streams.packet import Packet
from transports.streams.restart import LATE_MS
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


@pytest.mark.parametrize("number", [None, "x", 10**12, "9" * 400])
def test_what_comes_twice_with_a_number_that_says_nothing_is_heard_once(number: object) -> None:
    """Known by its time and its audio, whenever it comes again; what follows it is heard."""
    sequence = PacketSequence()
    course: list[tuple[object, Packet]] = [(n, packet(20 * n, audio=n)) for n in range(1, 5)]
    odd = packet(100, audio=5)
    course += [(number, odd), (number, odd), (6, packet(120, audio=6)), (number, odd)]
    assert [p.timestamp_ms for p in heard(sequence, course)] == [20, 40, 60, 80, 100, 120]
    assert sequence.dropped == 2


def test_a_far_number_that_comes_twice_at_the_beginning_is_heard_once() -> None:
    """Before there is anything to compare it with."""
    sequence = PacketSequence()
    assert heard(sequence, [(10**12, packet(0)), (10**12, packet(0))]) == [packet(0)]


def test_where_times_stand_still_silence_is_no_repetition() -> None:
    """A stream without numbers and times has no other order than that in which it comes."""
    sequence = PacketSequence()
    sent: list[tuple[object, Packet]] = [(None, packet(0, audio=n)) for n in (0, 0, 7, 8, 0, 0, 0)]
    assert heard(sequence, sent) == [packet for _, packet in sent]


@pytest.mark.parametrize("back_ms", [20, 30, 47, 60, 100, 107])
@pytest.mark.parametrize("lost", [[], [0], [1], [0, 2], [1, 3]])
def test_a_restart_a_little_back_loses_none_of_what_comes(back_ms: int, lost: list[int]) -> None:
    """Though packets are lost before it and after it: other audio has come at its times."""
    sequence = PacketSequence()
    before: list[tuple[object, Packet]] = [(n, packet(20 * n, audio=1)) for n in range(1, 50)]
    before.pop(45)
    first = 50 - back_ms // 20
    sent: list[tuple[object, Packet]] = [
        (first + n, packet(1000 - back_ms + 20 * n, audio=n + 2))
        for n in range(100)
        if n not in lost
    ]
    known = {packet for _, packet in before}
    got = heard(sequence, [*before, *sent])
    assert [one for one in got if one in known] == [packet for _, packet in before]
    assert [one for one in got if one not in known] == [packet for _, packet in sent]
    assert sequence.dropped == 0


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


def both_tracks(count: int = 400) -> list[tuple[object, Packet]]:
    """Both parties' packets, numbered as Twilio does, the start being 1."""
    pairs = [(speaker, 20 * n) for n in range(count) for speaker in Speaker]
    return [
        (number, Packet(speaker, at_ms, number.to_bytes(2, "big") * 160))
        for number, (speaker, at_ms) in enumerate(pairs, 2)
    ]


def late(course: list[tuple[object, Packet]], most_ms: int, seed: int) -> Iterator[Any]:
    """A course of which each packet comes up to so late."""
    by = Random(seed)  # noqa: S311
    comes = [
        (one[1].timestamp_ms + by.uniform(0, most_ms), index) for index, one in enumerate(course)
    ]
    return (course[index] for _, index in sorted(comes))


def of(speaker: Speaker, packets: Iterable[Packet]) -> list[Packet]:
    return [one for one in packets if one.speaker is speaker]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("most_ms", [30, 80, 160])
def test_packets_that_come_in_another_order_are_put_in_theirs(most_ms: int, seed: int) -> None:
    """Each party's, whichever of them are late; some come twice, too."""
    course = both_tracks()
    sequence = PacketSequence()
    doubled = [one for index, one in enumerate(course) for _ in range(1 + (index % 7 == 0))]
    begins = 4  # what comes first is not waited for
    comes = [*doubled[:begins], *late(doubled[begins:], most_ms, seed)]
    got = heard(sequence, comes) + sequence.rest()
    for speaker in Speaker:
        assert of(speaker, got) == of(speaker, [packet for _, packet in course])
    assert sequence.dropped <= len(doubled) - len(course)


def test_a_packet_that_does_not_come_is_waited_for_by_200_ms_of_audio() -> None:
    """Of its party alone: the other's packets do not wait."""
    course = both_tracks(100)
    number, lost = course.pop(101)
    sequence = PacketSequence()
    waited: dict[Speaker, int] = dict.fromkeys(Speaker, 0)
    for told, packet in course:
        for ready in heard(sequence, [(told, packet)]):
            behind_ms = packet.timestamp_ms - ready.timestamp_ms
            waited[ready.speaker] = max(waited[ready.speaker], behind_ms)
    assert 0 < waited[lost.speaker] <= LATE_MS
    assert waited[lost.speaker.other] == 0
    assert heard(sequence, [(number, lost)]) == []


def test_a_pause_that_is_not_sent_holds_nothing_up() -> None:
    """No number is missing, so nothing is waited for: as of any stream that is in order."""
    course = [(n, p) for n, p in both_tracks() if p.speaker is AGENT or p.timestamp_ms % 700 < 500]
    course = [(number, packet) for number, (_, packet) in enumerate(course, 2)]
    sequence = PacketSequence()
    assert all(sequence.take(packet, number) is packet for number, packet in course)
