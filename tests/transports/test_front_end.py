import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest
from pipecat.frames.frames import Frame, TextFrame, UserAudioRawFrame

from bots import sample
from conversation.speech.detector import SpeechParams
from conversation.speech.speakers import Speaker
from frames.speech import (
    AudioStatusFrame,
    PartyPausedFrame,
    PartySilentFrame,
    PartyStartedSpeakingFrame,
)
from transports.audio.front_end import FrontEnd
from transports.audio.silero_vad import SileroModel
from transports.audio.speech_scorer import SpeechScorer
from transports.source import ExpectedAudio

PACKET_MS = 20
PACKET_BYTES = 320
CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT
EXPECTED = ExpectedAudio("mu-law audio of 8000 Hz", "send both.")

pytestmark = pytest.mark.looptime


@pytest.fixture(scope="module")
def model() -> SileroModel:
    return SileroModel()


class Line:
    """A running front end; packets are heard at real time on the loop's (virtual) clock."""

    def __init__(self, model: SileroModel):
        self.frames: list[Frame] = []
        self.front_end = FrontEnd(scorer=SpeechScorer(model, wait_s=0), params=SpeechParams())
        self._at_ms = 0

    async def push(self, frame: Frame) -> None:
        self.frames.append(frame)

    async def hear(self, **voices: bytes) -> None:
        """Packets of these parties until the longest voice has ended."""
        longest = max(map(len, voices.values()))
        for begin in range(0, longest, PACKET_BYTES):
            await asyncio.sleep(PACKET_MS / 1000)
            for party, voice in voices.items():
                packet = voice[begin : begin + PACKET_BYTES]
                if packet:
                    self.front_end.feed(Speaker(party), self._at_ms, packet)
            self._at_ms += PACKET_MS

    def skip(self, hole_ms: int) -> None:
        """The next packets are so much later."""
        self._at_ms += hole_ms

    def speech(self, speaker: Speaker) -> list[type[Frame]]:
        kinds = (PartyStartedSpeakingFrame, PartyPausedFrame, PartySilentFrame)
        return [
            type(frame)
            for frame in self.frames
            if isinstance(frame, kinds) and frame.speaker is speaker
        ]


@asynccontextmanager
async def running(model: SileroModel) -> AsyncIterator[Line]:
    line = Line(model)
    task = asyncio.create_task(line.front_end.run(line.push))
    try:
        yield line
    finally:
        task.cancel()


def words(seconds: float = 1.5) -> bytes:
    """The begin of the customer's first turn in the sample call."""
    script = sample.recording().script
    assert script
    first = script.spoken_by(CUSTOMER)[0].start_ms * 8
    track = sample.recording().tracks[CUSTOMER][first : first + int(seconds * 8000)]
    return track.astype("<i2").tobytes()


def quiet(seconds: float) -> bytes:
    return bytes(int(seconds * 8000) * 2)


@pytest.mark.parametrize("wild_ms", [3000, 3_600_000])
async def test_a_wild_first_timestamp_parts_no_tracks(model: SileroModel, wild_ms: int):
    """Both parties stay on one clock, whichever of them begins with a timestamp of its own."""
    async with running(model) as line:
        for speaker in (CUSTOMER, AGENT):
            line.front_end.feed(speaker, wild_ms, quiet(0.02))
        for at_ms in range(20, 400, 20):
            for speaker in (AGENT, CUSTOMER):
                line.front_end.feed(speaker, at_ms, quiet(0.02))
        assert line.front_end.now_ms == pytest.approx(400, abs=PACKET_MS)
        await line.front_end.finish(line.push)
    audio = [frame for frame in line.frames if isinstance(frame, UserAudioRawFrame)]
    for speaker in (CUSTOMER, AGENT):
        begins = [round((f.pts or 0) / 1e6) for f in audio if f.user_id == speaker]
        assert begins == pytest.approx([0, 40, 140, 240, 340], abs=60)


async def test_a_track_that_starts_late_has_its_place(model: SileroModel):
    """A party whose audio begins after a minute without any is heard there, and nothing is lost."""
    async with running(model) as line:
        line.front_end.feed(CUSTOMER, 0, quiet(0.02))
        for at_ms in range(60_000, 60_200, 20):
            line.front_end.feed(AGENT, at_ms, quiet(0.02))
        await line.front_end.finish(line.push)
    audio = [f for f in line.frames if isinstance(f, UserAudioRawFrame) and f.user_id == AGENT]
    assert [round((frame.pts or 0) / 1e6) for frame in audio] == [20, 60_020, 60_120]
    assert not [frame for frame in line.frames if isinstance(frame, AudioStatusFrame)]


async def test_each_party_has_a_track_of_its_own(model: SileroModel):
    """What one party says is audio and speech of that party alone."""
    async with running(model) as line:
        await line.hear(customer=words() + quiet(1.5), agent=quiet(3))
        await line.front_end.finish(line.push)
        assert line.speech(CUSTOMER) == [
            PartyStartedSpeakingFrame,
            PartyPausedFrame,
            PartySilentFrame,
        ]
        assert line.speech(AGENT) == []
        heard = {
            party: b"".join(
                f.audio
                for f in line.frames
                if isinstance(f, UserAudioRawFrame) and f.user_id == party
            )
            for party in Speaker
        }
        assert heard == {CUSTOMER: words() + quiet(1.5), AGENT: quiet(3)}


async def test_a_line_that_goes_dead_ends_the_speech(model: SileroModel):
    """A party whose packets stop in mid-word is silent after about a second."""
    async with running(model) as line:
        await line.hear(customer=words())
        await asyncio.sleep(0.9)
        assert line.speech(CUSTOMER) == [PartyStartedSpeakingFrame]
        await asyncio.sleep(0.7)
        assert line.speech(CUSTOMER)[1:] == [PartyPausedFrame, PartySilentFrame]


async def test_a_track_that_stalls_ends_its_speech_though_the_other_goes_on(model: SileroModel):
    """Where no packets are sent for silence, the other party's packets hide nothing."""
    async with running(model) as line:
        await line.hear(customer=words(), agent=quiet(3.5))
        assert line.speech(CUSTOMER)[1:] == [PartyPausedFrame, PartySilentFrame]


async def test_a_pause_of_the_process_is_no_stall(model: SileroModel):
    """Timers run before what has come meanwhile is read: nobody's speech ends by that."""
    async with running(model) as line:
        await line.hear(customer=words(1.0))
        loop = asyncio.get_running_loop()
        loop.setup_looptime(start=loop.time() + 1.5)  # pyright: ignore[reportAttributeAccessIssue]
        await asyncio.sleep(0.01)
        await line.hear(customer=words()[len(words(1.0)) :])
        assert line.speech(CUSTOMER) == [PartyStartedSpeakingFrame]


async def test_silence_without_packets_ends_a_turn(model: SileroModel):
    """A track that stalls after its pause has been told is silent, with no second pause."""
    async with running(model) as line:
        await line.hear(customer=words() + quiet(0.45), agent=quiet(3.5))
        assert line.speech(CUSTOMER)[1:] == [PartyPausedFrame, PartySilentFrame]


async def test_a_stall_where_nobody_speaks_is_nothing(model: SileroModel):
    """No frames come of silence without packets."""
    async with running(model) as line:
        await line.hear(customer=quiet(0.5), agent=quiet(0.5))
        await asyncio.sleep(1)
        before = len(line.frames)
        await asyncio.sleep(60)
        assert len(line.frames) == before


async def test_finish_pushes_all_that_is_left(model: SileroModel):
    """The last piece and the end of the speech come out at the end of the call."""
    async with running(model) as line:
        await line.hear(customer=words(1.51))
        await line.front_end.finish(line.push)
        audio = b"".join(f.audio for f in line.frames if isinstance(f, UserAudioRawFrame))
        assert audio == words(1.51)
        assert line.speech(CUSTOMER)[-2:] == [PartyPausedFrame, PartySilentFrame]


async def test_windows_that_wait_for_their_batch_are_not_lost(model: SileroModel):
    """`finish` scores what the batch still holds before it ends the speech."""
    frames: list[Frame] = []

    async def push(frame: Frame) -> None:
        frames.append(frame)

    scorer = SpeechScorer(model, wait_s=3600)
    front_end = FrontEnd(scorer=scorer, params=SpeechParams())
    front_end.feed(CUSTOMER, 0, words())
    await front_end.finish(push)
    assert [type(frame) for frame in frames if not isinstance(frame, UserAudioRawFrame)][-2:] == [
        PartyPausedFrame,
        PartySilentFrame,
    ]


async def test_packets_wait_for_the_batch_of_all_calls(model: SileroModel):
    """And are heard in it as each would be at once, with the time at which they came."""
    scorer = SpeechScorer(model, wait_s=3600)
    ends = [FrontEnd(scorer=scorer, params=SpeechParams()) for _ in range(2)]
    voice = words() + quiet(0.5)
    for end in ends:
        for number in range(len(voice) // PACKET_BYTES):
            packet = voice[number * PACKET_BYTES :][:PACKET_BYTES]
            end.feed(CUSTOMER, number * PACKET_MS, packet)
    assert [end.now_ms for end in ends] == [0, 0]
    await asyncio.sleep(1)
    scorer.flush()
    assert [end.now_ms for end in ends] == [2000, 2000]
    now = asyncio.get_running_loop().time()
    for end in ends:
        frames: list[Frame] = []

        async def push(frame: Frame, frames: list[Frame] = frames) -> None:
            frames.append(frame)

        await end.finish(push)
        audio = [frame.audio for frame in frames if isinstance(frame, UserAudioRawFrame)]
        assert b"".join(audio) == voice
        paused = [frame for frame in frames if isinstance(frame, PartyPausedFrame)]
        assert paused[0].spoken_at < now - 1


async def test_a_packet_that_fails_ends_its_own_call_alone(model: SileroModel):
    """Whoever feeds that call is told at the next packet; the others of the batch are heard."""
    scorer = SpeechScorer(model, wait_s=3600)
    broken, fine = (FrontEnd(scorer=scorer, params=SpeechParams()) for _ in range(2))
    broken.feed(CUSTOMER, 0, quiet(0.02))
    broken.feed(CUSTOMER, "soon", quiet(0.02))  # pyright: ignore[reportArgumentType]
    fine.feed(CUSTOMER, 0, quiet(0.02))
    scorer.flush()
    assert fine.now_ms == 20
    with pytest.raises(TypeError):
        broken.feed(CUSTOMER, 40, quiet(0.02))
    fine.feed(CUSTOMER, 20, quiet(0.02))
    scorer.flush()
    assert fine.now_ms == 40


async def test_audio_is_heard_at_once_where_no_frame_is_before_it(model: SileroModel):
    """What can't be taken so, and what follows a frame, is a frame of its own, in its place."""
    told: list[str] = []
    takes = True

    def hear(at_ms: float, audio: bytes, sample_rate: int) -> bool:
        if takes:
            told.append(f"{at_ms:g} ms, {len(audio)} bytes at {sample_rate}")
        return takes

    async def push(frame: Frame) -> None:
        told.append(type(frame).__name__)

    front_end = FrontEnd(scorer=SpeechScorer(model, wait_s=0), params=SpeechParams())
    front_end.hear_by({CUSTOMER: hear})
    front_end.feed(CUSTOMER, 0, quiet(0.1))
    front_end.feed(AGENT, 0, quiet(0.1))
    front_end.feed(CUSTOMER, 100, quiet(0.1))
    takes = False
    task = asyncio.create_task(front_end.run(push))
    await asyncio.sleep(0.01)
    front_end.feed(CUSTOMER, 200, quiet(0.1))
    await asyncio.sleep(0.01)
    takes = True
    front_end.feed(CUSTOMER, 300, quiet(0.1))
    task.cancel()
    frame = "UserAudioRawFrame"
    first, last = "0 ms, 1600 bytes at 8000", "300 ms, 1600 bytes at 8000"
    assert told == [first, frame, frame, frame, last]


async def test_frames_keep_their_order_though_pushing_takes_time(model: SileroModel):
    """A push that has to wait, with `finish` meanwhile, lets no frame overtake another."""
    pushed: list[str] = []

    async def slowly(frame: Frame) -> None:
        assert isinstance(frame, TextFrame)
        await asyncio.sleep(1 if frame.text == "1" else 0)
        pushed.append(frame.text)

    front_end = FrontEnd(scorer=SpeechScorer(model, wait_s=0), params=SpeechParams())
    task = asyncio.create_task(front_end.run(slowly))
    front_end.emit(TextFrame("1"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    front_end.emit(TextFrame("2"))
    await front_end.finish(slowly)
    task.cancel()
    assert pushed == ["1", "2"]


async def test_the_clock_is_that_of_the_party_heard_last(model: SileroModel):
    """`now_ms` is the end of the audio of either party."""
    async with running(model) as line:
        line.front_end.feed(CUSTOMER, 0, quiet(0.02))
        assert line.front_end.now_ms == 20
        line.front_end.feed(AGENT, 1500, quiet(0.02))
        assert line.front_end.now_ms == 1520


async def test_idle_is_since_the_last_audio_of_either(model: SileroModel):
    """A stream that has brought nothing yet is idle since its begin."""
    async with running(model) as line:
        await asyncio.sleep(7)
        assert line.front_end.idle_s == pytest.approx(7, abs=0.1)
        line.front_end.feed(AGENT, 0, quiet(0.02))
        assert line.front_end.idle_s == pytest.approx(0, abs=0.1)


async def test_noise_is_not_speech(model: SileroModel):
    """A loud crackle without a voice starts nothing."""
    noise = np.random.default_rng(1).normal(0, 3000, 16_000).clip(-32768, 32767)
    async with running(model) as line:
        await line.hear(customer=noise.astype("<i2").tobytes())
        assert PartyStartedSpeakingFrame not in line.speech(CUSTOMER)


async def test_audio_in_bursts_is_not_cut_to_pieces(model: SileroModel):
    """Two seconds of audio at a time: the audio's own clock tells its pauses, not the arrival."""
    pcm = quiet(4.7) + words() + quiet(2.8)
    packets = range(0, len(pcm), PACKET_BYTES)
    async with running(model) as smooth:
        await smooth.hear(customer=pcm)
    async with running(model) as line:
        for begin in range(0, len(packets), 100):
            await asyncio.sleep(2)
            for at in packets[begin : begin + 100]:
                line.front_end.feed(CUSTOMER, at // 16, pcm[at : at + PACKET_BYTES])
        await asyncio.sleep(10)
    assert line.speech(CUSTOMER) == smooth.speech(CUSTOMER)


async def test_one_track_alone_is_told(model: SileroModel):
    """Where both parties were promised, the one that never comes is told to the agent."""
    async with running(model) as line:
        line.front_end.expect_both(EXPECTED)
        await line.hear(customer=quiet(6))
    told = [frame.status for frame in line.frames if isinstance(frame, AudioStatusFrame)]
    assert [(status.speaker, status.code) for status in told] == [(AGENT, "audio_not_heard")]


async def test_silence_that_is_not_sent_is_no_loss(model: SileroModel):
    """A party who speaks again after ten seconds without packets: the other's came meanwhile."""
    async with running(model) as line:
        line.front_end.expect_both(EXPECTED)
        await line.hear(customer=words() + quiet(1), agent=quiet(2.5))
        await line.hear(agent=quiet(10))
        await line.hear(customer=words() + quiet(1), agent=quiet(2.5))
        await line.front_end.finish(line.push)
    assert not [frame for frame in line.frames if isinstance(frame, AudioStatusFrame)]
    assert len(line.speech(CUSTOMER)) == 6


async def test_silence_that_neither_party_sends_is_no_loss(model: SileroModel):
    """Both are silent for eight seconds, and no packet comes: nothing is told as lost."""
    async with running(model) as line:
        line.front_end.expect_both(EXPECTED)
        await line.hear(customer=words() + quiet(1), agent=quiet(2.5))
        await asyncio.sleep(8)
        line.skip(8000)
        await line.hear(customer=words() + quiet(1), agent=quiet(2.5))
        await line.front_end.finish(line.push)
    assert not [frame for frame in line.frames if isinstance(frame, AudioStatusFrame)]
    assert len(line.speech(CUSTOMER)) == 6


async def test_packets_that_stop_in_a_word_are_a_loss_of_that_party(model: SileroModel):
    """Who was silent lost nothing that is known."""
    async with running(model) as line:
        await line.hear(customer=words(), agent=quiet(1.5))
        await asyncio.sleep(8)
        line.skip(8000)
        await line.hear(customer=quiet(1), agent=quiet(1))
        await line.front_end.finish(line.push)
    told = [frame.status for frame in line.frames if isinstance(frame, AudioStatusFrame)]
    assert [(status.speaker, status.code) for status in told] == [(CUSTOMER, "audio_lost")]


@pytest.mark.parametrize("burst_s", [0.5, 2, 5])
async def test_bursts_of_both_parties_are_heard_as_if_they_were_smooth(
    model: SileroModel, burst_s: float
):
    """Where speech begins and ends is what the audio says, however it arrives."""
    pcm = {"customer": quiet(2) + words() + quiet(4), "agent": quiet(5) + words() + quiet(1)}

    def edges(line: Line) -> list[tuple[type[Frame], int]]:
        kinds = (PartyStartedSpeakingFrame, PartyPausedFrame, PartySilentFrame)
        return [(type(frame), frame.at_ms) for frame in line.frames if isinstance(frame, kinds)]

    async with running(model) as smooth:
        await smooth.hear(**pcm)
        await smooth.front_end.finish(smooth.push)
    async with running(model) as line:
        step = int(burst_s * 1000)
        for begin_ms in range(0, 7500, step):
            await asyncio.sleep(burst_s)
            for party, voice in pcm.items():
                for at_ms in range(begin_ms, begin_ms + step, PACKET_MS):
                    if packet := voice[at_ms * 16 : at_ms * 16 + PACKET_BYTES]:
                        line.front_end.feed(Speaker(party), at_ms, packet)
        await line.front_end.finish(line.push)
    assert sorted(edges(line), key=str) == sorted(edges(smooth), key=str)
    assert not [frame for frame in line.frames if isinstance(frame, AudioStatusFrame)]


async def test_a_hole_in_both_tracks_is_a_loss(model: SileroModel):
    """Ten seconds without a packet of anybody are told when the audio goes on."""
    async with running(model) as line:
        await line.hear(customer=words(), agent=quiet(1.5))
        for at_ms in range(11_500, 12_500, PACKET_MS):
            for speaker in (CUSTOMER, AGENT):
                line.front_end.feed(speaker, at_ms, quiet(0.02))
        await line.front_end.finish(line.push)
    told = [frame.status for frame in line.frames if isinstance(frame, AudioStatusFrame)]
    assert sorted((status.speaker, status.code) for status in told) == [
        (AGENT, "audio_lost"),
        (CUSTOMER, "audio_lost"),
    ]


async def test_audio_after_the_finish_is_not_heard(model: SileroModel):
    """A source that goes on after the call's end changes nothing."""
    async with running(model) as line:
        line.front_end.feed(CUSTOMER, 0, quiet(0.1))
        await line.front_end.finish(line.push)
        line.front_end.feed(CUSTOMER, 100, quiet(0.1))
        await line.front_end.finish(line.push)
        assert line.front_end.now_ms == 100
    assert sum(len(f.audio) for f in line.frames if isinstance(f, UserAudioRawFrame)) == 1600
