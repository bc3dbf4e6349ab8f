"""Packets that come in another order than they were sent."""

import random

import pytest

from conversation.speech.speakers import Speaker
from transports.streams.jitter_buffer import LONGEST_WAIT_MS, JitterBuffer
from transports.streams.packet import Packet

CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT


def packet(at_ms: int, speaker: Speaker = CUSTOMER) -> Packet:
    """20 ms of audio at 8 kHz, which say where they belong."""
    return Packet(speaker, at_ms, at_ms.to_bytes(4, "little") * 80)


def passed(buffer: JitterBuffer, *times: int) -> list[list[int]]:
    """When which packets of the customer are passed on."""
    return [[ready.timestamp_ms for ready in buffer.take(packet(at))] for at in times]


def test_packets_in_order_pass_at_once() -> None:
    """Nothing waits where nothing is missing, whatever the other party's packets do."""
    buffer = JitterBuffer(8000)
    for at in range(0, 2000, 20):
        for speaker in Speaker:
            assert buffer.take(packet(at, speaker)) == [packet(at, speaker)]
    assert (buffer.rest(), buffer.dropped) == ([], 0)


@pytest.mark.parametrize("waver_ms", [9, 19, 45])
@pytest.mark.parametrize("is_silent", [False, True])
def test_times_that_waver_lose_nothing(waver_ms: int, is_silent: bool) -> None:
    """Where a carrier tells when it sent a packet, and not where its audio belongs."""
    chance, buffer = random.Random(7), JitterBuffer(8000)  # noqa: S311
    times = sorted({max(0, 20 * n + chance.randint(-waver_ms, waver_ms)) for n in range(3000)})
    sent = [packet(at)._replace(pcm=bytes(320)) if is_silent else packet(at) for at in times]
    heard = [one for each in sent for one in buffer.take(each)] + buffer.rest()
    assert (heard, buffer.dropped) == (sent, 0)


def test_a_packet_that_comes_early_waits_for_what_is_missing() -> None:
    """They are passed on together, in order."""
    assert passed(JitterBuffer(8000), 0, 40, 60, 20) == [[0], [], [], [20, 40, 60]]


def test_what_does_not_come_is_waited_for_200_ms_of_the_call() -> None:
    """As either party's packets show them; then what waited is passed on, and the gap is a gap."""
    buffer = JitterBuffer(8000)
    assert passed(buffer, 0, 40) == [[0], []]
    for at in range(0, 40 + LONGEST_WAIT_MS, 20):
        assert [p.speaker for p in buffer.take(packet(at, AGENT))] == [AGENT]
    ready = buffer.take(packet(40 + LONGEST_WAIT_MS, AGENT))
    assert [(p.speaker, p.timestamp_ms) for p in ready] == [(CUSTOMER, 40), (AGENT, 240)]
    assert passed(buffer, 20, 60) == [[], [60]]
    assert buffer.dropped == 1


def test_a_packet_that_comes_twice_is_passed_on_once() -> None:
    """While it waits, and after it was passed on."""
    buffer = JitterBuffer(8000)
    assert passed(buffer, 0, 0, 40, 40, 20, 20, 60) == [[0], [], [], [], [20, 40], [], [60]]
    assert buffer.dropped == 3


def test_a_packet_that_comes_twice_proves_no_restart_where_times_waver() -> None:
    """By a millisecond: what goes on from it goes on from the first of the two as well."""
    buffer = JitterBuffer(8000)
    assert passed(buffer, 0, 20, 40, 40, 59, 80) == [[0], [20], [40], [], [59], [80]]
    assert buffer.dropped == 1


@pytest.mark.parametrize("back_ms", [20, 47, 60, 100])
@pytest.mark.parametrize("seed", range(20))
def test_a_restart_a_little_back_loses_none_of_what_comes(back_ms: int, seed: int) -> None:
    """Though a fifth of the packets is lost, and some wait for those when it begins."""
    losses = random.Random(seed)  # noqa: S311 - the same losses each time
    buffer, at_ms, sent, heard = JitterBuffer(8000), 0, 0, list[Packet]()
    for number in range(500):
        at_ms += 20 - back_ms * (number % 50 == 49)
        if losses.random() > 0.2:
            sent += 1
            heard += buffer.take(Packet(CUSTOMER, at_ms, number.to_bytes(4, "little") * 80))
    assert len(heard + buffer.rest()) == sent


def test_what_comes_again_and_again_is_kept_once() -> None:
    """While it waits for what is missing, however often it comes."""
    buffer = JitterBuffer(8000)
    assert passed(buffer, 0, *[1000] * 5000) == [[0]] + [[]] * 5000
    assert (len(buffer.rest()), buffer.dropped) == (1, 4999)


def test_one_wild_timestamp_changes_no_order() -> None:
    """It goes to the track's clock, which knows a jump from a mistake, once nothing is near it."""
    wild = 7_200_000
    buffer = JitterBuffer(8000)
    assert passed(buffer, 0, wild, wild, 40, 20) == [[0], [], [], [wild], [20, 40]]
    assert passed(buffer, wild + 20, wild + 1000) == [[], [wild + 20]]
    assert [p.timestamp_ms for p in buffer.rest()] == [wild + 1000]
    assert buffer.dropped == 1


@pytest.mark.parametrize("jump_ms", [-50_000, 60_000])
def test_a_stream_whose_times_jump_goes_on_from_there(jump_ms: int) -> None:
    """Two packets that are near show it; the order is mended from then on, as before."""
    buffer, at = JitterBuffer(8000), 60_000
    passed(buffer, at, at + 20)
    to = at + jump_ms
    times = (to, to + 20, to + 60, to + 40)
    assert passed(buffer, *times) == [[], [to, to + 20], [], [to + 40, to + 60]]


@pytest.mark.parametrize("to_ms", [0, 3000, 4500, 9000, 60_000])
@pytest.mark.parametrize("seed", range(5))
def test_a_jump_amid_loss_and_disorder_turns_nothing_round(to_ms: int, seed: int) -> None:
    """Whatever comes of both stretches is passed on once and in order, the old one first."""
    dice = random.Random(seed)  # noqa: S311 - the same disorder each time
    ready, sent = list[Packet](), list[Packet]()
    buffer = JitterBuffer(8000)
    for audio, begin in (b"\x07\x00", 0), (b"\x08\x00", to_ms):
        whole = [Packet(CUSTOMER, begin + ms, audio * 160) for ms in range(0, 6000, 20)]
        come = whole[:1] + [packet for packet in whole[1:] if dice.random() > 0.2]
        late = [p.timestamp_ms + dice.randint(0, LONGEST_WAIT_MS - 20) for p in come]
        order = sorted(zip([begin] * 2 + late[2:], come, strict=True))
        sent += come
        ready += [heard for _, packet in order for heard in buffer.take(packet)]
    assert [*ready, *buffer.rest()] == sent


@pytest.mark.parametrize("back_ms", [100, 1500, 2000])
def test_a_stream_whose_times_go_back_a_little_loses_nothing(back_ms: int) -> None:
    """By less than a late packet can be late, too: what follows itself is no late packet."""
    buffer, at = JitterBuffer(8000), 5000
    passed(buffer, at, *range(5020, 8000, 20))
    sent = [Packet(CUSTOMER, 8000 - back_ms + ms, b"\x07\x00" * 160) for ms in range(0, 600, 20)]
    heard = [packet for came in sent for packet in buffer.take(came)]
    assert (heard, buffer.dropped) == (sent, 0)
    again = Packet(CUSTOMER, sent[-1].timestamp_ms + 20, b"\x08\x00" * 160)
    assert [buffer.take(packet) for packet in (sent[-1], again)] == [[], [again]]
    assert buffer.dropped == 1


def test_the_end_brings_what_waited() -> None:
    """In order."""
    buffer = JitterBuffer(8000)
    assert passed(buffer, 0, 60, 40) == [[0], [], []]
    assert [p.timestamp_ms for p in buffer.rest()] == [40, 60]


def test_any_disorder_within_the_bound_is_mended() -> None:
    """Of a minute of both parties, not a packet is lost, nor out of its place."""
    dice = random.Random(3)  # noqa: S311 - the same disorder each time
    sent = [packet(at, speaker) for at in range(0, 60_000, 20) for speaker in Speaker]
    late = sorted(sent, key=lambda p: p.timestamp_ms + dice.randint(0, LONGEST_WAIT_MS - 20))
    buffer = JitterBuffer(8000)
    ready = [p for came in late for p in buffer.take(came)] + buffer.rest()
    for speaker in Speaker:
        assert [p for p in ready if p.speaker is speaker] == [
            p for p in sent if p.speaker is speaker
        ]
    assert buffer.dropped == 0
