"""Gated ear: the speech detection of a track with its tone gate, and what it would be without."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from conversation.speech.detector import SpeechDetector, SpeechEdge, SpeechParams
from transports.audio.silero_vad import SileroModel, TrackState
from transports.audio.tone_gate import ToneGate
from transports.audio.window import WINDOW_SAMPLES, levels_of, samples_of

RATE = 8000
WINDOW_MS = 32
_BYTES = 2 * WINDOW_SAMPLES[RATE]


@dataclass(slots=True)
class Heard:
    """The speech that was heard on one track.

    Attributes:
        starts: How many turns would have begun.
        ungated: How many would without the gate.
        speech_ms: The speech, without the gate.
        missed_ms: What of it is taken for music.
        heard_ms: What of it is not.
        gate_s: What its questions took of the CPU.
        windows: How many windows were heard.
    """

    starts: int = 0
    ungated: int = 0
    speech_ms: int = 0
    missed_ms: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    heard_ms: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    gate_s: float = 0.0
    windows: int = 0


class Ear:
    """The speech detection of one track, as `transports/audio/track.py` has it.

    Windows that are too soft for speech are scored too, however many there are in a row.
    """

    def __init__(self) -> None:
        """Listen."""
        self.state = TrackState(RATE)
        self.heard = Heard()
        self._gate = ToneGate(WINDOW_SAMPLES[RATE])
        self._detector = SpeechDetector(SpeechParams(), WINDOW_MS)
        self._in_turn = self._in_ungated = False
        self._began = 0

    def hear(self, pcm: bytes, dbfs: float, probability: float, end_ms: int) -> None:
        """Take in a window."""
        change = self._detector.window(probability, dbfs, end_ms)
        if self._detector.reset_due:
            self.state.reset()
        self._gate.add(pcm)
        self.heard.windows += 1
        if not change and not self._gate.in_doubt:
            return
        begun, is_music = time.thread_time(), False
        if change and change.edge is SpeechEdge.STARTED:
            self._gate.starts(self._detector.voiced)
        elif change and change.edge is SpeechEdge.PAUSED:
            is_music = self._gate.ends()
        else:
            self._gate.goes_on(self._detector.voiced)
        self.heard.gate_s += time.thread_time() - begun
        if change:
            self._changed(change.edge, change.at_ms, is_music=is_music)

    def _changed(self, edge: SpeechEdge, at_ms: int, *, is_music: bool) -> None:
        heard = self.heard
        match edge:
            case SpeechEdge.STARTED:
                self._began = at_ms
                heard.ungated += not self._in_ungated
                self._in_ungated = True
            case SpeechEdge.PAUSED:
                heard.speech_ms += at_ms - self._began
                if is_music:
                    heard.missed_ms.append((self._began, at_ms))
                else:
                    heard.heard_ms.append((self._began, at_ms))
                    heard.starts += not self._in_turn
                    self._in_turn = True
            case SpeechEdge.SILENT:
                self._in_turn = self._in_ungated = False


def listen(tracks: Mapping[str, bytes]) -> dict[str, Heard]:
    """Hear tracks of 16-bit PCM at 8 kHz, all at once; what was heard of each."""
    model, ears = SileroModel(), {name: Ear() for name in tracks}
    for at in range(0, max(map(len, tracks.values())), _BYTES):
        pieces = {name: pcm[at : at + _BYTES] for name, pcm in tracks.items()}
        windows = {name: pcm for name, pcm in pieces.items() if len(pcm) == _BYTES}
        if not windows:
            break
        states = [ears[name].state for name in windows]
        audio = samples_of(b"".join(windows.values())).reshape(len(windows), -1)
        heard = zip(windows.items(), levels_of(audio), model.score(states, audio), strict=True)
        end_ms = (at // _BYTES + 1) * WINDOW_MS
        for (name, pcm), dbfs, score in heard:
            ears[name].hear(pcm, dbfs, score, end_ms)
    return {name: ear.heard for name, ear in ears.items()}
