from itertools import pairwise

import numpy as np
import pytest

from conversation.speech.speakers import Speaker
from examples.call_maker import phone_line
from examples.call_maker.recorder import HESITATION_S, LEAD_S, SENTENCE_PAUSE_S, TAIL_S, record
from examples.call_maker.script import CallScript
from examples.call_maker.speech import Speech, SpeechError, SpokenWord, Voice, joined
from transports.audio.mulaw import RATE

WORD_S = 0.2


class Tones:
    """A synthesiser that says each word as 0.2 s of 1 kHz, between half-seconds of silence."""

    name = "flite"

    def speak(self, text: str, voice: Voice) -> Speech:
        if voice.name == "hoarse":
            raise SpeechError("no voice today")
        words = text.split()
        silence = np.zeros(8000)
        time = np.arange(round(len(words) * WORD_S * 16000)) / 16000
        samples = np.concatenate([silence, 0.9 * np.sin(2 * np.pi * 1000 * time), silence])
        spoken = [
            SpokenWord(word, 0.5 + i * WORD_S, 0.5 + (i + 1) * WORD_S)
            for i, word in enumerate(words)
        ]
        return Speech(samples, 16000, spoken)


def script(*turns: dict[str, object], voice: str = "tone") -> CallScript:
    voices = {speaker: {"flite": {"name": voice, "pace": 1.2}} for speaker in Speaker}
    return CallScript.model_validate({"title": "A call", "voices": voices, "turns": list(turns)})


def loud(track: np.ndarray) -> list[tuple[float, float]]:
    """Begin and end, in s, of what is louder than -40 dBFS."""
    frames = track[: len(track) // 40 * 40].reshape(-1, 40).astype(float) / 32768
    on = np.concatenate([[False], np.sqrt((frames**2).mean(axis=1)) > 0.01, [False]])
    edges = np.flatnonzero(on[1:] != on[:-1]) * 0.005
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def test_each_party_is_heard_on_their_own_track_at_their_time() -> None:
    """Turns follow each other by `after`; the other track holds nothing but the line's noise."""
    call = record(script({"agent": "one two"}, {"customer": "three", "after": 0.5}), Tones())
    begin = LEAD_S + 2 * WORD_S + 0.5
    [(agent_on, agent_off)] = loud(call.tracks[Speaker.AGENT])
    [(customer_on, customer_off)] = loud(call.tracks[Speaker.CUSTOMER])
    assert (agent_on, agent_off) == pytest.approx((LEAD_S, LEAD_S + 2 * WORD_S), abs=0.02)
    assert (customer_on, customer_off) == pytest.approx((begin, begin + WORD_S), abs=0.03)
    assert call.duration_ms == pytest.approx((begin + WORD_S + TAIL_S) * 1000, abs=40)


def test_the_script_has_the_time_of_every_word() -> None:
    """Words are timed from the start of the call, and the voices say how they were made."""
    call = record(script({"agent": "one two"}, {"customer": "three", "after": 0.5}), Tones())
    made = call.script
    assert made is not None
    assert (made.title, made.language, made.duration_ms) == ("A call", "en", call.duration_ms)
    assert made.voices[Speaker.AGENT] == "flite, voice tone, pace 1.2"
    words = [(word.word, word.start_ms, word.end_ms) for turn in made.turns for word in turn.words]
    assert [word for word, _, _ in words] == ["one", "two", "three"]
    times = np.array([times for _, *times in words])
    assert times == pytest.approx(
        np.array([[800, 1000], [1000, 1200], [1700, 1900]], dtype=float), abs=20
    )


def test_pauses_are_the_scripts_own() -> None:
    """Silence of the synthesiser is cut; sentences and hesitations have their own pauses."""
    call = record(script({"agent": "well ... one. two"}), Tones())
    spans = loud(call.tracks[Speaker.AGENT])
    pauses = [after[0] - before[1] for before, after in pairwise(spans)]
    assert pauses == pytest.approx([HESITATION_S, SENTENCE_PAUSE_S], abs=0.02)


def test_a_party_can_be_talked_over() -> None:
    """With `after` below 0 a turn begins before the other's end, and both are whole."""
    call = record(script({"agent": "one two"}, {"customer": "three", "after": -0.15}), Tones())
    [(_, agent_off)] = loud(call.tracks[Speaker.AGENT])
    [(customer_on, customer_off)] = loud(call.tracks[Speaker.CUSTOMER])
    assert customer_on - agent_off == pytest.approx(-0.15, abs=0.02)
    assert customer_off - customer_on == pytest.approx(WORD_S, abs=0.02)


def test_what_the_synthesiser_says_goes_up() -> None:
    """Its error is the recorder's error, word for word."""
    with pytest.raises(SpeechError, match=r"^no voice today$"):
        record(script({"agent": "one"}, voice="hoarse"), Tones())


def test_the_line_carries_a_telephones_band() -> None:
    """100 Hz and 3700 Hz are gone, 1000 Hz is kept."""
    time = np.arange(16000) / 16000
    levels = []
    for hertz in (100, 1000, 3700):
        tone = Speech(np.sin(2 * np.pi * hertz * time), 16000, [])
        levels.append(float(np.abs(phone_line.narrowed(tone).samples[400:-400]).max()))
    assert levels == pytest.approx([0, 1, 0], abs=0.01)


@pytest.mark.parametrize("volume", [0.01, 0.9])
def test_every_voice_is_as_loud(volume: float) -> None:
    """A soft and a loud voice both come to -20 dBFS; their pauses don't count."""
    time = np.arange(RATE) / RATE
    tone = volume * np.sin(2 * np.pi * 1000 * time)
    speech = phone_line.levelled(Speech(np.concatenate([tone, np.zeros(RATE)]), RATE, []))
    rms = np.sqrt((speech.samples[:RATE] ** 2).mean())
    assert 20 * np.log10(rms) == pytest.approx(phone_line.LEVEL_DBFS, abs=0.1)


def test_the_lines_noise_is_soft_and_always_the_same() -> None:
    """Noise is at its level, and a seed gives the same noise, so that a call can be made again."""
    one, two = phone_line.noise(RATE, 1), phone_line.noise(RATE, 2)
    assert 20 * np.log10(np.sqrt((one**2).mean())) == pytest.approx(phone_line.NOISE_DBFS, abs=0.1)
    assert np.array_equal(one, phone_line.noise(RATE, 1))
    assert not np.array_equal(one, two)


def test_silence_around_speech_is_cut() -> None:
    """The words move with their sound, and none reaches beyond it."""
    speech = Tones().speak("one two", Voice(name="tone")).trimmed()
    assert speech.seconds == pytest.approx(2 * WORD_S, abs=0.01)
    assert [(w.start_s, w.end_s) for w in speech.words] == [
        pytest.approx((0, WORD_S), abs=0.01),
        pytest.approx((WORD_S, 2 * WORD_S), abs=0.01),
    ]
    assert speech.words[-1].end_s <= speech.seconds


def test_pieces_of_speech_become_one() -> None:
    """Each piece comes after its pause, and its words with it."""
    piece = Speech(np.ones(100), 100, [SpokenWord("a", 0.25, 0.75)])
    speech = joined([(0.0, piece), (0.5, piece)])
    assert speech.samples.tolist() == [1.0] * 100 + [0.0] * 50 + [1.0] * 100
    assert speech.words == [SpokenWord("a", 0.25, 0.75), SpokenWord("a", 1.75, 2.25)]


def test_a_word_that_is_trimmed_away_takes_no_time():
    """One whose times lie in the silence behind the voice ends where that ends, and not before."""
    tones = Tones().speak("one", Voice(name="tone"))
    late = Speech(tones.samples, tones.rate, [SpokenWord("one", 0.9, 1.1)])
    (word,) = late.trimmed().words
    assert word.start_s == word.end_s == pytest.approx(WORD_S)
