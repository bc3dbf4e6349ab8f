"""What is too soft for speech is not scored for long, and speech is heard as before."""

from collections.abc import Callable

import numpy as np
import pytest
from pipecat.frames.frames import Frame

from bots import sample
from conversation.speech.detector import SpeechDetector, SpeechEdge, SpeechParams
from conversation.speech.speakers import Speaker
from frames.speech import PartyPausedFrame
from transports.audio import mulaw
from transports.audio.level_gate import SOFT_WINDOWS, LevelGate
from transports.audio.silero_vad import (
    WINDOW_SAMPLES,
    SileroModel,
    SpeechScorer,
    TrackState,
    Window,
    measured,
)
from transports.audio.track import Track

MIN_DBFS = -60.0
SOFT, LOUD = -61.0, -60.0
WINDOW_MS = 32
PACKET = 160  # samples


class Counted(SileroModel):
    """A model that knows windows by their first sample, and remembers which it has scored."""

    def __init__(self) -> None:
        self.scored: list[int] = []

    def score(self, tracks: list[TrackState], windows: list[Window]) -> list[float]:
        self.scored += [int(window[0]) for window in windows]
        return [0.5] * len(windows)


def played(levels: list[float]) -> tuple[list[int], list[float | None]]:
    """Which windows of these levels are scored, in order, and the probabilities told."""
    model, told = Counted(), list[float | None]()
    gate = LevelGate(SpeechScorer(model, wait_s=0), TrackState(8000), MIN_DBFS)
    for number, dbfs in enumerate(levels):
        gate.submit(np.full(WINDOW_SAMPLES[8000], number, np.float32), dbfs, told.append)
    return model.scored, told


def test_what_may_be_speech_is_scored() -> None:
    """However long it goes on, and the pauses in it."""
    levels = ([LOUD] * 50 + [SOFT] * SOFT_WINDOWS) * 3
    scored, told = played(levels)
    assert scored == list(range(len(levels)))
    assert told == [0.5] * len(levels)


@pytest.mark.parametrize("unscored", [1, 500])
def test_a_long_silence_is_not_scored_to_its_end(unscored: int) -> None:
    """Each window is told once, and the first loud one is scored again."""
    scored, told = played([SOFT] * (SOFT_WINDOWS + unscored) + [LOUD])
    assert scored == [*range(SOFT_WINDOWS), SOFT_WINDOWS + unscored]
    assert told == [0.5] * SOFT_WINDOWS + [None] * unscored + [0.5]


async def test_windows_that_wait_are_told_first() -> None:
    """A burst of audio may end in a window that is not scored."""
    told: list[float | None] = []
    gate = LevelGate(SpeechScorer(Counted(), wait_s=9), TrackState(8000), MIN_DBFS)
    for _ in range(SOFT_WINDOWS + 1):
        gate.submit(np.zeros(WINDOW_SAMPLES[8000], np.float32), SOFT, told.append)
    assert told == [0.5] * SOFT_WINDOWS + [None]


def edges(speaker: Speaker, min_dbfs: float) -> list[tuple[SpeechEdge, int]]:
    """The speech of one party of the sample call, with a gate at that level."""
    state = TrackState(8000)
    gate = LevelGate(SpeechScorer(SileroModel(), wait_s=0), state, min_dbfs)
    detector = SpeechDetector(SpeechParams(min_dbfs=MIN_DBFS), WINDOW_MS)
    found: list[tuple[SpeechEdge, int]] = []

    def scored_at(end_ms: int, dbfs: float) -> Callable[[float | None], None]:
        def scored(probability: float | None) -> None:
            change = detector.window(probability or 0.0, dbfs, end_ms)
            if detector.reset_due and probability is not None:
                state.reset()
            if change:
                found.append((change.edge, change.at_ms))

        return scored

    track = sample.recording().tracks[speaker]
    size = WINDOW_SAMPLES[8000]
    for number, at in enumerate(range(0, len(track) - size + 1, size), start=1):
        samples, dbfs = measured(track[at : at + size].astype("<i2").tobytes())
        gate.submit(samples, dbfs, scored_at(number * WINDOW_MS, dbfs))
    return found


@pytest.mark.parametrize("speaker", Speaker)
def test_the_sample_call_is_heard_as_without_it(speaker: Speaker) -> None:
    """The same starts and ends, each within two windows."""
    without, with_it = edges(speaker, -200), edges(speaker, MIN_DBFS)
    assert [edge for edge, _ in with_it] == [edge for edge, _ in without]
    apart = [abs(a - b) for (_, a), (_, b) in zip(with_it, without, strict=True)]
    assert max(apart) <= 2 * WINDOW_MS
    assert sum(apart) / len(apart) < WINDOW_MS / 4


@pytest.mark.parametrize("begin_ms", range(36_000, 44_000, 500))
def test_two_sentences_are_one_turn_wherever_the_call_began(begin_ms: int) -> None:
    """A gap of a quarter of a second between them is no pause to a model that knows the line."""
    recording = sample.recording()
    assert recording.script
    spoken = next(t for t in recording.script.spoken_by(Speaker.CUSTOMER) if "cost?" in t.text)
    pauses: list[int] = []

    def emit(frame: Frame) -> None:
        if isinstance(frame, PartyPausedFrame):
            pauses.append(frame.at_ms + begin_ms)

    track = Track(
        Speaker.CUSTOMER,
        sample_rate=8000,
        params=SpeechParams(),
        scorer=SpeechScorer(SileroModel(), wait_s=0),
        emit=emit,
    )
    line = mulaw.encode(recording.tracks[Speaker.CUSTOMER].tobytes())
    for at in range(begin_ms * 8, spoken.end_ms * 8, PACKET):
        at_ms = at // 8 - begin_ms
        track.feed(at_ms, mulaw.decode(line[at : at + PACKET]), at_ms / 1000)
    inside = [at for at in pauses if spoken.start_ms + 100 < at < spoken.end_ms - 200]
    assert not inside
