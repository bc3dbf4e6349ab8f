import re
from itertools import pairwise, zip_longest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipecat.frames.frames import Frame, UserAudioRawFrame

from bots import sample
from conversation.speech.detector import SpeechParams
from conversation.speech.speakers import Speaker
from frames.speech import (
    AudioStatusFrame,
    PartyEagerPauseFrame,
    PartyPausedFrame,
    PartySilentFrame,
    PartyStartedSpeakingFrame,
)
from transports.audio.silero_vad import SileroModel
from transports.audio.speech_scorer import SpeechScorer
from transports.audio.track import Track

RATE = 8000
PACKET_MS = 20
PACKET = bytes(RATE * PACKET_MS // 1000 * 2)
PARAMS = SpeechParams(confidence=0.6, start_ms=100, stop_ms=300, silence_ms=900)


@pytest.fixture(scope="module")
def model() -> SileroModel:
    return SileroModel()


class Line:
    """A track whose frames are kept; packets arrive when their last sample is spoken."""

    def __init__(self, model: SileroModel, base_ms: int = 0):
        self.frames: list[Frame] = []
        self.track = Track(
            Speaker.CUSTOMER,
            sample_rate=RATE,
            params=PARAMS,
            scorer=SpeechScorer(model, wait_s=0),
            emit=self.frames.append,
            base_ms=base_ms,
        )

    def hear(self, at_ms: int, pcm: bytes = PACKET) -> None:
        self.track.feed(at_ms, pcm, (at_ms + len(pcm) // 2 * 1000 // RATE) / 1000)

    def play(self, pcm: bytes, at_ms: int = 0) -> None:
        """Hear a stretch of audio in packets."""
        for begin in range(0, len(pcm), len(PACKET)):
            self.hear(at_ms + begin // 2 * 1000 // RATE, pcm[begin : begin + len(PACKET)])

    def audio(self) -> list[tuple[float, bytes]]:
        """The pieces: where each begins (ms), and its samples."""
        return [
            ((frame.pts or 0) / 1e6, frame.audio)
            for frame in self.frames
            if isinstance(frame, UserAudioRawFrame)
        ]

    def speech(self) -> list[Frame]:
        """The speech frames, the eager pauses aside."""
        kinds = (PartyStartedSpeakingFrame, PartyPausedFrame, PartySilentFrame)
        return [frame for frame in self.frames if isinstance(frame, kinds)]


@pytest.fixture
def line(model: SileroModel) -> Line:
    return Line(model)


def one_sentence() -> bytes:
    """A customer's turn of the sample call, with half a second before and 1.5 s after it."""
    script = sample.recording().script
    assert script
    turn = script.spoken_by(Speaker.CUSTOMER)[0]
    track = sample.recording().tracks[Speaker.CUSTOMER]
    spoken = track[turn.start_ms * 8 : turn.end_ms * 8]
    return np.concatenate([np.zeros(4000, "<i2"), spoken, np.zeros(12_000, "<i2")]).tobytes()


def test_the_first_packet_says_nothing_of_how_far_packets_are_apart(line: Line) -> None:
    """Whatever the clock of the machine says by then."""
    stall_s = line.track.stall_s
    line.track.feed(0, PACKET, 100_000.0)
    line.track.feed(PACKET_MS, PACKET, 100_000.02)
    assert line.track.stall_s == stall_s


def test_silence_that_is_not_sent_is_no_burst(line: Line):
    """However long it was: the end of what is said next is noticed as soon as before."""
    usual_s = line.track.stall_s
    line.play(PACKET * 5)
    line.play(PACKET * 5, at_ms=9000)
    assert line.track.stall_s == usual_s


def test_audio_goes_on_in_pieces_of_100_ms(line: Line):
    """Five packets are one frame: tagged with the speaker, at its place on the call's clock.

    The first frame is two packets: nobody waits long for the begin.
    """
    line.play(bytes(RATE * 2))
    frames = [frame for frame in line.frames if isinstance(frame, UserAudioRawFrame)]
    assert [round((frame.pts or 0) / 1e6) for frame in frames] == [0, *range(40, 1000, 100)][:-1]
    assert {len(frame.audio) for frame in frames[1:]} == {1600}
    assert {(frame.user_id, frame.sample_rate, frame.num_channels) for frame in frames} == {
        (Speaker.CUSTOMER, RATE, 1)
    }


def test_what_was_heard_is_what_goes_on(line: Line):
    """No sample is lost, doubled or changed on the way."""
    pcm = one_sentence()
    line.play(pcm)
    line.track.end_speech()
    assert b"".join(audio for _, audio in line.audio()) == pcm


def test_a_hole_is_filled_with_silence(line: Line):
    """Half a second without packets is half a second of silence in what goes on."""
    loud = b"\x01\x01" * 160
    line.hear(0, loud)
    line.hear(520, loud)
    line.track.end_speech()
    assert b"".join(audio for _, audio in line.audio()) == loud + bytes(500 * 16) + loud


def test_a_long_hole_is_told_to_the_agent(line: Line):
    """What can't be filled is a status for the agent, in seconds, and later audio has its place."""
    line.play(PACKET * 5)
    for at_ms in (9000, 9020, 9040, 9060, 9080):
        line.hear(at_ms)
    line.track.end_speech()
    told = [frame.status for frame in line.frames if isinstance(frame, AudioStatusFrame)]
    assert [(status.speaker, status.state, status.detail) for status in told] == [
        (Speaker.CUSTOMER, "degraded", "8.9 s of audio did not arrive")
    ]
    assert [begin for begin, _ in line.audio()] == [0, 40, 9020]


def test_a_stream_that_jumps_again_and_again_is_a_line_of_each_kind(line: Line, log: list[str]):
    """And one status for the agent; the sum is told at the end."""
    line.play(PACKET * 5)
    for jump in range(1, 100):
        far_ms = 60_000 if jump % 2 else 0
        for at_ms in range(far_ms, far_ms + 60, 20):
            line.hear(at_ms)
    told = [frame.status for frame in line.frames if isinstance(frame, AudioStatusFrame)]
    assert [status.code for status in told] == ["audio_lost"]
    last = line.track.losses.last()
    assert last
    assert float(last.detail.split()[0]) == pytest.approx(50 * 60, rel=0.01)
    assert len(log) == 2


def test_audio_that_comes_whole_again_is_told(line: Line):
    """Ten seconds of audio after a loss, the party's audio is ok again; once."""
    line.play(PACKET * 5)
    line.play(PACKET * 1500, at_ms=9000)
    told = [frame.status for frame in line.frames if isinstance(frame, AudioStatusFrame)]
    assert [(status.speaker, status.state, status.code) for status in told] == [
        (Speaker.CUSTOMER, "degraded", "audio_lost"),
        (Speaker.CUSTOMER, "ok", "audio_recovered"),
    ]
    whole_at = max(i for i, f in enumerate(line.frames) if isinstance(f, AudioStatusFrame))
    heard = [f for f in line.frames[:whole_at] if isinstance(f, UserAudioRawFrame)]
    heard_ms = (heard[-1].pts or 0) / 1e6 + heard[-1].num_frames * 1000 / RATE
    assert heard_ms == pytest.approx(19_000, abs=250)


@pytest.mark.parametrize(("share", "longest_ms"), [(0.0, 40), (0.5, 40), (1.0, 80)])
def test_pieces_of_speech_are_longer_where_many_calls_are_heard(
    model: SileroModel, share: float, longest_ms: int
):
    """And what waits is sent with the pause all the same, so that no turn ends later."""
    scorer = SpeechScorer(model, wait_s=0)
    scorer.share = share
    frames: list[Frame] = []
    track = Track(
        Speaker.CUSTOMER, sample_rate=RATE, params=PARAMS, scorer=scorer, emit=frames.append
    )
    voice = one_sentence() + bytes(RATE)
    for begin in range(0, len(voice), len(PACKET)):
        at_ms = begin // 2 * 1000 // RATE
        track.feed(at_ms, voice[begin : begin + len(PACKET)], at_ms / 1000)
    kinds = [type(frame) for frame in frames]
    started, paused = kinds.index(PartyStartedSpeakingFrame), kinds.index(PartyPausedFrame)
    spoken = [f for f in frames[started:paused] if isinstance(f, UserAudioRawFrame)]
    lengths = [frame.num_frames * 1000 / RATE for frame in spoken]
    assert max(lengths[1:]) == longest_ms
    pause = frames[paused]
    assert isinstance(pause, PartyPausedFrame)
    heard = [f.num_frames for f in frames[:paused] if isinstance(f, UserAudioRawFrame)]
    assert sum(heard) * 1000 / RATE >= pause.at_ms + PARAMS.stop_ms - 32


def test_a_line_that_is_silent_for_long_is_sent_in_longer_pieces(line: Line):
    """After a second; at a sound that may be speech, what waits is sent as soon as before it."""
    line.play(PACKET * 150)
    lengths = [len(pcm) * PACKET_MS // len(PACKET) for _, pcm in line.audio()]
    assert lengths == [40, *[100] * 9, *[240] * 8]
    line.play(np.full(160, 3000, "<i2").tobytes(), at_ms=3000)
    at_ms, last = line.audio()[-1]
    assert (at_ms, len(last) * PACKET_MS // len(PACKET)) == (2860, 160)


def test_a_sentence_has_its_begin_and_its_end(line: Line):
    """Started, paused and silent are told with the times of the speech itself."""
    pcm = one_sentence()
    line.play(pcm)
    started, paused, silent = line.speech()
    assert isinstance(started, PartyStartedSpeakingFrame)
    assert isinstance(paused, PartyPausedFrame)
    assert isinstance(silent, PartySilentFrame)
    spoken_until_ms = len(pcm) // 16 - 1500
    assert started.at_ms == pytest.approx(500, abs=150)
    assert paused.at_ms == pytest.approx(spoken_until_ms, abs=150)
    assert silent.at_ms == paused.at_ms
    assert paused.spoken_at == pytest.approx(paused.at_ms / 1000, abs=0.05)


def test_the_recogniser_has_all_the_audio_before_it_is_asked_for_the_rest(line: Line):
    """At a pause, what was heard goes on at once, before the pause itself."""
    line.play(one_sentence())
    before = []
    for frame in line.frames:
        if isinstance(frame, PartyPausedFrame):
            break
        before.append(frame)
    heard_ms = sum(len(f.audio) for f in before if isinstance(f, UserAudioRawFrame)) / 16
    (paused,) = [frame for frame in line.frames if isinstance(frame, PartyPausedFrame)]
    assert heard_ms >= paused.at_ms + PARAMS.stop_ms - PACKET_MS


def test_audio_that_ends_in_a_word_ends_the_speech(line: Line):
    """`end_speech` passes on the rest, then pauses and silences who spoke; once."""
    pcm = one_sentence()
    line.play(pcm[: RATE * 2])
    assert [type(frame) for frame in line.speech()] == [PartyStartedSpeakingFrame]
    line.track.end_speech()
    assert [type(frame) for frame in line.frames[-3:]] == [
        UserAudioRawFrame,
        PartyPausedFrame,
        PartySilentFrame,
    ]
    assert not line.track.waiting
    count = len(line.frames)
    line.track.end_speech()
    assert len(line.frames) == count


def test_a_stream_that_comes_back_has_later_times(model: SileroModel):
    """`base_ms` moves audio and speech to their place on the call's clock."""
    first, again = Line(model), Line(model, base_ms=60_000)
    for line in (first, again):
        line.play(one_sentence())
    assert [(begin + 60_000, audio) for begin, audio in first.audio()] == again.audio()
    times = [[getattr(frame, "at_ms", 0) for frame in line.speech()] for line in (first, again)]
    assert [at + 60_000 for at in times[0]] == times[1]


def test_one_wild_timestamp_cuts_nothing(model: SileroModel):
    """A packet with a timestamp of its own leaves audio and speech as they are without it."""
    pcm, calm, wild = one_sentence(), Line(model), Line(model)
    calm.play(pcm)
    for number, begin in enumerate(range(0, len(pcm), len(PACKET))):
        at_ms = 3_600_000 if number == 60 else begin // 16
        wild.hear(at_ms, pcm[begin : begin + len(PACKET)])
    assert wild.audio() == calm.audio()
    assert [type(frame) for frame in wild.speech()] == [type(frame) for frame in calm.speech()]


def test_the_order_of_frames_is_the_order_of_the_audio(line: Line):
    """Speech frames never name a time that is later than the audio before them."""
    line.play(one_sentence())
    heard_ms = 0.0
    for frame in line.frames:
        if isinstance(frame, UserAudioRawFrame):
            heard_ms = (frame.pts or 0) / 1e6 + len(frame.audio) / 16
        elif isinstance(frame, PartyPausedFrame | PartySilentFrame | PartyEagerPauseFrame):
            assert frame.at_ms <= heard_ms


@given(
    st.lists(
        st.tuples(
            st.sampled_from([0, 0, 0, 5, 40, 300, 1999, 5000, -10_000]),
            st.sampled_from([1, 7, 160]),
        ),
        max_size=40,
    )
)
def test_pieces_join_without_a_gap(model: SileroModel, packets: list[tuple[int, int]]):
    """Whatever arrives, a piece begins where the one before ended, but for what is told as lost."""
    line, at_ms = Line(model), 40
    line.play(bytes(RATE // 25 * 2))  # two packets in a row: the track has begun
    for step_ms, samples in packets:
        at_ms = max(0, at_ms + step_ms)
        line.hear(at_ms, bytes(samples * 2))
        at_ms += samples * 1000 // RATE
    line.track.end_speech()
    statuses = [frame.status for frame in line.frames if isinstance(frame, AudioStatusFrame)]
    if last := line.track.losses.last():
        statuses.append(last)
    sums_s = [
        float(re.findall(r"[\d.]+(?= s )", status.detail)[0])
        for status, after in zip_longest(statuses, statuses[1:])
        if status.code == "audio_recovered" or after is None
    ]
    pieces = line.audio()
    gaps_ms = [begin - (at + len(pcm) / 16) for (at, pcm), (begin, _) in pairwise(pieces)]
    assert all(gap > -2 for gap in gaps_ms)
    lost_ms = sum(gap for gap in gaps_ms if gap > 2)
    assert lost_ms == pytest.approx(1000 * sum(sums_s), abs=100)
