"""False starts: how often sounds of a line are taken for speech, and how much speech is missed.

`uv run python -m bench.false_starts [--minutes N] [--seed N] [WAV …]` plays each kind of
`bench/line_sounds.py` to speech detection, with its tone gate and without. A false start is what
would begin a turn: speech from its start to a silence of 0.9 s, whether or not a recogniser would
find words in it. Speech is the sample call's, and that of the recordings that are named; missed is
what the detector alone takes for speech and the gate does not let through.
"""

import argparse
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.line_sounds import line_sounds
from bench.table import table
from bots import sample
from conversation.speech.detector import SpeechDetector, SpeechEdge, SpeechParams
from transports.audio.silero_vad import WINDOW_SAMPLES, SileroModel, TrackState, Window, measured
from transports.audio.tone_gate import ToneGate
from transports.recording.recording import load

RATE = 8000
WINDOW_MS = 32
_BYTES = 2 * WINDOW_SAMPLES[RATE]


@dataclass(slots=True)
class Heard:
    """The speech that was heard on one track.

    Attributes:
        starts: How many turns would have begun.
        speech_ms: From where to where it was spoken, ms.
        gate_s: What the gate's answers took of the CPU.
    """

    starts: int
    speech_ms: list[tuple[int, int]]
    gate_s: float

    @property
    def seconds(self) -> float:
        """How much speech there was."""
        return sum(end - begin for begin, end in self.speech_ms) / 1000


class Ear:
    """The speech detection of one track."""

    def __init__(self, *, gated: bool):
        """Listen, with the tone gate or without."""
        self.state = TrackState(RATE)
        self._gate = ToneGate(WINDOW_SAMPLES[RATE])
        self._gated = gated
        self._detector = SpeechDetector(SpeechParams(), WINDOW_MS, self._lets)
        self._in_turn = False
        self._began: int | None = None
        self.heard = Heard(0, [], 0.0)

    def hear(self, samples: Window, dbfs: float, probability: float, end_ms: int) -> None:
        """Take in a window."""
        self._gate.add(samples)
        change = self._detector.window(probability, dbfs, end_ms)
        if self._detector.reset_due:
            self.state.reset()
        if not change:
            return
        if change.edge is SpeechEdge.STARTED:
            self.heard.starts += not self._in_turn
            self._in_turn, self._began = True, change.at_ms
        elif self._began is not None:
            self.heard.speech_ms.append((self._began, change.at_ms))
            self._began = None
        self._in_turn = self._in_turn and change.edge is not SpeechEdge.SILENT

    def _lets(self, voiced: int) -> bool:
        begun = time.thread_time()
        lets = not self._gated or self._gate.lets(voiced)
        self.heard.gate_s += time.thread_time() - begun
        return lets


def listen(tracks: Mapping[str, bytes], *, gated: bool) -> dict[str, Heard]:
    """Hear tracks of 16-bit PCM at 8 kHz, all at once; what was heard of each."""
    model, ears = SileroModel(), {name: Ear(gated=gated) for name in tracks}
    for at in range(0, max(map(len, tracks.values())), _BYTES):
        pieces = {name: pcm[at : at + _BYTES] for name, pcm in tracks.items()}
        windows = {name: measured(pcm) for name, pcm in pieces.items() if len(pcm) == _BYTES}
        if not windows:
            break
        states = [ears[name].state for name in windows]
        scores = model.score(states, [samples for samples, _ in windows.values()])
        end_ms = (at // _BYTES + 1) * WINDOW_MS
        for (name, window), score in zip(windows.items(), scores, strict=True):
            ears[name].hear(*window, score, end_ms)
    return {name: ear.heard for name, ear in ears.items()}


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description="False starts of speech detection.")
    parser.add_argument("wav", type=Path, nargs="*", help="stereo recordings of speech")
    parser.add_argument("--minutes", type=float, default=3.0, help="of each kind of sound (3)")
    parser.add_argument("--seed", type=int, default=0, help="another one makes other tunes (0)")
    args = parser.parse_args()
    sounds = line_sounds(args.minutes * 60, args.seed)
    alone, gated = listen(sounds, gated=False), listen(sounds, gated=True)
    rows = [[name, alone[name].starts, gated[name].starts] for name in sounds]
    sums = [sum(heard.starts for heard in run.values()) for run in (alone, gated)]
    minutes = args.minutes * len(sounds)
    rows.append([f"all {minutes:.0f} minutes", *sums])
    rows.append(["in ten minutes", *(10 * count / minutes for count in sums)])
    head = [f"false starts in {args.minutes:g} minutes", "Silero alone", "with the gate"]
    sys.stdout.write(table(head, rows) + "\n\n")
    calls = {"the sample call": sample.recording()} | {path.stem: load(path) for path in args.wav}
    speech = {
        f"{name}, {who}": samples.tobytes()
        for name, call in calls.items()
        for who, samples in call.tracks.items()
    }
    alone, gated = listen(speech, gated=False), listen(speech, gated=True)
    told = [[n, alone[n].seconds, alone[n].seconds - gated[n].seconds, gated[n].gate_s * 1000]
            for n in speech]  # fmt: skip
    told.append(["all", *(sum(row[column] for row in told) for column in (1, 2, 3))])
    sys.stdout.write(table(["speech", "s", "missed s", "gate's CPU, ms"], told) + "\n")


if __name__ == "__main__":
    main()
