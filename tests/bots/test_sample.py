"""The bundled call: what is heard is what its script says, for a person and for the VAD."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADParams, VADState

from bots import sample
from conversation.speech.speakers import Speaker
from peers.voices import pcm_of
from transports.audio import mulaw
from transports.recording.recording import Recording, Script, ScriptTurn

STEP_MS = 5
WINDOW_MS = 32
HESITATION_MS = 450
"""A pause inside a turn that is longer than this is the hesitation."""


@cache
def call() -> Recording:
    return sample.recording()


def script() -> Script:
    loaded = call().script
    assert loaded is not None
    return loaded


def test_the_people_are_named():
    """The names that the console shows are those that the two call each other."""
    said = dict.fromkeys(Speaker, "")
    for turn in script().turns:
        said[turn.speaker] += turn.text
    assert sample.PEOPLE["customer_name"] in said[Speaker.AGENT]
    assert sample.PEOPLE["agent_name"] in said[Speaker.CUSTOMER]


def levels(speaker: Speaker) -> NDArray[np.float64]:
    """The level of each 5 ms of a track, in dBFS."""
    step = mulaw.RATE * STEP_MS // 1000
    track = call().tracks[speaker].astype(np.float64) / 32768
    frames = track[: len(track) // step * step].reshape(-1, step)
    return 10 * np.log10((frames**2).mean(axis=1) + 1e-12)


def spans(turn: ScriptTurn) -> list[tuple[int, int]]:
    """Begin and end of the turn, or of its parts where a hesitation splits it."""
    starts, ends = [turn.start_ms], []
    for before, after in pairwise(turn.words):
        if after.start_ms - before.end_ms > HESITATION_MS:
            ends.append(before.end_ms)
            starts.append(after.start_ms)
    return list(zip(starts, [*ends, turn.end_ms], strict=True))


async def segments(speaker: Speaker) -> list[tuple[float, float]]:
    """What Silero takes for speech on a party's line, in ms."""
    params = VADParams(confidence=0.6, start_secs=0.1, stop_secs=0.3, min_volume=0)
    analyzer = SileroVADAnalyzer(sample_rate=mulaw.RATE, params=params)
    analyzer.set_sample_rate(mulaw.RATE)
    windows = {name: round(secs * 1000 / WINDOW_MS) for name, secs in [("on", 0.1), ("off", 0.3)]}
    size = mulaw.RATE * WINDOW_MS // 1000 * 2
    pcm = mulaw.decode(mulaw.encode(pcm_of(call(), speaker)))
    found: list[tuple[float, float]] = []
    start_ms = None
    for index in range(len(pcm) // size):
        state = await analyzer.analyze_audio(pcm[index * size : (index + 1) * size])
        if state is VADState.SPEAKING and start_ms is None:
            start_ms = (index + 1 - windows["on"]) * WINDOW_MS
        elif state is VADState.QUIET and start_ms is not None:
            found.append((start_ms, (index + 1 - windows["off"]) * WINDOW_MS))
            start_ms = None
    await analyzer.cleanup()
    assert start_ms is None, "still speaking at the end"
    return found


@pytest.mark.parametrize("speaker", Speaker)
async def test_the_vad_hears_the_scripts_turns(speaker: Speaker) -> None:
    """Silero finds the turns of the script and nothing else; only the hesitation splits one."""
    expected = [span for turn in script().spoken_by(speaker) for span in spans(turn)]
    heard = await segments(speaker)
    assert len(heard) == len(expected)
    for (start, end), (start_ms, end_ms) in zip(heard, expected, strict=True):
        assert abs(start - start_ms) <= 150, f"starts at {start}, not {start_ms}"
        assert abs(end - end_ms) <= 150, f"ends at {end}, not {end_ms}"


@pytest.mark.parametrize("speaker", Speaker)
def test_every_word_is_heard_when_the_script_says(speaker: Speaker) -> None:
    """Each word has sound in it, and there is no sound but in words, to within 60 ms."""
    level = levels(speaker)
    said = np.zeros(len(level), dtype=bool)
    for turn in script().spoken_by(speaker):
        for word in turn.words:
            first, last = word.start_ms // STEP_MS, word.end_ms // STEP_MS
            assert level[first : last + 1].max() > -40, f"{word.word} at {word.start_ms} ms"
            said[first - 60 // STEP_MS : last + 60 // STEP_MS] = True
    assert level[~said].max() < -45


@pytest.mark.parametrize("speaker", Speaker)
def test_words_begin_where_the_voice_does(speaker: Speaker) -> None:
    """After a pause, the voice sets in within 60 ms of the word's start."""
    level = levels(speaker)
    pauses = 0
    for turn in script().spoken_by(speaker):
        for before, word in pairwise(turn.words):
            if word.start_ms - before.end_ms < 80:
                continue
            middle = (before.end_ms + word.start_ms) // 2 // STEP_MS
            onset = (middle + int(np.argmax(level[middle:] > -48))) * STEP_MS
            assert abs(onset - word.start_ms) <= 60, f"{word.word} at {word.start_ms} ms"
            pauses += 1
    assert pauses >= 10


@pytest.mark.parametrize("speaker", Speaker)
def test_a_telephone_carries_it(speaker: Speaker) -> None:
    """-20 dBFS in speech, -65 dBFS between, nothing clipped, and no sound outside 300-3400 Hz."""
    level = levels(speaker)
    said = np.zeros(len(level), dtype=bool)
    for turn in script().spoken_by(speaker):
        said[turn.start_ms // STEP_MS : turn.end_ms // STEP_MS] = True
    loud = 10 ** (level[said & (level > -45)] / 10)
    assert 10 * np.log10(loud.mean()) == pytest.approx(-20, abs=1)
    quiet = np.convolve(said, np.ones(2 * 100 // STEP_MS + 1), "same") == 0
    assert 10 * np.log10((10 ** (level[quiet] / 10)).mean()) == pytest.approx(-65, abs=1)
    track = call().tracks[speaker]
    assert np.abs(track.astype(np.int32)).max() < 32767
    power = np.abs(np.fft.rfft(track)) ** 2
    hertz = np.fft.rfftfreq(len(track), 1 / mulaw.RATE)
    outside = power[(hertz < 250) | (hertz > 3450)].sum()
    assert outside < power.sum() / 10_000


def test_the_two_talk_in_turn() -> None:
    """Nine substantial customer turns, each answered, at a talk's pace, with one barge-in."""
    turns = script().turns
    assert [turn.speaker for turn in turns[1::2]] == [Speaker.CUSTOMER] * 9
    assert [turn.speaker for turn in turns[::2]] == [Speaker.AGENT] * 10
    assert all(len(turn.words) >= 10 for turn in turns)
    gaps = [after.start_ms - before.end_ms for before, after in pairwise(turns)]
    assert [gap for gap in gaps if gap < 0] == [pytest.approx(-150, abs=60)]
    assert all(450 <= gap <= 1250 for gap in gaps if gap > 0)


def test_one_hesitation_in_mid_sentence() -> None:
    """One customer turn stops for half a second after a word that ends no sentence."""
    [hesitant] = [turn for turn in script().turns if len(spans(turn)) > 1]
    [(_, stop_ms), (go_on_ms, _)] = spans(hesitant)
    [last] = [word for word in hesitant.words if word.end_ms == stop_ms]
    assert hesitant.speaker is Speaker.CUSTOMER
    assert 500 <= go_on_ms - stop_ms <= 600
    assert not last.word.endswith((".", "?", "!"))


def test_the_recording_and_its_script_are_one() -> None:
    """Both are as long as each other, and of a length that a demo can play."""
    assert script().duration_ms == call().duration_ms
    assert 80_000 <= call().duration_ms <= 110_000


def test_its_transcript_is_found_by_its_name() -> None:
    """The name under which it is played leads to its script."""
    assert sample.scripts() == {"sample_call": script()}


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (
            "forty five seats, it's ninety dollars",
            "45 seats. On the annual plan that is 90 dollars",
        ),
        (
            "two week pilot with one team, free",
            "pilot with one team of up to 15 people runs two weeks",
        ),
        ("about ten minutes", "A change takes about ten minutes"),
        ("you keep every number", "You keep every phone number"),
    ],
)
def test_its_company_knows_what_its_agent_says(said: str, written: str) -> None:
    """The documents say the same as the agent, to whatever the customer asks."""
    assert any(said in turn.text for turn in script().turns)
    assert any(written in page.read_text("utf-8") for page in sample.KNOWLEDGE.iterdir())
