"""ElevenLabs, whose answers carry the time of every character.

Source: https://elevenlabs.io/docs/api-reference/text-to-speech/convert-with-timestamps
"""

import base64
import importlib
import importlib.util

import httpx
import numpy as np

from examples.call_maker.speech import Speech, SpeechError, SpokenWord, Voice

_INSTALLED = importlib.util.find_spec("elevenlabs") is not None
_SDK = importlib.import_module("elevenlabs") if _INSTALLED else None
_ERRORS = importlib.import_module("elevenlabs.core.api_error") if _INSTALLED else None
_RATE = 16000
_MODEL = "eleven_multilingual_v2"


class ElevenLabsVoice:
    """Speaks through the ElevenLabs SDK, which is the extra `voices`."""

    name = "elevenlabs"

    def __init__(self, api_key: str, base_url: str | None = None):
        """Create a client; nothing is dialled yet.

        Raises:
            SpeechError: The SDK is not installed.
        """
        if _SDK is None or _ERRORS is None:
            raise SpeechError("the ElevenLabs SDK is missing: type `uv sync --extra voices`")
        self._errors = (_ERRORS.ApiError, httpx.HTTPError)
        self._settings = _SDK.VoiceSettings
        self._client = _SDK.ElevenLabs(api_key=api_key, base_url=base_url)

    def speak(self, text: str, voice: Voice) -> Speech:
        """Say one sentence in the voice whose id is `voice.name`.

        Raises:
            SpeechError: ElevenLabs can't be reached, or refuses.
        """
        try:
            answer = self._client.text_to_speech.convert_with_timestamps(
                voice.name,
                text=text,
                model_id=_MODEL,
                output_format=f"pcm_{_RATE}",
                voice_settings=self._settings(speed=voice.pace),
            )
        except self._errors as error:
            status = getattr(error, "status_code", None)
            cause = f"HTTP {status}" if status else str(error)
            raise SpeechError(f"ElevenLabs can't speak as {voice.name}: {cause}") from None
        times = answer.alignment
        samples = np.frombuffer(base64.b64decode(answer.audio_base_64), "<i2") / 32768
        starts, ends = times.character_start_times_seconds, times.character_end_times_seconds
        return Speech(samples, _RATE, timed_words("".join(times.characters), starts, ends))


def timed_words(text: str, starts: list[float], ends: list[float]) -> list[SpokenWord]:
    """The words of a text whose every character has a start and an end."""
    words, at = [], 0
    for word in text.split():
        first = text.index(word, at)
        at = first + len(word)
        words.append(SpokenWord(word, starts[first], ends[at - 1]))
    return words
