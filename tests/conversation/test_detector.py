import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams, VADState

from conversation.speech.detector import SpeechChange, SpeechDetector, SpeechEdge, SpeechParams

WINDOW_MS = 32
PARAMS = SpeechParams(confidence=0.6, start_ms=96, stop_ms=288, silence_ms=896, min_dbfs=-60)
START, STOP, SILENT = 3, 9, 28  # windows

SPEECH, QUIET = 0.9, 0.01
LOUD, FAINT = -20.0, -70.0


class Party:
    """A detector that is fed windows one after the other, on a clock that begins at 0."""

    def __init__(self, params: SpeechParams = PARAMS):
        self.detector = SpeechDetector(params, WINDOW_MS)
        self.now_ms = 0

    def says(self, windows: int, probability: float, dbfs: float = LOUD) -> list[SpeechChange]:
        """Some windows of the same kind: what changed."""
        changes = []
        for _ in range(windows):
            self.now_ms += WINDOW_MS
            change = self.detector.window(probability, dbfs, self.now_ms)
            if change:
                changes.append(change)
        return changes


def test_speech_starts_where_its_first_window_begins():
    """A start is told after `start_ms` of speech, with the time at which the speech began."""
    party = Party()
    party.says(10, QUIET)
    assert party.says(START - 1, SPEECH) == []
    assert party.says(1, SPEECH) == [SpeechChange(SpeechEdge.STARTED, 10 * WINDOW_MS)]
    assert party.detector.speaking


def test_a_pause_and_then_silence_end_where_the_last_word_did():
    """`PAUSED` after `stop_ms`, `SILENT` after `silence_ms`, both at the end of the speech."""
    party = Party()
    party.says(20, SPEECH)
    end_ms = party.now_ms
    assert party.says(STOP - 1, QUIET) == []
    assert party.says(1, QUIET) == [SpeechChange(SpeechEdge.PAUSED, end_ms)]
    assert not party.detector.speaking
    assert party.says(SILENT - STOP - 1, QUIET) == []
    assert party.says(1, QUIET) == [SpeechChange(SpeechEdge.SILENT, end_ms)]
    assert party.says(500, QUIET) == []


def test_a_blip_is_no_speech():
    """Speech shorter than `start_ms` starts nothing."""
    party = Party()
    for _ in range(5):
        assert party.says(START - 1, SPEECH) == []
        assert party.says(1, QUIET) == []
    assert not party.detector.waiting


def test_a_gap_inside_a_word_is_no_pause():
    """Quiet shorter than `stop_ms` changes nothing."""
    party = Party()
    party.says(5, SPEECH)
    for _ in range(5):
        assert party.says(STOP - 1, QUIET) == []
        assert party.says(1, SPEECH) == []


def test_going_on_after_a_pause_is_a_new_start():
    """Who goes on before `silence_ms` starts again, and no silence is told in between."""
    party = Party()
    party.says(5, SPEECH)
    party.says(STOP, QUIET)
    began_ms = party.now_ms
    assert party.says(START, SPEECH) == [SpeechChange(SpeechEdge.STARTED, began_ms)]
    party.says(5, SPEECH)
    assert [change.edge for change in party.says(SILENT, QUIET)] == [
        SpeechEdge.PAUSED,
        SpeechEdge.SILENT,
    ]


def test_blips_do_not_put_off_the_silence():
    """A line that crackles after the last word is silent all the same, at the same time."""
    party = Party()
    party.says(20, SPEECH)
    end_ms = party.now_ms
    party.says(STOP, QUIET)
    told = []
    for _ in range(3):
        told += party.says(START - 1, SPEECH) + party.says(5, QUIET)
    assert told == [SpeechChange(SpeechEdge.SILENT, end_ms)]
    assert party.now_ms - end_ms <= PARAMS.silence_ms + WINDOW_MS * 5


def test_a_blip_that_becomes_speech_is_no_silence():
    """Speech that has just begun when the silence would be told goes on as speech."""
    party = Party()
    party.says(20, SPEECH)
    party.says(SILENT - 1, QUIET)
    assert [change.edge for change in party.says(START, SPEECH)] == [SpeechEdge.STARTED]


def test_a_faint_voice_is_not_heard():
    """Windows below `min_dbfs` are never speech: the other party's echo, a distant television."""
    party = Party()
    assert party.says(50, SPEECH, FAINT) == []
    assert party.says(START, SPEECH, PARAMS.min_dbfs)[0].edge is SpeechEdge.STARTED


def test_the_threshold_itself_counts():
    """A probability of exactly `confidence` is speech."""
    assert Party().says(START, PARAMS.confidence)
    assert not Party().says(START, PARAMS.confidence - 0.001)


def test_audio_that_ends_in_a_word_ends_the_speech():
    """`stop` in mid-speech is silence from the last speech on, once."""
    party = Party()
    party.says(7, SPEECH)
    assert party.detector.waiting
    assert party.detector.stop() == SpeechChange(SpeechEdge.SILENT, 7 * WINDOW_MS)
    assert party.detector.stop() is None
    assert not party.detector.waiting


def test_audio_that_ends_in_a_pause_ends_the_turn():
    """`stop` after a pause tells the silence that is still owed."""
    party = Party()
    party.says(7, SPEECH)
    party.says(STOP, QUIET)
    assert party.detector.stop() == SpeechChange(SpeechEdge.SILENT, 7 * WINDOW_MS)


def test_audio_that_ends_in_silence_ends_nothing():
    """`stop` where nobody spoke tells nothing."""
    party = Party()
    party.says(7, QUIET)
    assert party.detector.stop() is None


def test_speech_after_a_stop_needs_all_its_windows():
    """What was heard before the audio stopped does not count towards the next start."""
    party = Party()
    party.says(START - 1, SPEECH)
    party.detector.stop()
    party.says(START - 1, SPEECH)
    party.detector.stop()
    assert party.says(START, SPEECH)


@pytest.mark.parametrize("start_ms", [1, 10, 32])
def test_a_start_needs_a_window_at_least(start_ms: int):
    """However short `start_ms` is, one window of speech is a start."""
    params = SpeechParams(confidence=0.6, start_ms=start_ms)
    assert Party(params).says(1, SPEECH) == [SpeechChange(SpeechEdge.STARTED, 0)]


def test_silence_comes_after_the_pause():
    """A `silence_ms` below `stop_ms` still gives a pause first, and the silence after it."""
    party = Party(SpeechParams(confidence=0.6, start_ms=32, stop_ms=320, silence_ms=100))
    party.says(5, SPEECH)
    assert [change.edge for change in party.says(11, QUIET)] == [
        SpeechEdge.PAUSED,
        SpeechEdge.SILENT,
    ]


class Scripted(VADAnalyzer):
    """Pipecat's state machine over given probabilities."""

    def __init__(self, probabilities: list[float]):
        super().__init__(
            sample_rate=8000,
            params=VADParams(
                confidence=PARAMS.confidence,
                start_secs=PARAMS.start_ms / 1000,
                stop_secs=PARAMS.stop_ms / 1000,
                min_volume=0,
            ),
        )
        self._probabilities = iter(probabilities)
        self.set_sample_rate(8000)

    def num_frames_required(self) -> int:
        return 256

    def voice_confidence(self, buffer: bytes) -> float:
        return next(self._probabilities)

    def talking(self) -> bool:
        """Whether speech goes on after the next window."""
        return self._run_analyzer(bytes(512)) in (VADState.SPEAKING, VADState.STOPPING)


STRETCHES = st.lists(
    st.tuples(st.sampled_from([0.0, 0.05, 0.3, 0.59, 0.6, 0.8, 1.0]), st.integers(1, 40)),
    max_size=20,
)


@given(STRETCHES)
def test_the_same_hysteresis_as_pipecat(stretches: list[tuple[float, int]]):
    """Whatever the probabilities are, speech goes on in the same windows as in Pipecat's VAD."""
    probabilities = [p for p, windows in stretches for _ in range(windows)]
    pipecat, party = Scripted(probabilities), Party()
    try:
        for probability in probabilities:
            party.says(1, probability)
            assert party.detector.speaking == pipecat.talking()
    finally:
        pipecat._executor.shutdown()  # its own `cleanup` is a coroutine


@given(STRETCHES, st.integers(0, 5))
def test_edges_alternate_and_time_never_goes_back(
    stretches: list[tuple[float, int]], stop_after: int
):
    """Started, paused, then silent or started again; each at or after the one before it."""
    party, changes = Party(), []
    for number, (probability, windows) in enumerate(stretches):
        changes += party.says(windows, probability)
        if number == stop_after and (change := party.detector.stop()):
            changes.append(change)
    if change := party.detector.stop():
        changes.append(change)
    follows = {
        None: {SpeechEdge.STARTED},
        SpeechEdge.STARTED: {SpeechEdge.PAUSED, SpeechEdge.SILENT},
        SpeechEdge.PAUSED: {SpeechEdge.STARTED, SpeechEdge.SILENT},
        SpeechEdge.SILENT: {SpeechEdge.STARTED},
    }
    before, at_ms = None, 0
    for change in changes:
        assert change.edge in follows[before]
        assert change.at_ms >= at_ms
        before, at_ms = change.edge, change.at_ms
    assert before in (None, SpeechEdge.SILENT)


def resets(party: Party, windows: int, probability: float) -> list[int]:
    """After which of some windows of the same kind, counted from 1, a reset is due."""
    due = []
    for number in range(1, windows + 1):
        party.says(1, probability)
        if party.detector.reset_due:
            due.append(number)
    return due


def test_the_model_is_reset_in_clear_quiet_only():
    """In quiet, a reset is due every 2 s of audio."""
    assert resets(Party(), 200, QUIET) == [63, 126, 189]


@pytest.mark.parametrize("probability", [0.1, 0.59])
def test_the_model_is_not_reset_where_speech_may_be(probability: float):
    """A window that might be the soft start of a word puts the reset off by five windows."""
    party = Party()
    assert resets(party, 100, probability) == []
    assert resets(party, 10, QUIET) == [5]


def test_the_model_is_not_reset_while_somebody_speaks():
    """The reset waits for the window after the pause."""
    party = Party()
    assert resets(party, 100, SPEECH) == []
    assert resets(party, 50, QUIET) == [STOP + 1]
