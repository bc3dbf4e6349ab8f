"""Turn information of Flux: the `TurnInfo` messages of `/v2/listen`, read.

A message that does not say, so that it can be read, up to where the audio is read, says it by the
place of its last word, or is taken to have read what was sent a second ago; `answer_fields.py` has
the rest.

https://developers.deepgram.com/docs/flux/state
"""

from pipecat.transcriptions.language import Language
from pydantic import BaseModel, ValidationError

from services.stt.deepgram.answer_fields import (
    AnswerError,
    Fields,
    SaidWords,
    Seconds,
    Share,
    detected,
    document,
    seconds,
)
from services.stt.deepgram.endings import told_error

_GROWS = "Update"


class TurnWord(BaseModel):
    """The place of a word, and how sure it is, as far as that is said."""

    start: Seconds | None = None
    end: Seconds | None = None
    confidence: Share | None = None


class TurnInfo(BaseModel):
    """The state of a turn; times in seconds of the connection's audio.

    Attributes:
        event: What has become of it.
        audio_window_end: Up to where the audio is read.
        transcript: All its words.
        words: Their places.
        trigger: Why it ended.
        languages: What is spoken.
        turn_index: The number of the turn, where that is said.
        is_placed: Whether it says up to where the audio is read.
    """

    event: str
    audio_window_end: Seconds
    transcript: str
    words: list[TurnWord] = []
    trigger: str | None = None
    languages: list[str] | None = None
    turn_index: int | None = None
    is_placed: bool = True

    @property
    def until_ms(self) -> float:
        """Up to where the audio is read."""
        return self.audio_window_end * 1000

    @property
    def language(self) -> Language | None:
        """The first that is detected, where it is known."""
        return detected(self.languages)


def read_turn_info(message: str | bytes, heard_ms: float = 0.0) -> TurnInfo | None:
    """Read a message; None where it is of another known form.

    Args:
        message: As it came.
        heard_ms: Up to where the audio is read, by a guess, for one that does not say.

    Raises:
        AnswerError: It is no JSON object, or a `TurnInfo` whose words can't be read.
        SttRefusedError: It is Flux's last.
    """
    try:
        said = document(message)
        kind = said["type"]
    except (ValueError, RecursionError, TypeError, LookupError) as error:
        raise AnswerError("Flux's answer is no message") from error
    if kind == "Error":
        raise told_error(said)
    if kind != "TurnInfo":
        return None
    try:
        return TurnInfo.model_validate(said)
    except ValidationError as error:  # which would tell the words
        where = error.errors(include_input=False, include_url=False)[0]["loc"]
    if info := _mended(said, heard_ms / 1000):
        return info
    raise AnswerError(f"Flux's TurnInfo is wrong at {where}")


def _mended(said: Fields, heard_s: float) -> TurnInfo | None:
    """A message with odd fields; None where its words can't be read, or it tells nothing."""
    words = SaidWords.of(said)
    event, trigger = said.get("event"), said.get("trigger")
    if words.text is None or not (isinstance(event, str) or words.text):
        return None
    until_s = seconds(said.get("audio_window_end"))
    return TurnInfo(
        event=event if isinstance(event, str) else _GROWS,
        audio_window_end=max(heard_s, words.end_s or 0.0) if until_s is None else until_s,
        transcript=words.text,
        words=[TurnWord(start=words.start_s), TurnWord(end=words.end_s)],
        trigger=trigger if isinstance(trigger, str) else None,
        turn_index=index if isinstance(index := said.get("turn_index"), int) else None,
        is_placed=until_s is not None or words.end_s is not None,
    )
