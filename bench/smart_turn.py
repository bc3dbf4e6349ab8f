"""Smart turn: what Pipecat's smart-turn v3, which hears no words, says of the same pauses.

`uv run python -m bench.smart_turn evaluation/calls/tuned` has espeak-ng speak labelled calls in
several voices, over the phone's band; with `--wav STEREO` (left = customer) the pauses are those of
a real call, and an end is where the other party speaks next for a second or more. It prints the
precision, recall and F1 of its "complete" after 0.25 s of silence, and the CPU of one question.
"""

import argparse
import subprocess
import time
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import cycle
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from pipecat.audio.turn.smart_turn.local_smart_turn_v3 import LocalSmartTurnAnalyzerV3

from bench.boundaries import PAUSE_S, pauses_of
from bench.pauses import VOICES, spoken
from bench.table import table
from conversation.languages import base_of
from conversation.speech.detector import SpeechDetector, SpeechEdge, SpeechParams
from evaluation.labels.label_files import label_paths, read_label_file
from evaluation.labels.labelled_call import LabelledCall
from transports.audio.silero_vad import SileroModel, TrackState
from transports.audio.window import levels_of

RATE = 8000
WINDOW = 256
_SPEAKERS = {"en": ("en-gb", "en-us+f3"), "fr": ("fr", "fr+f2"), "es": ("es", "es-419+f4")}
_HELD_MS = 1000

Audio = NDArray[np.float32]
Question = tuple[Audio, bool]


def synthetic(calls: Sequence[LabelledCall], most: int) -> Iterator[Question]:
    """The customer's speech before each pause, at most `most` of them, and whether it is an end."""
    asked = 0
    for call, voice, place in zip(calls, cycle(VOICES), cycle(range(2)), strict=False):
        speaker = _SPEAKERS[base_of(call.language)][place]
        for pause in list(pauses_of(spoken(call, voice)))[:: max(1, len(calls) // 12)]:
            if asked == most:
                return
            asked += 1
            yield _said(pause.text, speaker), pause.is_end


def _said(text: str, speaker: str) -> Audio:
    command = ["espeak-ng", "-v", speaker, "--stdout", " ".join(text.split()[-25:])]
    spoken_wav = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603
    audio, rate = soundfile.read(BytesIO(spoken_wav), dtype="float32")
    quiet = np.zeros(round(RATE * PAUSE_S), dtype=np.float32)
    return np.concatenate((np.trim_zeros(soxr.resample(audio, rate, RATE)), quiet))


def real(path: Path) -> Iterator[Question]:
    """The speech of both parties of a real call before each pause, and whether it is an end."""
    stereo, rate = soundfile.read(path, dtype="float32")
    tracks = [soxr.resample(stereo[:, side], rate, RATE) for side in (0, 1)]
    speech = [list(_speech(track)) for track in tracks]
    for side in (0, 1):
        for at, (_, end) in enumerate(speech[side]):
            until = speech[side][at + 1][0] if at + 1 < len(speech[side]) else len(tracks[0])
            held = sum(max(0, min(b, until) - max(a, end)) for a, b in speech[1 - side])
            heard = tracks[side][: end + round(RATE * PAUSE_S)]
            yield heard[-8 * RATE :], held * 1000 / RATE >= _HELD_MS


def _speech(track: Audio) -> Iterator[tuple[int, int]]:
    """Where the party speaks, in samples."""
    model, state = SileroModel(), TrackState(RATE)
    detector, begin = SpeechDetector(SpeechParams(), WINDOW * 1000 // RATE), 0
    for start in range(0, len(track) - WINDOW, WINDOW):
        window = track[None, start : start + WINDOW]
        end_ms = (start + WINDOW) * 1000 // RATE
        change = detector.window(model.score([state], window)[0], levels_of(window)[0], end_ms)
        if detector.reset_due:
            state.reset()
        if change and change.edge is SpeechEdge.STARTED:
            begin = change.at_ms * RATE // 1000
        elif change and change.edge is SpeechEdge.PAUSED:
            yield begin, change.at_ms * RATE // 1000


def asked(questions: Sequence[Question]) -> list[object]:
    """How many there are, precision, recall, F1, and ms of CPU a question."""
    model = LocalSmartTurnAnalyzerV3(sample_rate=RATE)
    told = met = 0
    began = time.process_time()
    for audio, is_end in questions:
        if model._predict_endpoint(audio)["prediction"]:
            told, met = told + 1, met + is_end
    cpu_ms = (time.process_time() - began) * 1000 / max(1, len(questions))
    due = sum(is_end for _, is_end in questions)
    precision, recall = met / max(1, told), met / max(1, due)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return [len(questions), due, precision, recall, f1, cpu_ms]


def main() -> None:
    """Print a row for each material."""
    parser = argparse.ArgumentParser(prog="python -m bench.smart_turn", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, help="labelled calls, and folders of them")
    parser.add_argument("--wav", type=Path, help="a real call, left = customer")
    parser.add_argument("--most", type=int, default=300, help="pauses of the labelled calls")
    args = parser.parse_args()
    rows: list[list[object]] = []
    if args.paths:
        calls = [read_label_file(path).call for path in label_paths(args.paths)]
        rows.append(["espeak-ng", *asked(list(synthetic(calls, args.most)))])
    if args.wav:
        rows.append(["a real call", *asked(list(real(args.wav)))])
    print(table(["material", "pauses", "ends", "precision", "recall", "F1", "CPU ms"], rows))


if __name__ == "__main__":
    main()
