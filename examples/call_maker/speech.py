"""Speech as a synthesiser gives it, and how pieces of it become a turn."""

from dataclasses import dataclass, replace
from typing import Annotated, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

Samples = NDArray[np.float64]
"""Mono, full scale is -1 to 1."""

_FRAME_S = 0.005
_AUDIBLE_DB = -38.0
"""Below the loudest frame; what is softer is silence."""


class SpeechError(Exception):
    """Text could not be spoken; the message is one line that says what to do."""


class Voice(BaseModel):
    """A voice of a synthesiser: its name there, and its pace; above 1 is faster than its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    pace: Annotated[float, Field(ge=0.5, le=2)] = 1.0


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word as written, and when it is heard, in seconds from the start of its speech."""

    word: str
    start_s: float
    end_s: float

    def shifted(self, seconds: float) -> "SpokenWord":
        """The same word, that much later."""
        return replace(self, start_s=self.start_s + seconds, end_s=self.end_s + seconds)


@dataclass(frozen=True, slots=True)
class Speech:
    """What a voice says."""

    samples: Samples
    rate: int
    words: list[SpokenWord]

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return len(self.samples) / self.rate

    def trimmed(self) -> "Speech":
        """Without the silence around it."""
        frame = round(_FRAME_S * self.rate)
        frames = self.samples[: len(self.samples) // frame * frame].reshape(-1, frame)
        level = np.sqrt((frames**2).mean(axis=1))
        audible = np.flatnonzero(level > level.max() * 10 ** (_AUDIBLE_DB / 20))
        first, last = audible[0] * frame, (audible[-1] + 1) * frame
        length = (last - first) / self.rate
        words = [word.shifted(-first / self.rate) for word in self.words]
        return Speech(
            self.samples[first:last],
            self.rate,
            [
                replace(w, start_s=min(max(w.start_s, 0.0), length), end_s=min(w.end_s, length))
                for w in words
            ],
        )


def joined(parts: list[tuple[float, Speech]]) -> Speech:
    """One speech of several at one rate, each after some seconds of silence."""
    rate = parts[0][1].rate
    samples: list[Samples] = []
    words: list[SpokenWord] = []
    length = 0
    for pause_s, part in parts:
        silence = np.zeros(round(pause_s * rate))
        length += len(silence)
        words += [word.shifted(length / rate) for word in part.words]
        length += len(part.samples)
        samples += [silence, part.samples]
    return Speech(np.concatenate(samples), rate, words)


class Synthesiser(Protocol):
    """What turns text into speech."""

    name: str

    def speak(self, text: str, voice: Voice) -> Speech:
        """Say one sentence.

        Raises:
            SpeechError: There is no such voice, or the synthesiser fails.
        """
        ...
