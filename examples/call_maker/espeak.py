"""eSpeak NG, a speech synthesiser of a hundred languages, small and plain.

It tells no times of its words: they are spread over each sentence by the number of their letters.
"""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import soundfile

from examples.call_maker.speech import Speech, SpeechError, SpokenWord, Voice

_WORDS_PER_MINUTE = 165


class Espeak:
    """Speaks through the `espeak-ng` command."""

    name = "espeak"

    def __init__(self) -> None:
        """Find the command.

        Raises:
            SpeechError: It is not installed.
        """
        if shutil.which("espeak-ng") is None:
            raise SpeechError("no espeak-ng: type `sudo apt install espeak-ng`")

    def speak(self, text: str, voice: Voice) -> Speech:
        """Say one sentence in a voice as `espeak-ng -v` takes it: `fr`, `es-419+f4`.

        Raises:
            SpeechError: There is no such voice, or nothing to be heard.
        """
        with TemporaryDirectory() as folder:
            wav = Path(folder) / "speech.wav"
            pace = str(round(_WORDS_PER_MINUTE * voice.pace))
            command = ["espeak-ng", "-v", voice.name, "-s", pace, "-w", wav, "--", text]
            try:
                subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603  no shell
            except subprocess.CalledProcessError as error:
                raise SpeechError(f"espeak-ng failed: {error.stderr.strip()}") from None
            samples, rate = soundfile.read(wav)
        if not samples.any():
            raise SpeechError(f"espeak-ng can't speak {text!r}")
        spoken = Speech(samples, rate, []).trimmed()
        return Speech(spoken.samples, rate, _spread(text.split(), spoken.seconds))


def _spread(words: list[str], seconds: float) -> list[SpokenWord]:
    letters = sum(map(len, words))
    spoken: list[SpokenWord] = []
    at = 0.0
    for word in words:
        end = at + seconds * len(word) / letters
        spoken.append(SpokenWord(word, at, end))
        at = end
    return spoken
