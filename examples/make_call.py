"""Speak a script: a stereo recording of a call, with the times of its words beside it.

    uv run examples/make_call.py examples/sample_call.yaml my_call.wav
    uv run callshadow play my_call.wav --to ws://127.0.0.1:7860/twilio/media

It speaks through the local synthesiser `flite`, or through ElevenLabs where `ELEVENLABS_API_KEY`
is set (`uv sync --extra voices` installs the SDK).
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

import settings
from conversation.speech.speakers import Speaker
from examples.call_maker.elevenlabs_voice import ElevenLabsVoice
from examples.call_maker.flite import Flite
from examples.call_maker.recorder import record
from examples.call_maker.script import read
from examples.call_maker.speech import SpeechError, Synthesiser
from transports.audio.mulaw import RATE
from transports.recording.recording import Recording


def main(given: Sequence[str] | None = None) -> None:
    """Make a call from the command line; exits 0 done, 1 a named failure, 2 wrong usage."""
    parser = argparse.ArgumentParser(description="Speak a script as a two-party call.")
    parser.add_argument("script", type=Path, help="a YAML file like examples/sample_call.yaml")
    parser.add_argument("out", type=Path, help="the .wav to write; its words go beside it as .json")
    arguments = parser.parse_args(given)
    if arguments.out.suffix != ".wav":
        parser.error(f"{arguments.out} does not end in .wav")
    try:
        call = record(read(arguments.script), _synthesiser())
        write(call, arguments.out)
    except (SpeechError, settings.SettingsError, soundfile.SoundFileError, OSError) as error:
        parser.exit(1, f"{error}\n")
    sys.stdout.write(f"{arguments.out}: {call.duration_ms / 1000:.1f} s\n")


def write(call: Recording, wav: Path) -> None:
    """Write a call as stereo WAV, and its script as JSON beside it."""
    stereo = np.stack([call.tracks[Speaker.CUSTOMER], call.tracks[Speaker.AGENT]], axis=1)
    soundfile.write(wav, stereo, RATE, subtype="PCM_16")
    if call.script is not None:
        wav.with_suffix(".json").write_text(call.script.model_dump_json(indent=1) + "\n")


def _synthesiser() -> Synthesiser:
    key = settings.load().elevenlabs_api_key
    return ElevenLabsVoice(key.get_secret_value()) if key else Flite()


if __name__ == "__main__":
    main()
