"""What is told of audio that did not arrive: one status an episode, with what was lost in sum."""

from collections.abc import Iterable

from conversation.events.payloads import Status
from conversation.speech.speakers import Speaker
from transports.audio.loss_status import LossStatus
from transports.audio.track_clock import TrackClock

PACKET_MS = 20


def told(losses: LossStatus, gaps_ms: Iterable[int]) -> list[tuple[float, Status]]:
    """What is told of packets with these gaps before them, and when (s of the call)."""
    clock, at_ms, statuses = TrackClock(), 0, []
    for gap_ms in gaps_ms:
        at_ms += gap_ms
        if status := losses.take(clock.place(at_ms, PACKET_MS)):
            statuses.append((at_ms / 1000, status))
        at_ms += PACKET_MS
    return statuses


WHOLE = [0] * 1000
"""20 s without a gap."""
HOLE = [5000, *[0] * 150]
"""What can't be filled, and 3 s of audio."""


def test_a_loss_is_told_at_once_and_taken_back_after_ten_seconds_of_audio():
    """Both name the loss."""
    (lost_s, lost), (whole_s, whole) = told(LossStatus(Speaker.AGENT), [0, 0, *HOLE, *WHOLE])
    assert (lost.speaker, lost.state, lost.code) == (Speaker.AGENT, "degraded", "audio_lost")
    assert (whole.speaker, whole.state, whole.code) == (Speaker.AGENT, "ok", "audio_recovered")
    assert lost.detail == "5.0 s of audio did not arrive"
    assert whole.detail == "The audio is whole again; 5.0 s of it did not arrive."
    assert 9.9 <= whole_s - lost_s <= 10.1


def test_an_episode_is_one_status_and_its_end_says_the_sum():
    """However often audio is lost before ten seconds have come whole; the next begins anew."""
    losses = LossStatus(Speaker.AGENT)
    episodes = told(losses, [0, 0, *HOLE * 40, *WHOLE, *HOLE, *WHOLE])
    assert [status.detail.removesuffix(" did not arrive") for _, status in episodes[::2]] == [
        "5.0 s of audio",
        "5.0 s of audio",
    ]
    assert [status.detail for _, status in episodes[1::2]] == [
        "The audio is whole again; 200.0 s of it did not arrive.",
        "The audio is whole again; 5.0 s of it did not arrive.",
    ]
    assert losses.last() is None


def test_a_call_that_ends_in_an_episode_tells_the_sum():
    """Where it is more than was told."""
    losses = LossStatus(Speaker.AGENT)
    assert len(told(losses, [0, 0, *HOLE * 3])) == 1
    last = losses.last()
    assert last
    assert (last.code, last.detail) == ("audio_lost", "15.0 s of audio did not arrive")
    assert losses.last() is None


def test_a_call_without_a_loss_tells_nothing():
    """A hole that is filled is none."""
    losses = LossStatus(Speaker.AGENT)
    assert told(losses, [0, 0, 1000, *WHOLE]) == []
    assert losses.last() is None
