"""Track: one party's audio on its way into the pipeline.

A clock without gaps, speech detection, and pieces for the recogniser, sent at once when speech
pauses. Speech is detected here, so that the tracks of all calls share one batch.
"""

from collections.abc import Callable

from pipecat.frames.frames import Frame

from conversation.speech.detector import SpeechChange, SpeechDetector, SpeechEdge, SpeechParams
from conversation.speech.speakers import Speaker
from frames.speech import (
    AudioStatusFrame,
    PartyEagerPauseFrame,
    PartyPausedFrame,
    PartySilentFrame,
    PartyStartedSpeakingFrame,
    PartyVoiceFrame,
)
from transports.audio.level_gate import LevelGate
from transports.audio.loss_status import LossStatus
from transports.audio.pcm import BYTES_A_SAMPLE, bytes_a_ms
from transports.audio.pieces import Pieces
from transports.audio.placed import Placed
from transports.audio.speech_scorer import SpeechScorer
from transports.audio.tone_gate import ToneGate
from transports.audio.track_clock import TrackClock
from transports.audio.window import WINDOW_SAMPLES, Window

# No audio for this long while a party speaks: their line went quiet without silent packets. Where
# audio comes in bursts, twice their distance, up to the longest.
_STALL_S, _LONGEST_STALL_S = 1.0, 6.0
_LONGEST_LOSS_MS = 300  # carriers that send no packets for silence make longer holes


class Track:
    """The clock, the speech and the pieces of one party.

    Attributes:
        clock: Its place on the call's clock.
        state: What the speech model knows of it.
        losses: What is told of audio that did not arrive.
        last_heard: When audio came last, seconds of the event loop's clock; 0 before the first.
        missing_ms: How much audio was missing so far, in holes too short for silence.
        holes: How many those were.
        stall_s: No audio for this long while the party speaks is the end of their speech.
    """

    def __init__(
        self,
        speaker: Speaker,
        *,
        sample_rate: int,
        params: SpeechParams,
        scorer: SpeechScorer,
        emit: Callable[[Frame], None],
        hear: Callable[[float, bytes], bool] = lambda _at_ms, _audio: False,
        base_ms: int = 0,
        call_ms: Callable[[], float] | None = None,
    ):
        """Create a track; `emit` and `hear` take its frames and pieces, the rest its clock."""
        self._speaker = speaker
        self._emit = emit
        self.clock, self.losses = TrackClock(base_ms, call_ms), LossStatus(speaker)
        self._scorer = scorer
        self.state = scorer.begin(sample_rate)
        self._levels = LevelGate(params.min_dbfs)
        samples = WINDOW_SAMPLES[sample_rate]
        self._detector = SpeechDetector(params, samples * 1000 // sample_rate)
        self._gate = ToneGate(samples)
        self._pieces = Pieces(speaker, sample_rate, emit, hear)
        self._bytes_a_ms = bytes_a_ms(sample_rate)
        self._window_bytes = BYTES_A_SAMPLE * samples
        self._window, self._window_at = b"", 0.0
        self._unmeasured = 0  # windows
        self._in_eager_pause = self._cut_off = False  # cut off: in the middle of speech
        self.last_heard, self.missing_ms, self.holes = 0.0, 0, 0
        self.stall_s = _STALL_S

    @property
    def now_ms(self) -> int:
        """The end of the audio so far on the call's clock."""
        return round(self.clock.now_ms)

    @property
    def is_soft(self) -> bool:
        """Whether its last second was too soft for speech."""
        return self._levels.is_shut

    @property
    def waiting(self) -> bool:
        """Whether the end of somebody's speech is still to come."""
        return self._detector.waiting

    def feed(self, timestamp_ms: int, pcm: bytes, now: float) -> None:
        """Take in a packet of 16-bit mono PCM that begins at `timestamp_ms` of the stream."""
        quiet_s, self.last_heard = now - self.last_heard if self.last_heard else 0.0, now
        duration_ms = len(pcm) / self._bytes_a_ms
        at_ms, is_whole = self.clock.follow(timestamp_ms, duration_ms, now), True
        if at_ms is None:
            cut_off = self._cut_off or self._detector.speaking
            placed = self.clock.place(timestamp_ms, duration_ms, now, cut_off=cut_off)
            self._placed(placed)
            at_ms, is_whole = placed.at_ms - placed.fill_ms, not (placed.fill_ms or placed.lost_ms)
            pcm = bytes(int(placed.fill_ms * self._bytes_a_ms)) + pcm
        elif self.losses.is_open:
            self._placed(Placed(at_ms))
        self._cut_off = self._cut_off and self.clock.in_doubt
        if is_whole and quiet_s > _STALL_S / 2 and not self.clock.in_doubt:
            self.stall_s = max(self.stall_s, min(2 * quiet_s, _LONGEST_STALL_S))
        if not self._window:
            self._window_at = at_ms
        self._pieces.add(at_ms, pcm)
        self._window += pcm
        if len(self._window) < self._window_bytes:
            self._fill()
        else:
            self._submit()  # where they are measured, the piece is filled

    def _placed(self, placed: Placed) -> None:
        """Take in that a packet was placed: what is missing before it, and what is told of it."""
        if placed.lost_ms or placed.late_ms:
            self._pieces.send()
            self._window = b""
        if 0 < placed.fill_ms <= _LONGEST_LOSS_MS:
            self.missing_ms += placed.fill_ms
            self.holes += 1
        if status := self.losses.take(placed):
            self._emit(AudioStatusFrame(status))

    def _submit(self) -> None:
        size, windows = self._window_bytes, list[Window]()
        while len(self._window) >= size:
            pcm, self._window = self._window[:size], self._window[size:]
            self._window_at += size / self._bytes_a_ms
            windows.append(Window(pcm, round(self._window_at), self.last_heard))
        self._unmeasured += len(windows)
        self._scorer.submit(self, windows)

    def measured(self, dbfs: float) -> bool:
        """Take the level of the next window; returns whether it may be speech."""
        may_be = self._levels.passes(dbfs)
        self._unmeasured -= 1
        if not self._unmeasured:
            self._fill()
        return may_be

    def _fill(self) -> None:
        speaking, share = self._detector.speaking, self._scorer.share
        self._pieces.fill(speaking=speaking, soft=self._levels.is_shut, share=share)

    def scored(self, window: Window, dbfs: float, probability: float | None) -> None:
        """Take the next window and its probability of speech; None where it is too soft for it."""
        detector, end_ms, heard_at = self._detector, window.end_ms, window.heard_at
        self._gate.add(window.pcm)
        change = detector.window(probability or 0.0, dbfs, end_ms)
        if detector.reset_due and probability is not None:
            self.state.reset()
        if change:
            self._changed(change, heard_at - (end_ms - change.at_ms) / 1000)
        elif self._gate.in_doubt and self._gate.goes_on(detector.voiced):
            self._emit(PartyVoiceFrame(speaker=self._speaker))
        if detector.in_eager_pause != self._in_eager_pause:
            self._eager_pause(heard_at - (end_ms - detector.last_speech_ms) / 1000)

    def end_speech(self) -> None:
        """The audio ended or stalled: pass on what there is, and end the speech that is open."""
        self._pieces.send()
        speaking, change = self._detector.speaking, self._detector.stop()
        self._cut_off = self._cut_off or speaking
        if change:
            if speaking:
                self._pause(change.at_ms, self.last_heard)
            self._emit(PartySilentFrame(speaker=self._speaker, at_ms=change.at_ms))

    def _changed(self, change: SpeechChange, at: float) -> None:
        match change.edge:
            case SpeechEdge.STARTED:
                started = PartyStartedSpeakingFrame(speaker=self._speaker, at_ms=change.at_ms)
                started.in_doubt = self._gate.starts(self._detector.voiced)
                self._emit(started)
            case SpeechEdge.PAUSED:
                self._pause(change.at_ms, at)
            case SpeechEdge.SILENT:
                self._emit(PartySilentFrame(speaker=self._speaker, at_ms=change.at_ms))

    def _eager_pause(self, spoken_at: float) -> None:
        self._in_eager_pause = self._detector.in_eager_pause
        if not self._detector.speaking:
            return  # a pause has been told already
        self._pieces.send()
        at_ms, resumed = self._detector.last_speech_ms, not self._in_eager_pause
        self._emit(PartyEagerPauseFrame(self._speaker, at_ms, spoken_at, resumed=resumed))

    def _pause(self, at_ms: int, spoken_at: float) -> None:
        self._pieces.send()  # the recogniser needs all of it before it is asked to finalize
        paused = PartyPausedFrame(speaker=self._speaker, at_ms=at_ms, spoken_at=spoken_at)
        paused.is_music = self._gate.ends()
        self._emit(paused)
