"""Deepgram results: the `Results` message of `/v1/listen`, read into an `SttResult`.

https://developers.deepgram.com/reference/speech-to-text/listen-streaming
"""

import json
from contextlib import suppress
from typing import Any

import orjson
from pipecat.transcriptions.language import Language
from pydantic import BaseModel, ValidationError

from services.stt.connection import SttResult


class AnswerError(Exception):
    """A message that Deepgram would not send."""


class _Word(BaseModel):
    start: float
    end: float


class _Alternative(BaseModel):
    transcript: str = ""
    confidence: float | None = None
    words: list[_Word] = []
    languages: list[str] | None = None

    @property
    def language(self) -> Language | None:
        """The first that is detected, where it is known."""
        with suppress(ValueError):
            return Language(self.languages[0]) if self.languages else None


class _Channel(BaseModel):
    alternatives: list[_Alternative]


class _Results(BaseModel):
    """A stretch of the connection's audio; times in seconds of that audio."""

    start: float
    duration: float
    channel: _Channel
    is_final: bool
    from_finalize: bool | None = None

    def as_result(self) -> SttResult:
        """Its likeliest words; without words, their place is that of the audio."""
        best = self.channel.alternatives[0] if self.channel.alternatives else _Alternative()
        until_ms = (self.start + self.duration) * 1000
        return SttResult(
            best.transcript,
            start_ms=(best.words[0].start if best.words else self.start) * 1000,
            end_ms=best.words[-1].end * 1000 if best.words else until_ms,
            until_ms=until_ms,
            is_final=self.is_final,
            from_ms=self.start * 1000,
            from_finalize=bool(self.from_finalize),
            confidence=best.confidence,
            language=best.language,
        )


def read_results(message: str | bytes) -> SttResult | None:
    """Read a message; None where it is of another known form.

    Of a result with odd details, or without its type, the words and their place are kept.

    Raises:
        AnswerError: It is no JSON object, or not the `Results` that it says it is.
    """
    try:
        said = _document(message)
        kind = said.get("type")
    except (ValueError, RecursionError, AttributeError) as error:
        raise AnswerError("Deepgram's answer is no message") from error
    if kind is None and "channel" not in said:
        raise AnswerError("Deepgram's answer has no type")
    if kind not in ("Results", None):
        return None
    try:
        return _Results.model_validate(said).as_result()
    except ValidationError as error:  # which would tell the words
        where = error.errors(include_input=False, include_url=False)[0]["loc"]
    try:
        return _Results.model_validate(_bare(said)).as_result()
    except (ValidationError, LookupError, TypeError, AttributeError):
        raise AnswerError(f"Deepgram's Results are wrong at {where}") from None


def _document(message: str | bytes) -> Any:
    try:
        return orjson.loads(message)
    except orjson.JSONDecodeError:  # it may be no more than NaN, which JSON does not have
        return json.loads(message, parse_constant=lambda _: None)


def _bare(said: dict[str, Any]) -> dict[str, Any]:
    """A result without what words can do without: their own places, confidence and language."""
    (best, *_) = said["channel"]["alternatives"]
    needed = {name: said[name] for name in ("start", "duration", "is_final")}
    answers = {"from_finalize": said.get("from_finalize") is True}
    return needed | answers | {"channel": {"alternatives": [{"transcript": best["transcript"]}]}}
