"""Windows are measured and scored together, each track's in its own order."""

import asyncio
from functools import partial

import numpy as np
import pytest

from bots import sample
from conversation.speech.speakers import Speaker
from transports.audio.silero_vad import SileroModel, TrackState
from transports.audio.speech_scorer import SpeechScorer
from transports.audio.window import WINDOW_SAMPLES, Samples, Window, samples_of

SAMPLES = WINDOW_SAMPLES[8000]
QUIET = bytes(2 * SAMPLES)


@pytest.fixture(scope="module")
def model() -> SileroModel:
    return SileroModel()


def windows_of(speaker: Speaker, first_s: int, seconds: int) -> list[bytes]:
    """A stretch of one party of the bundled call, in whole windows."""
    pcm = sample.recording().tracks[speaker].astype("<i2").tobytes()
    stretch = pcm[first_s * 16_000 : (first_s + seconds) * 16_000]
    size = 2 * SAMPLES
    return [stretch[at : at + size] for at in range(0, len(stretch) - size + 1, size)]


class Scored:
    """A track of a scorer, and what it was told, in order."""

    def __init__(self, scorer: SpeechScorer, sample_rate: int = 8000, min_dbfs: float = -200):
        self.state = scorer.begin(sample_rate)
        self.scores: list[float | None] = []
        self.levels: list[float] = []
        self.windows: list[Window] = []
        self._scorer = scorer
        self._min_dbfs = min_dbfs

    def submit(self, windows: list[bytes]) -> None:
        for number, pcm in enumerate(windows):
            self._scorer.submit(self, [Window(pcm, number, 0.0)])

    def measured(self, dbfs: float) -> bool:
        return dbfs >= self._min_dbfs

    def scored(self, window: Window, dbfs: float, probability: float | None) -> None:
        self.scores.append(probability)
        self.levels.append(dbfs)
        self.windows.append(window)


class Broken(Scored):
    """A track of a call that fails, when it is measured or when it is told."""

    def __init__(self, scorer: SpeechScorer, at: str) -> None:
        super().__init__(scorer)
        self._at = at

    def measured(self, dbfs: float) -> bool:
        if self._at == "measured":
            raise RuntimeError("this call is broken")
        return True

    def scored(self, window: Window, dbfs: float, probability: float | None) -> None:
        raise RuntimeError("this call is broken")


def alone(model: SileroModel, windows: list[bytes]) -> list[float]:
    """What one track's windows score with no other track around."""
    state = TrackState(8000)
    return [model.score([state], samples_of(pcm)[None])[0] for pcm in windows]


@pytest.mark.looptime
async def test_windows_wait_for_those_of_other_tracks(model: SileroModel):
    """What comes within `wait_s` is scored together, each track in its own order."""
    scorer = SpeechScorer(model, wait_s=0.01)
    heard = {speaker: windows_of(speaker, 10, 1) for speaker in Speaker}
    tracks = {speaker: Scored(scorer) for speaker in Speaker}
    tracks[Speaker.CUSTOMER].submit(heard[Speaker.CUSTOMER][:5])
    tracks[Speaker.AGENT].submit(heard[Speaker.AGENT][:2])
    assert not tracks[Speaker.CUSTOMER].scores
    await asyncio.sleep(0.02)
    for speaker, count in ((Speaker.CUSTOMER, 5), (Speaker.AGENT, 2)):
        expected = alone(model, heard[speaker][:count])
        told = [score or 0 for score in tracks[speaker].scores]
        assert np.allclose(told, expected, rtol=0, atol=1e-6)
        assert [window.end_ms for window in tracks[speaker].windows] == list(range(count))


@pytest.mark.looptime
@pytest.mark.parametrize(("calls", "longest_ms"), [(1, 1), (10, 9), (100, 17)])
async def test_few_tracks_wait_less(model: SileroModel, calls: int, longest_ms: int):
    """The end of a turn is not late for the sake of others where there are none."""
    scorer = SpeechScorer(model, wait_s=0.016)
    tracks = [Scored(scorer) for _ in range(2 * calls)]
    for track in tracks:
        track.submit([QUIET])
    scorer.flush()
    tracks[0].submit([QUIET])
    await asyncio.sleep(longest_ms / 1000)
    assert len(tracks[0].scores) == 2
    assert len(tracks[1].scores) == 1


def test_without_a_wait_each_window_is_scored_at_once(model: SileroModel):
    """`wait_s=0` needs no event loop."""
    track = Scored(SpeechScorer(model, wait_s=0))
    windows = windows_of(Speaker.CUSTOMER, 10, 1)[:3]
    track.submit(windows)
    assert track.scores == alone(model, windows)


async def test_a_flush_scores_what_waits(model: SileroModel):
    """`flush` leaves nothing behind, tracks of both rates included, and no timer."""
    scorer = SpeechScorer(model, wait_s=3600)
    low, high = Scored(scorer), Scored(scorer, 16000)
    low.submit([QUIET] * 3)
    high.submit([bytes(1024)] * 2)
    scorer.flush()
    scorer.flush()
    assert (len(low.scores), len(high.scores)) == (3, 2)


async def test_work_for_the_next_batch_is_done_once_and_its_windows_are_scored_in_it(
    model: SileroModel,
):
    """All of it before the first window is scored, so that the batch is one."""
    scorer, done = SpeechScorer(model, wait_s=3600), list[int]()
    tracks = [Scored(scorer) for _ in range(3)]

    def work(track: Scored) -> None:
        done.append(sum(len(one.scores) for one in tracks))
        track.submit([QUIET])

    for track in tracks:
        scorer.before_next(partial(work, track))
    assert not done
    scorer.flush()
    scorer.flush()
    assert done == [0, 0, 0]
    assert [len(track.scores) for track in tracks] == [1, 1, 1]


@pytest.mark.parametrize("at", ["measured", "scored"])
async def test_one_track_that_fails_takes_nothing_from_the_others(model: SileroModel, at: str):
    """A call that raises does not cost another call its speech."""
    scorer = SpeechScorer(model, wait_s=3600)
    broken, fine = Broken(scorer, at), Scored(scorer)
    broken.submit([QUIET])
    fine.submit([QUIET] * 2)
    scorer.flush()
    assert len(fine.scores) == 2


class Counted(SileroModel):
    """A model that remembers the first sample of each window that it has scored."""

    def __init__(self) -> None:
        self.scored: list[float] = []

    def score(self, tracks: object, windows: Samples) -> list[float]:
        self.scored += windows[:, 0].tolist()
        return [0.5] * len(windows)


def loud(share: float) -> bytes:
    """A window at that share of full scale."""
    return np.full(SAMPLES, round(share * 32768), "<i2").tobytes()


async def test_a_window_that_its_track_leaves_out_is_not_scored():
    """The level of each is told to its own track, and so is what the model says of it."""
    model = Counted()
    scorer = SpeechScorer(model, wait_s=3600)
    tracks = [Scored(scorer, min_dbfs=-30) for _ in range(3)]
    for track, share in zip(tracks, (0.5, 0.001, 0.25), strict=True):
        track.submit([loud(share), loud(share / 2)])
    scorer.flush()
    assert model.scored == pytest.approx([0.5, 0.25, 0.25, 0.125])
    assert [track.scores for track in tracks] == [[0.5] * 2, [None] * 2, [0.5] * 2]
    assert [track.levels[0] for track in tracks] == pytest.approx([-6.0, -59.9, -12.0], abs=0.1)


async def test_a_silent_window_has_a_level():
    """No logarithm of nothing."""
    track = Scored(SpeechScorer(Counted(), wait_s=0))
    track.submit([QUIET])
    assert track.levels == [-120.0]
