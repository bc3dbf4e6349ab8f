"""Recording of a two-party call: a stereo sound file, left = customer, right = agent.

A script beside it (`call.wav`, `call.json`) says who said which word when.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from conversation.errors import CallShadowError, ErrorCode
from conversation.speech.speakers import Speaker
from transports.audio.mulaw import RATE

MAX_HOURS = 4

Milliseconds = Annotated[int, Field(ge=0)]
"""Time from the start of the recording."""


class RecordingError(CallShadowError):
    """A recording can't be used; the message is one line that says which and why."""

    code = ErrorCode.RECORDING_UNUSABLE


class _Spoken(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    start_ms: Milliseconds
    end_ms: Milliseconds

    @model_validator(mode="after")
    def _ends_after_start(self) -> "_Spoken":
        if self.end_ms < self.start_ms:
            raise ValueError(f"ends at {self.end_ms} ms, before its start at {self.start_ms} ms")
        return self


class Word(_Spoken):
    """A word with its punctuation, and when it is heard."""

    word: Annotated[str, Field(min_length=1)]


class ScriptTurn(_Spoken):
    """What one party says in one go; `text` is the words, joined by blanks."""

    speaker: Speaker
    text: str
    words: Annotated[list[Word], Field(min_length=1)]

    @model_validator(mode="after")
    def _says_its_words(self) -> "ScriptTurn":
        if self.text != " ".join(word.word for word in self.words):
            raise ValueError("text is not the words joined by blanks")
        return self


class Script(BaseModel):
    """The transcript of a recording."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    language: str
    duration_ms: Milliseconds
    voices: dict[Speaker, str]
    turns: list[ScriptTurn]

    def spoken_by(self, speaker: Speaker) -> list[ScriptTurn]:
        """The turns of one party, in order."""
        return [turn for turn in self.turns if turn.speaker is speaker]


@dataclass(frozen=True, slots=True)
class Recording:
    """A call in memory: one 16-bit, 8 kHz track a party, both of the same length.

    Attributes:
        tracks: The samples of each party.
        script: Who said what; None when there is no script beside the recording.
    """

    tracks: dict[Speaker, NDArray[np.int16]]
    script: Script | None = None

    @property
    def duration_ms(self) -> int:
        """The length of the call."""
        return len(self.tracks[Speaker.CUSTOMER]) * 1000 // RATE

    def pcm(self, speaker: Speaker) -> bytes:
        """One party's track as 16-bit little-endian PCM at 8 kHz."""
        return self.tracks[speaker].astype("<i2").tobytes()


def load(path: Path) -> Recording:
    """Read a recording, and the script beside it where there is one.

    Args:
        path: A stereo file in any encoding and rate that libsndfile reads.

    Raises:
        RecordingError: The file is missing, unreadable, empty, not stereo or longer than
            `MAX_HOURS`, or the script is malformed.
    """
    pcm = _samples(path, len(Speaker), "a two-party call is stereo, left = customer, right = agent")
    return Recording({Speaker.CUSTOMER: pcm[:, 0], Speaker.AGENT: pcm[:, 1]}, _script(path))


def load_tracks(paths: Mapping[Speaker, Path]) -> Recording:
    """Read a recording that has a file of one channel for each party.

    The files begin at the same moment; the shorter one is silent at its end.

    Raises:
        RecordingError: A file is missing, unreadable, empty, not mono or longer than `MAX_HOURS`.
    """
    tracks = {s: _samples(paths[s], 1, "a party's track has one channel")[:, 0] for s in Speaker}
    length = max(len(track) for track in tracks.values())
    return Recording({s: np.pad(track, (0, length - len(track))) for s, track in tracks.items()})


def _samples(path: Path, wanted: int, why: str) -> NDArray[np.int16]:
    """The samples of a file at 8 kHz, a column a channel."""
    if not path.is_file():
        raise RecordingError(f"{path}: no such file")
    try:
        with soundfile.SoundFile(path) as sound:
            rate, channels = sound.samplerate, sound.channels
            if channels != wanted:
                plural = "s" * (channels != 1)
                raise RecordingError(f"{path}: has {channels} channel{plural}; {why}")
            # Asked before it is read: a small file of a compressed format may be days long.
            if sound.frames > MAX_HOURS * 3600 * rate:
                raise RecordingError(f"{path}: is longer than {MAX_HOURS} hours")
            # As floats, because libsndfile does not scale float files to integers.
            samples = sound.read(dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError) as error:
        raise RecordingError(f"{path}: not a readable sound file ({error})") from None
    if not len(samples):
        raise RecordingError(f"{path}: holds no audio")
    if rate != RATE:
        samples = soxr.resample(samples, rate, RATE)
    return np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16)


def _script(recording: Path) -> Script | None:
    path = recording.with_suffix(".json")
    if not path.is_file():
        return None
    try:
        return Script.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "script"
        complaint = first["msg"].removeprefix("Value error, ")
        raise RecordingError(f"{path}: {place}: {complaint}") from None
