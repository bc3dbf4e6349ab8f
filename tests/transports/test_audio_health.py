"""What is told of the parties' audio: who is not heard, and what is not whole."""

from dataclasses import dataclass

import pytest

from conversation.events.payloads import Status
from conversation.speech.speakers import Speaker
from transports.audio.audio_health import AudioHealth
from transports.source import ExpectedAudio

CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT
BEGAN = 100.0
STEP_S = 0.5
EXPECTED = ExpectedAudio("PCMA audio of 8000 Hz", "the switch sends both when told.")


@dataclass
class Audio:
    """What a track tells of its audio."""

    last_heard: float = 0.0
    missing_ms: int = 0
    holes: int = 0
    now_ms: int = 0
    is_soft: bool = False


class Call:
    """Two parties' audio, and what is told of it every half second."""

    def __init__(self, expected: ExpectedAudio = EXPECTED) -> None:
        self.tracks = {speaker: Audio() for speaker in Speaker}
        self.health = AudioHealth(self.tracks, expected, BEGAN)
        self.now = BEGAN
        self.told: list[Status] = []

    def run(
        self,
        seconds: float,
        *heard: Speaker,
        lost: float = 0.0,
        unusable: bool = False,
        soft: bool = False,
    ):
        """Let time pass in which these are heard, less the share that is lost, or send silence."""
        for _ in range(round(seconds / STEP_S)):
            self.now += STEP_S
            for speaker in heard:
                track = self.tracks[speaker]
                track.last_heard, track.is_soft = self.now, soft
                track.now_ms += 500
                track.missing_ms += round(500 * lost)
                track.holes += lost > 0
            if unusable:
                self.health.unusable(AGENT, self.now)
            self.told += self.health.check(self.now)

    def codes(self) -> list[tuple[str | None, str, str]]:
        """Of whom, how and why."""
        return [(status.speaker, status.state, status.code) for status in self.told]


def test_a_track_that_never_begins_is_told_after_five_seconds():
    """The words name whose track it is, and what brings both; taken back when it begins."""
    call = Call()
    call.run(4.5, CUSTOMER)
    assert call.told == []
    call.run(20, CUSTOMER)
    assert call.codes() == [(AGENT, "degraded", "audio_not_heard")]
    assert "agent" in call.told[0].detail
    assert call.told[0].detail.endswith(EXPECTED.both)
    call.run(20, CUSTOMER, AGENT)
    assert call.codes()[1:] == [(AGENT, "ok", "audio_recovered")]


def test_a_stream_that_brings_nothing_is_told_of_both():
    """No audio at all: each party has its own status."""
    call = Call()
    call.run(8)
    assert call.codes() == [(who, "degraded", "audio_not_heard") for who in (CUSTOMER, AGENT)]


def test_packets_that_can_t_be_used_are_told_as_such():
    """Within two seconds, from the begin or later on, with what was to come, and taken back."""
    call = Call()
    call.run(2, CUSTOMER, unusable=True)
    assert call.codes() == [(AGENT, "degraded", "audio_unusable")]
    call.run(4, CUSTOMER, unusable=True)
    call.run(6, CUSTOMER, AGENT)
    call.run(2, CUSTOMER, unusable=True)
    codes = ["audio_unusable", "audio_recovered", "audio_unusable"]
    assert [code for _, _, code in call.codes()] == codes
    assert call.told[0].detail == "The agent is not heard: what comes is no PCMA audio of 8000 Hz."


def test_silence_that_is_not_sent_is_no_loss():
    """A party whose packets stop while the other's go on, or both for some seconds, is silent."""
    call = Call()
    call.run(10, CUSTOMER, AGENT)
    call.run(60, CUSTOMER)
    call.run(9)
    call.run(10, AGENT)
    assert call.told == []


@pytest.mark.parametrize("before", [(CUSTOMER, AGENT), (AGENT,)], ids=["both", "the other late"])
def test_who_sends_silence_and_then_nothing_is_not_heard_any_more(before: tuple[Speaker, ...]):
    """Told five seconds later, in any part of the call, however long, and taken back."""
    call = Call()
    call.run(1, CUSTOMER, AGENT)
    call.run(3, *before, soft=True)
    call.run(60, CUSTOMER, AGENT)
    call.run(4.5, CUSTOMER)
    assert call.told == []
    call.run(0.5, CUSTOMER)
    assert call.codes() == [(AGENT, "degraded", "audio_not_heard")]
    assert call.told[0].detail == "The agent is not heard any more: no audio of theirs comes."
    call.run(30, CUSTOMER)
    call.run(5, CUSTOMER, AGENT)
    assert call.codes()[1:] == [(AGENT, "ok", "audio_recovered")]


def test_a_moment_of_silence_after_words_is_no_proof_that_silence_is_sent():
    """Who sends no packets for silence may send some seconds of it after each sentence."""
    call = Call()
    for _ in range(5):
        call.run(10, CUSTOMER, AGENT)
        call.run(2, CUSTOMER, AGENT, soft=True)
        call.run(8, CUSTOMER)
    assert call.told == []


def test_who_stays_away_when_the_other_is_back_is_not_called_heard():
    """After a line that fell silent altogether, each is taken back when they are heard."""
    call = Call()
    call.run(10, CUSTOMER, AGENT)
    call.run(12)
    call.run(10, CUSTOMER)
    both = [(who, "degraded", "audio_not_heard") for who in (CUSTOMER, AGENT)]
    assert call.codes() == [*both, (CUSTOMER, "ok", "audio_recovered")]


def test_a_source_that_tells_who_has_left_is_not_doubled():
    """Vonage's sockets, one for each party: their ends are told by the source."""
    call = Call(EXPECTED._replace(ends_are_told=True))
    call.run(5, CUSTOMER, AGENT, soft=True)
    call.run(30, CUSTOMER)
    assert call.told == []


def test_a_line_that_falls_silent_altogether_is_told_and_taken_back():
    """No packet of anybody for ten seconds is no silence of two people."""
    call = Call()
    call.run(10, CUSTOMER, AGENT)
    call.run(30)
    call.run(5, CUSTOMER, AGENT)
    assert call.codes() == [
        *((who, "degraded", "audio_not_heard") for who in (CUSTOMER, AGENT)),
        *((who, "ok", "audio_recovered") for who in (CUSTOMER, AGENT)),
    ]


@pytest.mark.parametrize("lost", [0.06, 0.2, 0.5])
def test_loss_is_one_status_however_long_it_lasts(lost: float):
    """A share of the packets missing is told once, with the share, and taken back once."""
    call = Call()
    call.run(60, CUSTOMER, lost=lost)
    call.run(60, AGENT, CUSTOMER)
    lossy = [status for status in call.told if status.speaker is CUSTOMER]
    assert [status.code for status in lossy] == ["audio_lost", "audio_recovered"]
    assert f"{lost:.0%} of the customer's audio" in lossy[0].detail


@pytest.mark.parametrize("before_s", [0, 30])
def test_a_fifth_that_is_lost_is_told_within_two_seconds(before_s: int):
    """From the begin of the call, or later on."""
    call = Call()
    call.run(before_s, CUSTOMER, AGENT)
    call.run(1, CUSTOMER, AGENT, lost=0.2)
    assert call.told == []
    call.run(1, CUSTOMER, AGENT, lost=0.2)
    assert call.codes() == [(who, "degraded", "audio_lost") for who in (CUSTOMER, AGENT)]
    assert all("20% of the" in status.detail for status in call.told)
    call.run(5, CUSTOMER, AGENT, lost=0.2)
    assert len(call.told) == 2


def test_a_hole_or_two_are_a_pause_whose_silence_is_not_sent():
    """However long, they are many where packets are lost by chance."""
    call = Call()
    call.run(10, CUSTOMER, AGENT)
    call.run(1, CUSTOMER, AGENT, lost=0.45)
    call.run(10, CUSTOMER, AGENT)
    assert call.told == []


def test_now_and_then_a_packet_is_no_loss():
    """One packet in a hundred is not worth a word."""
    call = Call()
    call.run(60, CUSTOMER, AGENT, lost=0.01)
    assert call.told == []
