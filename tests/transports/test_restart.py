"""Packets that are behind: late, come twice, or of a stream that has begun anew."""

from collections.abc import Iterable

import pytest

from conversation.speech.speakers import Speaker
from transports.streams.packet import Packet
from transports.streams.restart import LATE_MS, BehindPackets

PACKET_MS = 20
SILENCE = bytes(320)
OTHER = b"\x07\x00" * 160


class Behind(BehindPackets):
    """Those of a stream of 8000 Hz, and how many were dropped."""

    def __init__(self) -> None:
        super().__init__(8000, self._drop)
        self.dropped = 0

    def _drop(self, packets: int) -> None:
        self.dropped += packets


def packets(from_ms: int, to_ms: int, audio: bytes | None = None) -> list[Packet]:
    """Those of a stretch of a stream; of silence, or each its own."""
    return [
        Packet(Speaker.AGENT, at, audio or at.to_bytes(4, "little") * 80)
        for at in range(from_ms, to_ms, PACKET_MS)
    ]


def behind_come(behind: Behind, packets: Iterable[Packet]) -> list[Packet]:
    """What is heard of packets that are behind."""
    return [heard for packet in packets for heard in behind.take(packet)]


@pytest.fixture
def behind() -> Behind:
    """Of a stream of nine seconds, the last four of them silent."""
    behind = Behind()
    for packet in [*packets(0, 5000), *packets(5000, 9000, SILENCE)]:
        behind.pass_on(packet)
    return behind


def test_other_audio_at_times_that_have_been_is_a_restart(behind: Behind) -> None:
    """All of it is heard, in its order; one packet proves nothing."""
    first, second, third = packets(100, 160, OTHER)
    assert behind.take(first) == []
    assert behind.take(second) == [first, second]
    assert behind.pass_on(third) == []
    assert behind.dropped == 0


def test_audio_that_never_came_is_a_restart(behind: Behind) -> None:
    """Once there is more than can be late in one piece."""
    new = Behind()
    again = packets(0, LATE_MS + PACKET_MS)
    assert behind_come(new, again[:-1]) == []
    assert new.take(again[-1]) == again
    assert new.rest() == []


def test_what_comes_late_or_twice_is_dropped(behind: Behind) -> None:
    """As the next packet shows that is not behind."""
    late = packets(9000, 9000 + LATE_MS)
    assert behind_come(behind, late) == []
    assert behind.pass_on(*packets(10_000, 10_020)) == []
    twice = packets(1000, 5000)
    assert behind_come(behind, twice) == []
    assert behind.pass_on(*packets(10_020, 10_040)) == []
    assert behind.dropped == len(late) + len(twice)


@pytest.mark.parametrize("at_ms", [8980, 8970, 8973])
def test_one_packet_at_whose_time_other_audio_has_come_is_a_restart(
    behind: Behind, at_ms: int
) -> None:
    """Of a stream that begins anew between two packets too, once something goes on from it."""
    (again,) = packets(at_ms, at_ms + PACKET_MS, OTHER)
    assert behind.take(again) == []
    assert behind.pass_on(*packets(9000, 9020)) == [again]
    assert behind.dropped == 0


def test_one_such_packet_among_others_that_came_twice_is_none(behind: Behind) -> None:
    """It was changed on its way."""
    (other,) = packets(8960, 8980, OTHER)
    assert behind_come(behind, [*packets(8900, 8960, SILENCE), other]) == []
    assert behind.pass_on(*packets(9000, 9020)) == []
    assert behind.dropped == 4


def test_silence_goes_before_the_words_that_prove_a_restart(behind: Behind) -> None:
    """So that the words are where they were."""
    again = [*packets(5000, 5400, SILENCE), *packets(5400, 5440, OTHER)]
    assert behind_come(behind, again) == again


def test_a_repeat_of_more_than_five_seconds_is_a_restart(behind: Behind) -> None:
    """Whoever sends nothing else sends the call."""
    again = packets(0, 5020)
    assert behind_come(behind, again[:-1]) == []
    assert behind.take(again[-1]) == again


def test_after_a_restart_what_comes_twice_is_known_again(behind: Behind) -> None:
    """By the packets since then; those of before are forgotten."""
    again = packets(0, 40, OTHER)
    assert behind_come(behind, again) == again
    assert behind.has_come(again[0])
    assert not behind.has_come(packets(1000, 1020)[0])


def test_the_end_brings_what_may_be_a_restart(behind: Behind) -> None:
    """What never came; not what came twice."""
    behind_come(behind, packets(1000, 1100))
    assert behind.rest() == []
    behind.pass_on(*packets(9000, 9020))
    again = packets(20, 40, OTHER)
    behind_come(behind, again)
    assert behind.rest() == again


def test_a_packet_that_goes_on_takes_them_along(behind: Behind) -> None:
    """From what is held, and nothing else."""
    again = packets(5000, 5100, SILENCE)
    behind_come(behind, again)
    assert behind.before(*packets(7000, 7020)) == []
    assert behind.before(*packets(5100, 5120)) == again
    assert behind.before(*packets(5120, 5140)) == []
