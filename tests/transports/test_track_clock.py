import pytest
from hypothesis import given
from hypothesis import strategies as st

from transports.audio.track_clock import MAX_FILL_MS, Placed, TrackClock

PACKET_MS = 20


def placed(clock: TrackClock, *timestamps_ms: int) -> list[Placed]:
    """Where packets with these timestamps are placed."""
    return [clock.place(timestamp_ms, PACKET_MS) for timestamp_ms in timestamps_ms]


def test_packets_in_a_row_are_placed_in_a_row():
    """Timestamps without holes are the times."""
    clock = TrackClock()
    assert placed(clock, 0, 20, 40) == [Placed(0), Placed(20), Placed(40)]
    assert clock.now_ms == 60


def test_nothing_is_missing_before_a_track_that_starts_late():
    """A track that begins where the call is begins where it says; nothing is filled before it."""
    clock = TrackClock(call_ms=lambda: 5000)
    assert placed(clock, 5010, 5030) == [Placed(5010), Placed(5030)]


def test_a_track_may_start_later_than_anything_else_was_heard():
    """A first timestamp ahead of the call is believed when a second packet follows it; no loss."""
    clock = TrackClock(call_ms=lambda: 700)
    assert placed(clock, 60_000, 60_020, 60_040, 70_000, 70_020) == [
        Placed(700),
        Placed(60_020, late_ms=59_300),
        Placed(60_040),
        Placed(60_060),
        Placed(70_020, lost_ms=9940),
    ]


@pytest.mark.parametrize("wild_ms", [3000, 3_600_000, 10**12])
def test_a_wild_first_timestamp_shifts_nothing(wild_ms: int):
    """One clock for both tracks: a track whose first timestamp is wild begins where the call is."""
    assert placed(TrackClock(), wild_ms, 20, 40) == [Placed(0), Placed(20), Placed(40)]
    late = TrackClock(call_ms=lambda: 500)
    assert placed(late, wild_ms, 520, 540) == [Placed(500), Placed(520), Placed(540)]
    again = TrackClock(base_ms=90_000)
    assert placed(again, wild_ms, 20, 40) == [Placed(90_000), Placed(90_020), Placed(90_040)]


def test_a_first_timestamp_of_zero_in_mid_call_is_no_loss():
    """A first packet without a time of its own does not make what follows a loss."""
    clock = TrackClock(call_ms=lambda: 60_000)
    assert placed(clock, 0, 60_020, 60_040) == [
        Placed(0),
        Placed(20),
        Placed(60_040, late_ms=60_000),
    ]


def test_jitter_is_ignored():
    """Timestamps that are off by a packet or two change nothing."""
    clock = TrackClock()
    assert placed(clock, 0, 25, 100, 40) == [Placed(0), Placed(20), Placed(40), Placed(60)]


def test_a_hole_is_filled():
    """Silence that was not sent is filled up to the packet after it."""
    clock = TrackClock()
    assert placed(clock, 0, 520, 540) == [Placed(0), Placed(520, fill_ms=500), Placed(540)]


@pytest.mark.parametrize("hole_ms", [61, MAX_FILL_MS])
def test_the_longest_and_the_shortest_hole(hole_ms: int):
    """Holes above the jitter, up to the longest that is filled, are filled whole."""
    assert placed(TrackClock(), 0, 20 + hole_ms)[1] == Placed(20 + hole_ms, fill_ms=hole_ms)


def test_a_long_hole_is_told_and_not_filled():
    """The second packet after a long hole proves it: the clock jumps, and the loss is told."""
    clock = TrackClock()
    assert placed(clock, 0, 20, 9000, 9020, 9040) == [
        Placed(0),
        Placed(20),
        Placed(40),
        Placed(9020, lost_ms=8960),
        Placed(9040),
    ]


def test_ten_seconds_of_audio_after_a_loss_are_told_once():
    """The clock tells that audio comes whole again after 10 s of it, once, and never without loss.

    A hole that is filled is no loss; another loss begins the count anew.
    """
    clock = TrackClock()
    told, at_ms = [], 0
    for step_ms in [0] * 600 + [5000] + [0] * 400 + [5000] + [0] * 250 + [1000] + [0] * 1000:
        at_ms += step_ms
        clock.place(at_ms, PACKET_MS)
        at_ms += PACKET_MS
        if clock.recovered():
            told.append(at_ms)
    second_loss_ms = 600 * 20 + 5000 + 400 * 20 + 5000
    # Of the jump, only its second packet is known to stand behind the loss.
    assert told == [pytest.approx(second_loss_ms + 10_000, abs=40)]


@pytest.mark.parametrize("wild_ms", [0, 100, 3_600_000, 10**12])
def test_one_wild_timestamp_is_ignored(wild_ms: int):
    """A packet with a timestamp far from its neighbours' stands between them."""
    clock = TrackClock()
    placed(clock, 60_000, 60_020)
    assert placed(clock, wild_ms, 60_060) == [Placed(60_040), Placed(60_060)]


def test_wild_timestamps_that_do_not_agree_are_ignored():
    """Two packets that both are wild prove nothing unless one follows the other."""
    clock = TrackClock(call_ms=lambda: 60_000)
    placed(clock, 60_000)
    assert placed(clock, 5_000_000, 9_000_000, 7, 60_080) == [
        Placed(60_020),
        Placed(60_040),
        Placed(60_060),
        Placed(60_080),
    ]


def test_the_clock_never_goes_back():
    """A stream whose timestamps begin again goes on where it was, and says how far it went back."""
    clock = TrackClock()
    placed(clock, 60_000, 60_020)
    assert placed(clock, 0, 20, 40) == [
        Placed(60_040),
        Placed(60_060, back_ms=60_040),
        Placed(60_080),
    ]


def test_a_stream_that_comes_back_goes_on_at_its_base():
    """`base_ms` is where the stream begins on the call's clock."""
    clock = TrackClock(base_ms=90_000)
    assert clock.now_ms == 90_000
    assert placed(clock, 0, 520) == [Placed(90_000), Placed(90_520, fill_ms=500)]


@given(
    st.lists(
        st.one_of(
            st.integers(0, 3000).map(lambda step: ("after", step)),
            st.integers(0, 10**9).map(lambda at: ("at", at)),
        ),
        max_size=40,
    ),
    st.sampled_from([20, 20.5, 60]),
)
def test_audio_is_never_put_over_other_audio(packets: list[tuple[str, int]], duration_ms: float):
    """Whatever the timestamps: each packet begins where the one before ended, but for losses."""
    clock, timestamp_ms, end_ms = TrackClock(), 0, None
    for kind, number in packets:
        timestamp_ms = number if kind == "at" else timestamp_ms + number
        where = clock.place(timestamp_ms, duration_ms)
        assert 0 <= where.fill_ms <= MAX_FILL_MS
        if end_ms is not None:
            begin_ms = where.at_ms - where.fill_ms
            assert begin_ms == pytest.approx(end_ms + where.lost_ms + where.late_ms, abs=1)
        end_ms = where.at_ms + duration_ms
        assert clock.now_ms == end_ms
