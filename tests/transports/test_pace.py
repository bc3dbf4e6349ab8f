"""How fast a stream's audio may come."""

import pytest

from transports.streams.pace import StreamPace

PACKET_MS = 20


def _heard_ms(speed: float, minutes: float, pace: StreamPace) -> float:
    """How much of both tracks comes at a speed until it is too fast."""
    for tick in range(round(minutes * 60_000 / PACKET_MS)):
        now = tick * PACKET_MS / 1000 / speed
        if not (pace.allows(PACKET_MS, now) and pace.allows(PACKET_MS, now)):
            return tick * PACKET_MS
    return minutes * 60_000


@pytest.mark.parametrize("speed", [1.0, 1.9])
def test_a_call_at_its_pace_is_never_too_fast(speed: float) -> None:
    """Nor is one that catches up on something."""
    assert _heard_ms(speed, 60, StreamPace(2)) == 60 * 60_000


def test_a_recording_that_is_poured_in_is_too_fast() -> None:
    """After the minute that a stall might have kept back."""
    assert 60_000 <= _heard_ms(50, 60, StreamPace(2)) <= 63_000


def test_what_a_stall_kept_back_may_come_at_once() -> None:
    """A line that hung for a minute in the midst of a call brings it all in a moment."""
    pace = StreamPace(2)
    assert _heard_ms(1, 1, pace) == 60_000
    packets = 2 * 60_000 // PACKET_MS
    assert all(pace.allows(PACKET_MS, 120.0) for _ in range(packets))


def test_packets_without_audio_count() -> None:
    """Who sends what is no audio is not free of the pace."""
    pace = StreamPace(2)
    assert sum(pace.allows(0, 0.0) for _ in range(100_000)) == 2 * 60_000 // PACKET_MS
