"""Track: one party's audio on its way into the pipeline.

A clock without gaps, speech detection, and pieces for the recogniser, sent at once when speech
pauses. Speech is detected here, so that the tracks of all calls share one batched inference, and
that a third as many frames go down the pipeline as there are packets.
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
from transports.audio.pieces import Pieces
from transports.audio.silero_vad import WINDOW_SAMPLES, SpeechScorer, TrackState, measured
from transports.audio.tone_gate import ToneGate
from transports.audio.track_clock import TrackClock

# No audio for this long while a party speaks: their line went quiet without silent packets. Where
# audio comes in bursts, twice their distance, up to the longest.
_STALL_S = 1.0
_LONGEST_STALL_S = 6.0
# Carriers that send no packets for silence make longer holes than this.
_LONGEST_LOSS_MS = 300


def _as_frames(_at_ms: float, _audio: bytes) -> bool:
    """Nobody takes audio but as frames."""
    return False


class Track:
    """The clock, the speech and the pieces of one party.

    Attributes:
        clock: Its place on the call's clock.
        losses: What is told of audio that did not arrive.
        last_heard: When audio came last, seconds of the event loop's clock; 0 before the first.
        missing_ms: How much audio was missing so far, in holes too short for silence.
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
        hear: Callable[[float, bytes], bool] = _as_frames,
        base_ms: int = 0,
        call_ms: Callable[[], float] | None = None,
    ):
        """Create a track; `emit` and `hear` take its frames and pieces, the rest its clock."""
        self._speaker = speaker
        self._rate = sample_rate
        self._emit = emit
        self.clock = TrackClock(base_ms, call_ms)
        self.losses = LossStatus(speaker)
        self._scorer = scorer
        self._state = TrackState(sample_rate)
        self._levels = LevelGate(scorer, self._state, params.min_dbfs)
        self._samples = WINDOW_SAMPLES[sample_rate]
        self._detector = SpeechDetector(params, self._samples * 1000 // sample_rate)
        self._gate = ToneGate(self._samples)
        self._window_ms = self._samples * 1000 / sample_rate
        self._pieces = Pieces(speaker, sample_rate, emit, hear)
        self._window = bytearray()
        self._window_at = 0.0
        self._in_eager_pause = False
        self._cut_off = False  # the audio stopped in the middle of speech
        self.last_heard = 0.0
        self.missing_ms = 0
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
        placed = self.clock.place(
            timestamp_ms,
            len(pcm) / 2 * 1000 / self._rate,
            now,
            cut_off=self._cut_off or self._detector.speaking,
        )
        self._cut_off = self._cut_off and self.clock.in_doubt
        if placed.lost_ms or placed.late_ms:
            self._pieces.send()
            self._window.clear()
        has_news = placed.lost_ms or placed.moved_ms or self.losses.is_open
        if has_news and (status := self.losses.take(placed)):
            self._emit(AudioStatusFrame(status))
        start_ms = placed.at_ms - placed.fill_ms
        if not self._window:
            self._window_at = start_ms
        if quiet_s > _STALL_S / 2 and not placed.fill_ms and not placed.lost_ms:
            self.stall_s = max(self.stall_s, min(2 * quiet_s, _LONGEST_STALL_S))
        if placed.fill_ms:
            self.missing_ms += placed.fill_ms if placed.fill_ms <= _LONGEST_LOSS_MS else 0
            pcm = bytes(placed.fill_ms * self._rate // 1000 * 2) + pcm
        self._pieces.add(start_ms, pcm)
        self._window += pcm
        size = self._samples * 2
        while len(self._window) >= size:
            self._submit(bytes(self._window[:size]))
            del self._window[:size]
        speaking, share = self._detector.speaking, self._scorer.share
        self._pieces.fill(speaking=speaking, soft=self._levels.is_shut, share=share)

    def end_speech(self) -> None:
        """The audio ended or stalled: pass on what there is, and end the speech that is open."""
        self._pieces.send()
        speaking, change = self._detector.speaking, self._detector.stop()
        self._cut_off = self._cut_off or speaking
        if change and speaking:
            self._pause(change.at_ms, self.last_heard)
        if change:
            self._emit(PartySilentFrame(speaker=self._speaker, at_ms=change.at_ms))

    def _submit(self, window: bytes) -> None:
        samples, dbfs = measured(window)
        self._window_at += self._window_ms
        end_ms, heard_at = round(self._window_at), self.last_heard

        def scored(probability: float | None) -> None:
            self._gate.add(samples)
            change = self._detector.window(probability or 0.0, dbfs, end_ms)
            if self._detector.reset_due and probability is not None:
                self._state.reset()
            if change:
                self._changed(change, heard_at - (end_ms - change.at_ms) / 1000)
            elif self._gate.in_doubt and self._gate.goes_on(self._detector.voiced):
                self._emit(PartyVoiceFrame(speaker=self._speaker))
            if self._detector.in_eager_pause != self._in_eager_pause:
                self._eager_pause(heard_at - (end_ms - self._detector.last_speech_ms) / 1000)

        self._levels.submit(samples, dbfs, scored)

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
        frame = PartyEagerPauseFrame(
            speaker=self._speaker, at_ms=at_ms, spoken_at=spoken_at, resumed=resumed
        )
        self._emit(frame)

    def _pause(self, at_ms: int, spoken_at: float) -> None:
        self._pieces.send()  # the recogniser needs all of it before it is asked to finalize
        paused = PartyPausedFrame(speaker=self._speaker, at_ms=at_ms, spoken_at=spoken_at)
        paused.is_music = self._gate.ends()
        self._emit(paused)
