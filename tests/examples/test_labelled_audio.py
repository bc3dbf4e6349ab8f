"""Labelled calls become audio: their turns in order, other voices, something behind them."""

import numpy as np
import pytest

from conversation.speech.speakers import Speaker
from evaluation.labels.labelled_call import LabelledCall, LabelledTurn
from examples.call_maker.background import LEVELS_DBFS, BackgroundNoise, with_background
from examples.call_maker.espeak import _spread
from examples.call_maker.labelled import VOICES, script_of
from transports.audio.mulaw import RATE

HELLO = LabelledTurn(speaker=Speaker.AGENT, start_ms=500, end_ms=2000, text="hello")
OVER_IT = LabelledTurn(speaker=Speaker.CUSTOMER, start_ms=1700, end_ms=4000, text="hi it broke")
NO_WORD = LabelledTurn(speaker=Speaker.AGENT, start_ms=4100, end_ms=4200, text="…")
LATER = LabelledTurn(speaker=Speaker.AGENT, start_ms=5000, end_ms=6000, text="oh no")


def call(language: str) -> LabelledCall:
    return LabelledCall(id="one", language=language, turns=[HELLO, OVER_IT, NO_WORD, LATER])


def test_turns_follow_and_overlap_as_the_labels_say():
    """With the gaps between them; what has no word is not spoken."""
    lines = script_of(call("en"), 0).turns
    assert [line.speaker for line in lines] == [Speaker.AGENT, Speaker.CUSTOMER, Speaker.AGENT]
    assert [line.after for line in lines] == [0.0, -0.3, 1.0]


@pytest.mark.parametrize("language", ["en", "fr-CA", "es"])
def test_each_call_has_voices_of_its_own(language: str):
    """Of its language; the two parties never sound the same."""
    scripts = [script_of(call(language), number) for number in range(4)]
    customers = [script.voice(Speaker.CUSTOMER, "espeak").name for script in scripts]
    assert sorted(customers) == sorted(VOICES[language[:2]])
    for script, customer in zip(scripts, customers, strict=True):
        assert script.voice(Speaker.AGENT, "espeak").name != customer


@pytest.mark.parametrize("kind", list(LEVELS_DBFS))
def test_what_is_behind_a_voice_is_as_loud_as_said(kind: BackgroundNoise):
    """Measured on a silent track; the same seed gives the same sound."""
    other = (np.sin(np.arange(RATE) / 5) * 8000).astype(np.int16)
    silence = np.zeros(RATE * 3, np.int16)
    track = with_background(silence, kind, other, seed=1)
    level = 20 * np.log10(np.sqrt(((track / 32768) ** 2).mean()))
    assert level == pytest.approx(LEVELS_DBFS[kind], abs=1)
    assert np.array_equal(track, with_background(silence, kind, other, seed=1))
    assert with_background(silence, BackgroundNoise.NONE, other, seed=1) is silence


def test_words_without_times_share_their_sentence():
    """By their letters, one behind the other, to its end."""
    words = _spread(["a", "abc"], 2.0)
    assert [(w.word, w.start_s, w.end_s) for w in words] == [("a", 0.0, 0.5), ("abc", 0.5, 2.0)]
