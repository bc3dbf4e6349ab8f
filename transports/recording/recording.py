"""Recording of a two-party call: a stereo sound file, left = customer, right = agent.

A script beside it (`call.wav`, `call.json`) says who said which word when.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO, TypeVar

import numpy as np
from loguru import logger
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from conversation.speech.speakers import Speaker
from transports.audio.mulaw import RATE
from transports.recording.sound_file import open_file, read_samples

_PARTIES = (Speaker.CUSTOMER, Speaker.AGENT)

Milliseconds = Annotated[int, Field(ge=0)]
"""Time from the start of the recording."""


class _Spoken(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    start_ms: Milliseconds
    end_ms: Milliseconds

    @model_validator(mode="after")
    def _ends_after_start(self) -> "_Spoken":
        if self.end_ms < self.start_ms:
            raise ValueError(f"ends at {self.end_ms} ms, before its start at {self.start_ms} ms")
        return self


class ScriptWord(_Spoken):
    """A word with its punctuation, and when it is heard."""

    word: Annotated[str, Field(min_length=1)]


class ScriptTurn(_Spoken):
    """The words of one party in one go; `text` joins them by blanks."""

    speaker: Speaker
    text: str
    words: Annotated[list[ScriptWord], Field(min_length=1)]

    @model_validator(mode="after")
    def _says_its_words(self) -> "ScriptTurn":
        if self.text != " ".join(word.word for word in self.words):
            raise ValueError("text is not the words joined by blanks")
        return self

    def later(self, by_ms: int) -> "ScriptTurn":
        """The same turn `by_ms` later."""
        words = [_moved(word, by_ms) for word in self.words]
        return _moved(self, by_ms).model_copy(update={"words": words})


_AnySpoken = TypeVar("_AnySpoken", bound=_Spoken)


def _moved(spoken: _AnySpoken, by_ms: int) -> _AnySpoken:
    times = {"start_ms": spoken.start_ms + by_ms, "end_ms": spoken.end_ms + by_ms}
    return spoken.model_copy(update=times)


class Script(BaseModel):
    """The transcript of a recording."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    language: str
    duration_ms: Milliseconds
    voices: dict[Speaker, str]
    turns: list[ScriptTurn]

    def later(self, by_ms: int) -> "Script":
        """The same words `by_ms` later: the recording is played again in a call that goes on."""
        if by_ms == 0:
            return self
        turns = [turn.later(by_ms) for turn in self.turns]
        return self.model_copy(update={"turns": turns})

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


def load(path: Path, agent: Path | None = None) -> Recording:
    """Read a recording, and the script beside it where there is one.

    Args:
        path: A stereo file, left = customer; with `agent`, the customer's file of one channel.
        agent: The agent's.

    Raises:
        RecordingError: A file can't be used.
    """
    with open_file(path) as file:
        if agent is None:
            return Recording(read_stereo(file, str(path)).tracks, read_script(path))
        with open_file(agent) as other:
            files, names = (file, other), (str(path), str(agent))
            return read_tracks(dict(zip(_PARTIES, files, strict=True)), names)


def read_stereo(file: BinaryIO, name: str, left: Speaker = Speaker.CUSTOMER) -> Recording:
    """Read a recording of two channels.

    Args:
        file: A stereo file in any encoding that libsndfile reads, from its start.
        name: What an error calls it.
        left: Who is on the left channel.

    Raises:
        RecordingError: As `read_samples`; two channels are a stereo file's.
    """
    why = f"a two-party call is stereo, left = {left}, right = {left.other}, or two files"
    pcm = read_samples(file, name, len(Speaker), why)
    return Recording({left: pcm[:, 0], left.other: pcm[:, 1]})


def read_tracks(
    files: Mapping[Speaker, BinaryIO], names: tuple[str, str] = ("customer.wav", "agent.wav")
) -> Recording:
    """Read a recording that has a file of one channel for each party.

    The files begin at the same moment; the shorter one is silent at its end.

    Args:
        files: Each party's.
        names: What an error calls the customer's, and the agent's.

    Raises:
        RecordingError: As `read_samples`.
    """
    why = "a party's track has one channel"
    named = zip(_PARTIES, names, strict=True)
    tracks = {s: read_samples(files[s], name, 1, why)[:, 0] for s, name in named}
    length = max(len(track) for track in tracks.values())
    return Recording({s: np.pad(track, (0, length - len(track))) for s, track in tracks.items()})


def read_script(recording: Path) -> Script | None:
    """The script beside a recording; None where a neighbour of its name is no script of ours."""
    path = recording.with_suffix(".json")
    if not path.is_file():
        return None
    try:
        return Script.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "script"
        reason = f"{place}: {first['msg'].removeprefix('Value error, ')}"
    except OSError as error:
        reason = str(error.strerror)
    logger.warning("{} is no script of this recording, and is ignored: {}", path, reason)
    return None
