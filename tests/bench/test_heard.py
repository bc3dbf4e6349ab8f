"""Labelled calls that are spoken and heard, and how ways to tell an end are judged on them."""

from functools import cache

import pytest

from bench.boundaries import Score, coaches_of, score_units
from bench.heard import in_turn, pauses_of, score
from bench.heard_calls import HeardCall, heard
from bench.pauses import VOICES
from conversation.speech.speakers import Speaker
from evaluation.replay.replay import replay
from evaluation.replay.script import Happening
from evaluation.scoring.boundaries import unit_ends
from examples.call_maker.espeak import _spread
from examples.call_maker.speech import Speech, Voice
from tests.bench.test_boundaries import AGENT, CUSTOMER, TALK, call
from tests.product import ROOT
from transports.audio.mulaw import RATE
from transports.recording.recording import Recording, load

SAMPLE = ROOT / "bots" / "sample" / "sample_call.wav"


class SampleVoice:
    """Says whatever it is told with a few words of the sample call."""

    name = "espeak"

    def __init__(self) -> None:
        self._call: Recording = load(SAMPLE)

    def speak(self, text: str, voice: Voice) -> Speech:
        assert self._call.script
        turn = next(t for t in self._call.script.turns if t.speaker is CUSTOMER)
        words = turn.words[: max(3, len(text.split()))]
        first, last = (ms * RATE // 1000 for ms in (words[0].start_ms, words[-1].end_ms))
        samples = self._call.tracks[CUSTOMER][first:last] / 32768
        return Speech(samples, RATE, _spread(text.split(), len(samples) / RATE))


@cache
def listened() -> HeardCall:
    """The talk of `test_boundaries` by somebody who hesitates."""
    return heard(TALK, 0, SampleVoice(), None, VOICES[-1])


def test_a_call_that_is_spoken_says_its_words_at_their_times():
    """Each word once, in order, where it is in the audio; each pause is heard as one."""
    call = listened().call
    words = [w for t in call.turns if t.speaker is CUSTOMER for w in t.words]
    told = " ".join(t.text for t in TALK.turns if t.speaker is CUSTOMER)
    assert " ".join(word.word for word in words).startswith(told)
    times = [at for word in words for at in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert times[-1] * RATE // 1000 <= len(listened().audio)
    begun = [m for m in listened().moments if m.what is Happening.STARTED]
    assert {moment.speaker for moment in begun} == {CUSTOMER, AGENT}


def test_a_pause_is_an_end_where_the_thought_is_over():
    """As the audio has it: silence within a thought is none."""
    pauses = [pause for _, pause in pauses_of(listened())]
    ends = [pause for pause in pauses if pause.is_end]
    assert len(ends) == len(unit_ends(listened().call))
    assert len(pauses) > len(ends)
    assert ends[0].text.endswith("wet.")
    assert ends[0].asked == "How can I help you?"


def test_the_product_hears_the_units_of_a_spoken_call():
    """Its voice activity detection and its turn logic, on the audio alone."""
    counted = Score()
    events = replay(listened().call, *coaches_of(TALK), moments=listened().moments)
    score_units(listened().call, events, counted)
    assert (counted.told, counted.met) == (counted.due, counted.due)


def test_an_end_is_met_once():
    """By one that is told within half a second of it; the silence that it took is its delay."""
    counted = Score()
    score([(900, 0.25), (1100, 0.25), (4000, 0.9)], [1000, 6000], counted)
    assert (counted.told, counted.due, counted.met) == (3, 2, 1)
    assert counted.delays == [pytest.approx(0.15)]


def test_half_an_hour_has_calls_of_each_language():
    """One of each, then the next ones."""
    calls = [
        call((Speaker.AGENT, "Hi.")).model_copy(update={"id": id, "language": id[:2]})
        for id in ("en1", "en2", "fr1", "es1")
    ]
    assert [one.id for one in in_turn(calls)] == ["en1", "es1", "fr1", "en2"]
