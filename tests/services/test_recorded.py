from collections.abc import Sequence

from pipecat.frames.frames import (
    Frame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    UserAudioRawFrame,
)
from pipecat.tests.utils import SleepFrame, run_test

from conversation.speech.speakers import Speaker
from frames.speech import PartyPausedFrame
from frames.turns import FinalizeFrame, SttFinalizedFrame
from services.stt.recorded import RecordedSTTService
from transports.recording.recording import Script, ScriptTurn, ScriptWord

CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT
MOMENT = SleepFrame(sleep=0.001)  # system frames overtake the others


def script_turn(speaker: Speaker, *words: tuple[str, int, int]) -> ScriptTurn:
    said = [ScriptWord(word=word, start_ms=start, end_ms=end) for word, start, end in words]
    return ScriptTurn(
        speaker=speaker,
        text=" ".join(word.word for word in said),
        words=said,
        start_ms=said[0].start_ms,
        end_ms=said[-1].end_ms,
    )


SCRIPT = Script(
    title="A short call",
    language="en",
    duration_ms=3000,
    voices={CUSTOMER: "one", AGENT: "two"},
    turns=[
        script_turn(CUSTOMER, ("How", 100, 300), ("much?", 320, 600)),
        script_turn(AGENT, ("Forty.", 900, 1200)),
        script_turn(CUSTOMER, ("Too", 1500, 1700), ("much.", 1720, 2000)),
    ],
)


def audio(at_ms: int, duration_ms: int = 100) -> UserAudioRawFrame:
    frame = UserAudioRawFrame(bytes(duration_ms * 16), 8000, 1, user_id=CUSTOMER)
    frame.pts = at_ms * 1_000_000
    return frame


async def heard(speaker: Speaker, *frames: Frame) -> Sequence[Frame]:
    """The transcripts and confirmations that a party's audio brings."""
    spaced = [f for frame in frames for f in (frame, MOMENT)]
    down, _ = await run_test(RecordedSTTService(SCRIPT, speaker), frames_to_send=spaced)
    kinds = (InterimTranscriptionFrame, TranscriptionFrame, SttFinalizedFrame)
    return [frame for frame in down if isinstance(frame, kinds)]


async def test_words_come_when_their_time_has_come():
    """A word is told once its end was heard, with those before it."""
    frames = await heard(CUSTOMER, *(audio(at_ms) for at_ms in range(0, 700, 100)))
    interims = [frame for frame in frames if isinstance(frame, InterimTranscriptionFrame)]
    assert [frame.text for frame in interims] == ["How", "How much?"]


async def test_a_pause_makes_the_words_final():
    """At a pause the words are final, with their times, and the span is confirmed."""
    _, _, said, confirmed, *_ = await heard(
        CUSTOMER, audio(0, 300), audio(300, 400), PartyPausedFrame(speaker=CUSTOMER)
    )
    assert isinstance(said, TranscriptionFrame)
    assert said.text == "How much?"
    assert said.result == {"start_ms": 100, "end_ms": 600, "confidence": 1.0}
    assert isinstance(confirmed, SttFinalizedFrame)


async def test_an_eager_pause_finalizes_nothing():
    """Words that the script knows need not be finalized early; the pause confirms them, once."""
    finalize = FinalizeFrame(CUSTOMER)
    frames = await heard(CUSTOMER, audio(0, 700), finalize, PartyPausedFrame(speaker=CUSTOMER))
    kinds = [type(frame) for frame in frames[:3]]
    assert kinds == [InterimTranscriptionFrame, TranscriptionFrame, SttFinalizedFrame]


async def test_a_pause_without_words_is_confirmed():
    """Where nothing was said, nobody has to wait for words."""
    frames = await heard(AGENT, audio(0), PartyPausedFrame(speaker=AGENT))
    assert isinstance(frames[0], SttFinalizedFrame)


async def test_no_word_is_said_twice():
    """Words that were final are not told again, and later ones stand alone."""
    frames = await heard(
        CUSTOMER,
        audio(0, 1000),
        PartyPausedFrame(speaker=CUSTOMER),
        audio(1000, 1500),
        PartyPausedFrame(speaker=CUSTOMER),
    )
    finals = [frame.text for frame in frames if type(frame) is TranscriptionFrame]
    assert finals == ["How much?", "Too much."]


async def test_the_last_words_are_final_at_the_end():
    """A call that ends in mid-speech loses none of the words that were heard."""
    frames = await heard(CUSTOMER, audio(0, 1000), audio(1000, 800))
    finals = [frame.text for frame in frames if type(frame) is TranscriptionFrame]
    assert finals == ["How much? Too"]


async def test_each_party_hears_its_own_words():
    """The agent's recogniser says nothing of the customer's."""
    frames = await heard(AGENT, audio(0, 3000))
    finals = [frame.text for frame in frames if type(frame) is TranscriptionFrame]
    assert finals == ["Forty."]


async def test_the_audio_ends_here():
    """No audio goes on."""
    down, _ = await run_test(RecordedSTTService(SCRIPT, CUSTOMER), frames_to_send=[audio(0)])
    assert not any(isinstance(frame, UserAudioRawFrame) for frame in down)
