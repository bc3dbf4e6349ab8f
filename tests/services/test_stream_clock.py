from hypothesis import given
from hypothesis import strategies as st

from services.stt.stream_clock import StreamClock


def test_a_new_connection_knows_no_better_time():
    """Before any audio was sent, a time stays as it is."""
    assert StreamClock().at(1234) == 1234


def test_times_count_from_where_the_first_audio_belongs():
    """The recogniser's 0 is where the first audio of its connection belongs."""
    clock = StreamClock()
    clock.sent(60_000, 100)
    clock.sent(60_100, 100)
    assert [clock.at(ms) for ms in (0, 50, 150, 200)] == [60_000, 60_050, 60_150, 60_200]


def test_a_hole_in_the_audio_shifts_what_comes_after_it():
    """Audio that was not sent is time that the recogniser does not know of."""
    clock = StreamClock()
    clock.sent(0, 1000)
    clock.sent(5000, 1000)
    assert [clock.at(ms) for ms in (999, 1000, 1500)] == [999, 5000, 5500]


def test_words_that_begin_just_before_a_hole_are_behind_it():
    """They would be longer; a hole of rounding, or of less than a silence, moves none."""
    clock = StreamClock()
    clock.sent(0, 1000)
    clock.sent(6000, 1000)
    clock.sent(7500, 1000)
    assert [clock.begin(ms) for ms in (500, 870, 900, 990, 1000)] == [500, 870, 6000, 6000, 6000]
    assert [clock.begin(ms) for ms in (1950, 2000, 2990)] == [6950, 7500, 8490]
    assert clock.at(990) == 990


def test_rounding_is_no_hole():
    """Pieces that follow each other to the millisecond need no anchor of their own."""
    clock = StreamClock()
    for number in range(1000):
        clock.sent(number * 33 + number % 2, 33)
    assert len(clock._anchors) == 1
    assert clock.at(33_000) == 33_000


def test_small_errors_do_not_add_up():
    """Pieces whose places drift from what was sent are followed, however slow the drift."""
    clock = StreamClock()
    for number in range(1000):
        clock.sent(number * 101, 100)
    assert abs(clock.at(99_900) - 999 * 101) <= 3


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 500)), min_size=1, max_size=30))
def test_every_piece_is_found_where_it_belongs(pieces: list[tuple[int, int]]):
    """Whatever the holes, the begin of each piece is where it was said to belong."""
    clock, at_ms, sent_ms, begins = StreamClock(), 0, 0, []
    for hole_ms, duration_ms in pieces:
        at_ms += hole_ms
        clock.sent(at_ms, duration_ms)
        begins.append((sent_ms, at_ms))
        at_ms += duration_ms
        sent_ms += duration_ms
    assert all(abs(clock.at(sent) - begin) <= 2 for sent, begin in begins)
    times = [clock.at(ms) for ms in range(0, sent_ms, 7)]
    assert times == sorted(times)
