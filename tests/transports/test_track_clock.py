import pytest
from hypothesis import given
from hypothesis import strategies as st

from transports.audio.placed import Placed
from transports.audio.track_clock import MAX_FILL_MS, TrackClock

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


class Pair:
    """Both tracks of a call, whose packets come in turn; `now` is when they come, seconds."""

    def __init__(self, *, both: bool = True) -> None:
        self.one, self.other = TrackClock(), TrackClock()
        self.one.other, self.other.other = self.other, self.one
        self.now = 0.0
        self.run(0, 0 if both else None)

    def run(self, one_ms: int | None, other_ms: int | None, count: int = 20) -> list[Placed]:
        """So many packets of each, from these timestamps on; the jumps that they made."""
        jumps: list[Placed] = []
        for at_ms in range(0, count * PACKET_MS, PACKET_MS):
            self.now += PACKET_MS / 1000
            for clock, from_ms in ((self.one, one_ms), (self.other, other_ms)):
                if from_ms is not None:
                    placed = clock.place(from_ms + at_ms, PACKET_MS, self.now)
                    jumps += [placed] if placed.lost_ms or placed.late_ms or placed.moved_ms else []
        return jumps


@pytest.mark.parametrize("moved_ms", [3000, 60_000, -300, -60_000])
def test_one_tracks_jump_does_not_part_the_clocks(moved_ms: int):
    """Its timestamps moved and the time did not: it goes on where the other party is."""
    pair = Pair()
    for at_ms in range(400, 2000, 400):
        jumps = pair.run(max(0, at_ms + moved_ms), at_ms)
        assert pair.one.now_ms == pytest.approx(pair.other.now_ms, abs=2 * PACKET_MS)
        assert all(placed.moved_ms and not placed.lost_ms for placed in jumps)


def test_a_jump_of_both_tracks_is_a_loss_of_both():
    """A minute that no packet was of, in no time: it did not arrive, of either."""
    pair = Pair()
    assert [placed.lost_ms for placed in pair.run(60_400, 60_400)] == [60_000, 60_000]
    assert pair.one.now_ms == pair.other.now_ms == 60_800


def test_silence_that_neither_sends_is_no_loss():
    """Time has passed, and nobody was speaking when the packets stopped."""
    pair = Pair()
    pair.now += 8
    assert [placed.late_ms for placed in pair.run(8400, None)] == [8000]
    assert [placed.late_ms for placed in pair.run(None, 9000)] == [8600]


def test_speech_that_stops_with_its_packets_is_a_loss():
    """Time has passed, and the party was in mid-word."""
    pair = Pair()
    placed = [pair.one.place(ms, PACKET_MS, 8.4, cut_off=True) for ms in (8400, 8420)]
    assert [one.lost_ms for one in placed] == [0, 8000]


def test_a_jump_is_in_doubt_until_the_other_party_is_heard():
    """For half a second of packets; who is alone is believed then."""
    pair = Pair()
    jumps = pair.run(60_400, None, 40)
    assert [placed.lost_ms for placed in jumps] == [60_000]
    alone = Pair(both=False)
    assert [placed.lost_ms for placed in alone.run(60_400, None, 3)] == [60_000]


def test_the_clock_never_goes_back():
    """A stream whose timestamps begin again goes on where it was, and says how far it went back."""
    clock = TrackClock()
    placed(clock, 60_000, 60_020)
    assert placed(clock, 0, 20, 40) == [
        Placed(60_040),
        Placed(60_060, back_ms=60_040),
        Placed(60_080),
    ]


@pytest.mark.parametrize("silent_packets", [20, 100, 1000])
def test_who_is_silent_while_the_stream_begins_anew_has_their_place(silent_packets: int):
    """One clock for both tracks: where the other party's timestamps went back, theirs did too."""
    pair = Pair()
    pair.run(400, 400, 480)
    pair.run(None, 0, silent_packets)
    jumps = pair.run(silent_packets * PACKET_MS, silent_packets * PACKET_MS)
    assert pair.one.now_ms == pytest.approx(pair.other.now_ms, abs=2 * PACKET_MS)
    assert not any(placed.lost_ms for placed in jumps)


def test_a_stream_that_begins_anew_after_a_gap_has_lost_what_was_being_said():
    """As much as time has passed, of who was speaking; the other party was silent."""
    pair = Pair()
    pair.now += 3
    for ms in (0, 20):
        spoke = pair.one.place(ms, PACKET_MS, pair.now, cut_off=True)
        silent = pair.other.place(ms, PACKET_MS, pair.now)
    assert spoke.lost_ms == pytest.approx(3000, abs=2 * PACKET_MS)
    assert (silent.lost_ms, silent.late_ms) == (0, pytest.approx(3000, abs=2 * PACKET_MS))
    assert pair.one.now_ms == pytest.approx(pair.other.now_ms, abs=2 * PACKET_MS)


def test_a_stream_that_begins_anew_at_once_has_lost_nothing():
    """It goes on where it was."""
    pair = Pair()
    jumps = pair.run(0, 0)
    assert [(placed.lost_ms, placed.late_ms) for placed in jumps] == [(0, 0)] * 2
    assert pair.one.now_ms == pair.other.now_ms == 800


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
