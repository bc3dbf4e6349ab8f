"""Tone gate: music on hold begins no turn, and no word of a call is lost for it."""

import numpy as np
import pytest

from bench.gated_ear import listen
from bench.line_sounds import line_sounds
from bots import sample
from transports.audio.tone_gate import ToneGate

RATE, WINDOW = 8000, 256
TIMES = np.arange(2 * RATE) / RATE


def voice_at(wave: np.ndarray) -> float | None:
    """After how many seconds speech that is told from the first second on is known for a voice."""
    gate, voiced = ToneGate(WINDOW), 0
    for end in range(WINDOW, len(wave) + 1, WINDOW):
        gate.add((wave[end - WINDOW : end] * 32767).astype("<i2").tobytes())
        voiced += end - WINDOW >= RATE
        if (voiced == 3 and not gate.starts(voiced)) or (voiced > 3 and gate.goes_on(voiced)):
            return end / RATE - 1
    return None if gate.ends() else np.inf


def voice() -> np.ndarray:
    """Something like a vowel, whose pitch falls as in a sentence, and trembles as a voice does."""
    trembles = np.repeat(np.random.default_rng(2).standard_normal(len(TIMES) // 80), 80)
    pitch = (180 - 60 * (TIMES - 1)) * (1 + 0.01 * trembles)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    said = sum(np.sin(k * phase) / k for k in range(1, 20))
    return 0.3 * np.asarray(said) * (TIMES >= 1)


def notes(loudness: float = 0.3) -> np.ndarray:
    """A string that is struck each half second."""
    return loudness * np.sin(2 * np.pi * 330 * TIMES) * np.exp(-3 * (TIMES % 0.5))


@pytest.mark.parametrize(
    "line",
    [
        np.zeros(2 * RATE),
        0.02 * np.random.default_rng(1).standard_normal(2 * RATE),
        0.006 * np.sin(2 * np.pi * 150 * TIMES),
    ],
    ids=["silence", "noise", "hum"],
)
def test_a_voice_is_let_through_at_once(line: np.ndarray):
    """As soon as it lasts for the time that makes speech, whatever the line sounds like."""
    assert voice_at(line + voice()) == pytest.approx(0.1, abs=0.033)


def test_what_is_outside_the_band_of_voices_is_not_judged():
    """A line whose zero is off, and whatever Silero hears in it."""
    assert voice_at(0.2 * (TIMES >= 1)) == pytest.approx(0.1, abs=0.033)


def test_a_note_is_no_voice():
    """However long it lasts, and whatever was before it."""
    assert voice_at(notes()) is None
    assert voice_at(notes() * (TIMES >= 1)) is None


def test_a_voice_over_music_is_known_later():
    """After the half second and a bit that notes do not last."""
    assert voice_at(notes(loudness=0.1) + voice()) == pytest.approx(0.64, abs=0.05)


def test_a_short_word_over_music_is_a_voice():
    """It is neither steady nor softer than the music, where it pauses in doubt."""
    word = notes(loudness=0.1) + voice()
    assert voice_at(word[: round(1.4 * RATE)]) == np.inf


def test_what_a_line_carries_begins_no_turns():
    """At most one false start in ten minutes, of tones, noise and music of many kinds."""
    sounds = line_sounds(24, seed=7)
    assert sum(len(pcm) for pcm in sounds.values()) >= 10 * 60 * 2 * RATE
    assert sum(heard.starts for heard in listen(sounds).values()) <= 1


def test_no_speech_of_a_call_is_missed():
    """None of the sample call is taken for music."""
    tracks = {str(who): pcm.tobytes() for who, pcm in sample.recording().tracks.items()}
    assert [heard.missed_ms for heard in listen(tracks).values()] == [[], []]
