"""Flite, a small speech synthesiser that every Linux distribution carries.

It prints its sounds with their times (`-psdur`), but not to which word they belong: each word is
asked for on its own (`-ps`), and its sounds are counted.
"""

import shutil
import subprocess
from functools import cache
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

import soundfile

from examples.call_maker.speech import Speech, SpeechError, SpokenWord, Voice

_PAUSE = "pau"


class Flite:
    """Speaks through the `flite` command."""

    name = "flite"

    def __init__(self) -> None:
        """Find the command.

        Raises:
            SpeechError: It is not installed.
        """
        if shutil.which("flite") is None:
            raise SpeechError(
                "no speech synthesiser: type `sudo apt install flite` (or `brew install flite`),"
                " or set ELEVENLABS_API_KEY"
            )
        self._voices = _flite("-lv").partition(":")[2].split()

    def speak(self, text: str, voice: Voice) -> Speech:
        """Say one sentence in a voice of `flite -lv`.

        Raises:
            SpeechError: There is no such voice, or flite fails.
        """
        if voice.name not in self._voices:
            raise SpeechError(f"flite has no voice {voice.name}; it has {', '.join(self._voices)}")
        with TemporaryDirectory() as folder:
            wav = Path(folder) / "speech.wav"
            stretch = f"duration_stretch={1 / voice.pace:.3f}"
            sounds = _flite(
                "-voice", voice.name, "--setf", stretch, "-psdur", "-t", text, "-o", wav
            )
            samples, rate = soundfile.read(wav)
        return Speech(samples, rate, _words(text.split(), sounds.split(), voice.name))


def _words(words: list[str], sounds: list[str], voice: str) -> list[SpokenWord]:
    """The words with the times of their sounds, which are printed as `name:end_in_seconds`."""
    names = [sound.partition(":")[0] for sound in sounds]
    ends = [float(sound.partition(":")[2]) for sound in sounds]
    heard = [
        (start, end)
        for name, start, end in zip(names, [0.0, *ends], ends, strict=False)
        if name != _PAUSE
    ]
    counts = list(accumulate((_sounds(word, voice) for word in words), initial=0))
    if not heard or not counts[-1]:
        raise SpeechError(f"flite can't speak {' '.join(words)!r}")
    # A word can lose or win a sound in its sentence: spread what is left over.
    bounds = [round(count * len(heard) / counts[-1]) for count in counts]
    return [  # a dash has no sound: it takes the time of the sound beside it
        SpokenWord(word, heard[min(first, last)][0], heard[last][1])
        for word, first, last in zip(
            words, bounds, (max(bound - 1, 0) for bound in bounds[1:]), strict=False
        )
    ]


@cache
def _sounds(word: str, voice: str) -> int:
    printed = _flite("-voice", voice, "-ps", "-t", word, "-o", "none").split()
    return len(printed) - printed.count(_PAUSE)


def _flite(*arguments: str | Path) -> str:
    try:
        done = subprocess.run(["flite", *arguments], capture_output=True, check=True, text=True)  # noqa: S603, S607  no shell; flite is where the user has it
    except subprocess.CalledProcessError as error:
        raise SpeechError(f"flite failed: {error.stderr.strip()}") from None
    return done.stdout
