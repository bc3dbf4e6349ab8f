"""The pace at which a backlog is sent."""

from services.stt.replay_pace import ReplayPace


def sent_ms(pace: ReplayPace, until: float, *, arrives: float = 0.0, since: float = 0.0) -> float:
    """How much is sent up to a time, while `arrives` s of audio come a second."""
    now, total_ms = since, 0.0
    while now < until:
        pace.arrived(20 * arrives)
        while pace.wait_s(now) == 0:
            pace.sent(20)
            total_ms += 20
        now += 0.02
    return total_ms


def test_a_backlog_is_sent_a_quarter_faster_than_real_time():
    """Whether more audio comes or not."""
    for arrives in (0.0, 1.0):
        sent = sent_ms(ReplayPace(1.25, 0.0), 20, arrives=arrives)
        assert abs(sent - 25_000) < 100


def test_a_recording_that_is_played_fast_is_sent_faster():
    """What is left of it when it ends, too."""
    pace = ReplayPace(1.25, 0.0)
    assert abs(sent_ms(pace, 10, arrives=2.0) - 25_000) < 600
    assert abs(sent_ms(pace, 14, since=10.0) - 10_000) < 600


def test_a_process_that_was_held_up_sends_no_burst():
    """Of what it might have sent meanwhile, less than a second's worth."""
    pace = ReplayPace(1.25, 0.0)
    sent_ms(pace, 2)
    assert sent_ms(pace, 7.01, since=7.0) < 800
