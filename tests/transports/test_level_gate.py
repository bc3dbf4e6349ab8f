"""What is too soft for speech is not scored for long, and speech is heard as before."""

import pytest
from pipecat.frames.frames import Frame

from bots import sample
from conversation.speech.detector import SpeechDetector, SpeechEdge, SpeechParams
from conversation.speech.speakers import Speaker
from frames.speech import PartyPausedFrame
from transports.audio import mulaw
from transports.audio.level_gate import SOFT_WINDOWS, LevelGate
from transports.audio.silero_vad import SileroModel
from transports.audio.speech_scorer import SpeechScorer
from transports.audio.track import Track
from transports.audio.window import WINDOW_SAMPLES, Window

MIN_DBFS = -60.0
SOFT, LOUD = -61.0, -60.0
WINDOW_MS = 32
PACKET = 160  # samples


def passed(levels: list[float]) -> list[int]:
    """The numbers of the windows of these levels that the model is asked about."""
    gate = LevelGate(MIN_DBFS)
    return [number for number, dbfs in enumerate(levels) if gate.passes(dbfs)]


def test_what_may_be_speech_is_scored() -> None:
    """However long it goes on, and the pauses in it."""
    levels = ([LOUD] * 50 + [SOFT] * SOFT_WINDOWS) * 3
    assert passed(levels) == list(range(len(levels)))


@pytest.mark.parametrize("unscored", [1, 500])
def test_a_long_silence_is_not_scored_to_its_end(unscored: int) -> None:
    """The first loud window is scored again."""
    levels = [SOFT] * (SOFT_WINDOWS + unscored) + [LOUD]
    assert passed(levels) == [*range(SOFT_WINDOWS), SOFT_WINDOWS + unscored]


class Gated:
    """A track whose speech is detected behind a gate."""

    def __init__(self, scorer: SpeechScorer, min_dbfs: float) -> None:
        self.state = scorer.begin(8000)
        self.edges: list[tuple[SpeechEdge, int]] = []
        self._gate = LevelGate(min_dbfs)
        self._detector = SpeechDetector(SpeechParams(min_dbfs=MIN_DBFS), WINDOW_MS)

    def measured(self, dbfs: float) -> bool:
        return self._gate.passes(dbfs)

    def scored(self, window: Window, dbfs: float, probability: float | None) -> None:
        change = self._detector.window(probability or 0.0, dbfs, window.end_ms)
        if self._detector.reset_due and probability is not None:
            self.state.reset()
        if change:
            self.edges.append((change.edge, change.at_ms))


def edges(speaker: Speaker, min_dbfs: float) -> list[tuple[SpeechEdge, int]]:
    """The speech of one party of the sample call, with a gate at that level."""
    scorer = SpeechScorer(SileroModel(), wait_s=0)
    gated = Gated(scorer, min_dbfs)
    track = sample.recording().tracks[speaker].astype("<i2").tobytes()
    size = 2 * WINDOW_SAMPLES[8000]
    for number, at in enumerate(range(0, len(track) - size + 1, size), start=1):
        scorer.submit(gated, [Window(track[at : at + size], number * WINDOW_MS, 0.0)])
    return gated.edges


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
