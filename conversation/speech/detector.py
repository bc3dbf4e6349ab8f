"""Speech detector: from the speech probability of audio windows to starts and pauses.

The same hysteresis as Pipecat's `VADAnalyzer`, on the audio's own clock, plus a second, longer
silence that tells a finished turn from a pause inside a sentence.
"""

from dataclasses import dataclass
from enum import Enum, auto

# Silero's recurrent state turns deaf in long non-speech at 8 kHz until it is reset, and a reset
# during speech makes it lose confidence: reset in clear quiet only (pipecat's silero.py).
_RESET_AFTER_MS = 2000
_RESET_MAX_PROBABILITY = 0.1
_RESET_QUIET_WINDOWS = 5


@dataclass(frozen=True, slots=True)
class SpeechParams:
    """The parameters of speech detection.

    Attributes:
        confidence: Lowest speech probability of a window that counts, 0 to 1.
        start_ms: Speech this long is a start.
        eager_pause_ms: Silence this long in speech is an eager pause: perhaps its end.
        stop_ms: Silence this long is a pause: perhaps the end of the turn.
        silence_ms: Silence this long ends the turn whatever the words were.
        min_dbfs: Windows below this level (dB full scale, RMS) are never speech.
    """

    confidence: float = 0.6
    start_ms: int = 100
    eager_pause_ms: int = 100
    stop_ms: int = 250
    silence_ms: int = 900
    min_dbfs: float = -60.0


class SpeechEdge(Enum):
    """The changes of speech at the end of a window."""

    STARTED = auto()
    PAUSED = auto()
    SILENT = auto()


@dataclass(frozen=True, slots=True)
class SpeechChange:
    """A change in a party's speech; `at_ms` is where the speech itself began or ended."""

    edge: SpeechEdge
    at_ms: int


class SpeechDetector:
    """The speech of one party, window by window.

    Attributes:
        speaking: Whether speech has started and not paused.
        voiced: How many of the last windows are speech, in a row.
        last_speech_ms: The end of the last speech so far.
        reset_due: Whether the model's state should be reset before it scores the next window.
    """

    def __init__(self, params: SpeechParams, window_ms: int):
        """Create a detector for windows of `window_ms` of audio."""
        self._params = params
        self._window_ms = window_ms
        self._start_windows = max(1, round(params.start_ms / window_ms))
        self._eager_pause_windows = max(1, round(params.eager_pause_ms / window_ms))
        self._stop_windows = max(1, round(params.stop_ms / window_ms))
        self._silent_windows = max(self._stop_windows + 1, round(params.silence_ms / window_ms))
        self.speaking = False
        self._silence_told = True
        self.voiced = 0  # windows in a row
        self._unvoiced = 0
        self.last_speech_ms = 0
        self._since_speech = 0
        self._quiet_windows = 0
        self._since_reset_ms = 0
        self.reset_due = False

    @property
    def in_eager_pause(self) -> bool:
        """Whether a party who speaks has been silent for a moment."""
        return self.speaking and self._unvoiced >= self._eager_pause_windows

    @property
    def waiting(self) -> bool:
        """Whether a `PAUSED` or `SILENT` is still to come."""
        return self.speaking or not self._silence_told

    def window(self, probability: float, dbfs: float, end_ms: int) -> SpeechChange | None:
        """Take in the next window.

        Args:
            probability: The model's speech probability, 0 to 1.
            dbfs: The window's RMS level in dB full scale.
            end_ms: Where the window ends on the call's clock.

        Returns:
            What changed, if anything.
        """
        self._consider_reset(probability)
        if not self.speaking:
            self._since_speech += 1
        if probability >= self._params.confidence and dbfs >= self._params.min_dbfs:
            return self._speech(end_ms)
        return self._no_speech()

    def stop(self) -> SpeechChange | None:
        """The audio ended or stalled: whoever speaks, or has just paused, is silent now."""
        if not self.waiting:
            return None
        self.speaking, self._silence_told = False, True
        self.voiced = self._unvoiced = 0
        return SpeechChange(SpeechEdge.SILENT, self.last_speech_ms)

    def _consider_reset(self, probability: float) -> None:
        self._since_reset_ms += self._window_ms
        self._quiet_windows = self._quiet_windows + 1 if probability < _RESET_MAX_PROBABILITY else 0
        self.reset_due = (
            self._since_reset_ms >= _RESET_AFTER_MS
            and not self.speaking
            and self.voiced == 0
            and self._quiet_windows >= _RESET_QUIET_WINDOWS
        )
        if self.reset_due:
            self._since_reset_ms = 0

    def _speech(self, end_ms: int) -> SpeechChange | None:
        self.voiced += 1
        self._unvoiced = 0
        if self.speaking:
            self.last_speech_ms = end_ms
            return None
        if self.voiced < self._start_windows:
            return None
        self.speaking, self._silence_told = True, False
        self.last_speech_ms = end_ms
        return SpeechChange(SpeechEdge.STARTED, max(0, end_ms - self.voiced * self._window_ms))

    def _no_speech(self) -> SpeechChange | None:
        self.voiced = 0
        self._unvoiced += 1
        if self.speaking and self._unvoiced >= self._stop_windows:
            self.speaking, self._since_speech = False, self._unvoiced
            return SpeechChange(SpeechEdge.PAUSED, self.last_speech_ms)
        # Counted from the last speech: a line that crackles meanwhile is silent all the same.
        silent = not self.speaking and self._since_speech >= self._silent_windows
        if silent and not self._silence_told:
            self._silence_told = True
            return SpeechChange(SpeechEdge.SILENT, self.last_speech_ms)
        return None
