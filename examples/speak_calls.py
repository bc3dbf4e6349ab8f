"""Speak labelled calls: half an hour of audio in several voices, with noise, music and overlaps.

    uv run examples/speak_calls.py evaluation/calls/tuned audio --minutes 30
    uv run callshadow play audio/en_saas_03.wav --to ws://127.0.0.1:7860/twilio/media

Each call becomes a stereo recording with the times of its words beside it. It speaks through the
local synthesiser `espeak-ng`. The same calls give the same audio.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, cycle, groupby, zip_longest
from pathlib import Path

import soundfile

from conversation.speech.speakers import Speaker
from evaluation.labels.label_files import LabelError, LabelFile, label_paths, read_label_file
from examples.call_maker.background import BackgroundNoise, with_background
from examples.call_maker.espeak import Espeak
from examples.call_maker.labelled import script_of
from examples.call_maker.recorder import record
from examples.call_maker.speech import SpeechError
from examples.make_call import write
from transports.recording.recording import Recording

BEHIND = (
    BackgroundNoise.NONE,
    BackgroundNoise.STREET,
    BackgroundNoise.BABBLE,
    BackgroundNoise.MUSIC,
)


def main() -> None:
    """Speak calls from the command line; exits 0 done, 1 a named failure, 2 wrong usage."""
    parser = argparse.ArgumentParser(description="Speak labelled calls as two-party recordings.")
    parser.add_argument("calls", type=Path, nargs="+", help="files and folders of labelled calls")
    parser.add_argument("out", type=Path, help="the folder for the .wav files and their words")
    parser.add_argument("--minutes", type=float, default=30.0, help="how much at least (30)")
    arguments = parser.parse_args()
    try:
        spoken_s = _speak(arguments.calls, arguments.out, arguments.minutes * 60)
    except (SpeechError, LabelError, soundfile.SoundFileError, OSError) as error:
        parser.exit(1, f"{error}\n")
    sys.stdout.write(f"{arguments.out}: {spoken_s / 60:.1f} minutes\n")


def _speak(paths: list[Path], out: Path, seconds: float) -> float:
    """Speak calls, one after the other, until there is audio enough; the seconds that there are."""
    files = [read_label_file(path) for path in label_paths(paths)]
    out.mkdir(parents=True, exist_ok=True)
    synthesiser = Espeak()
    spoken_s = 0.0
    before: Recording | None = None
    for number, (file, kind) in enumerate(zip(_in_turn(files), cycle(BEHIND), strict=False)):
        if spoken_s >= seconds:
            break
        call = record(script_of(file.call, number), synthesiser)
        other = (before or call).tracks[Speaker.CUSTOMER]
        customers = with_background(call.tracks[Speaker.CUSTOMER], kind, other, number)
        tracks = {**call.tracks, Speaker.CUSTOMER: customers}
        write(Recording(tracks, call.script), out / f"{file.path.stem}.wav")
        spoken_s += call.duration_ms / 1000
        before = call
    return spoken_s


def _in_turn(files: Sequence[LabelFile]) -> Iterator[LabelFile]:
    """One call of each language, then the next ones: of half an hour each has its part."""
    by_language = groupby(sorted(files, key=_language), _language)
    rounds = zip_longest(*[list(group) for _, group in by_language])
    return (file for file in chain.from_iterable(rounds) if file)


def _language(file: LabelFile) -> str:
    return file.call.language


if __name__ == "__main__":
    main()
