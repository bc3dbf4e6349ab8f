"""What Deepgram says over the socket of `/v1/listen`: the `Results` message.

https://developers.deepgram.com/reference/speech-to-text/listen-streaming
"""

from contextlib import suppress

import orjson
from pipecat.transcriptions.language import Language
from pydantic import BaseModel, ValidationError


class AnswerError(Exception):
    """A message that Deepgram would not send."""


class _Word(BaseModel):
    start: float
    end: float


class Alternative(BaseModel):
    """What may have been said.

    Attributes:
        transcript: The words; empty where there are none.
        confidence: How sure they are, 0 to 1.
        words: When each was said.
        languages: Their languages, where these are detected.
    """

    transcript: str = ""
    confidence: float | None = None
    words: list[_Word] = []
    languages: list[str] | None = None

    @property
    def language(self) -> Language | None:
        """The language, where it is detected and known."""
        with suppress(ValueError):
            return Language(self.languages[0]) if self.languages else None


class _Channel(BaseModel):
    alternatives: list[Alternative]


class Results(BaseModel):
    """A stretch of the connection's audio, and what was said in it.

    Attributes:
        start: Where it begins, s of the connection's audio.
        duration: How long it is, s.
        channel: What was said.
        is_final: Whether the words will not change any more.
        from_finalize: Whether this answers a `Finalize`.
    """

    start: float
    duration: float
    channel: _Channel
    is_final: bool
    from_finalize: bool | None = None

    @property
    def best(self) -> Alternative:
        """The likeliest words; empty where nothing was said."""
        return self.channel.alternatives[0] if self.channel.alternatives else Alternative()

    @property
    def until_ms(self) -> float:
        """Up to where the audio is covered, ms of the connection's audio."""
        return (self.start + self.duration) * 1000

    @property
    def spoken_ms(self) -> tuple[float, float]:
        """Where the words begin and end, ms of the connection's audio."""
        words = self.best.words
        if not words:
            return self.start * 1000, self.until_ms
        return words[0].start * 1000, words[-1].end * 1000


def read_results(message: str | bytes) -> Results | None:
    """Read a message; None where it is not `Results`.

    Raises:
        AnswerError: It is no JSON object, or not the `Results` that it says it is.
    """
    try:
        said = orjson.loads(message)
        return Results.model_validate(said) if said["type"] == "Results" else None
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise AnswerError("Deepgram's answer is no message") from error
    except ValidationError as error:  # which would tell the words
        where = error.errors(include_input=False, include_url=False)[0]["loc"]
        raise AnswerError(f"Deepgram's Results are wrong at {where}") from None
