"""Deepgram results: the `Results` message of `/v1/listen`, read into an `SttResult`.

| what a result does not say, or not so that it can be read | what is taken |
|---|---|
| where its audio begins | where the last final result ended: they follow each other |
| how long that is | up to the end of its last word; without places of words, it is left open |
| whether it is final | whether it ends an utterance, or answers; else its words may change |
| the transcript | the words, one by one |
| where its words are | where those of the same stretch began, or a guess from its end |
| how sure they are, in what language | nothing |

https://developers.deepgram.com/reference/speech-to-text/listen-streaming
"""

import math
from dataclasses import replace
from typing import NamedTuple

from pydantic import BaseModel, ValidationError

from services.stt.connection import SttResult
from services.stt.deepgram.answer_fields import (
    Fields,
    SaidWords,
    Seconds,
    Share,
    alternatives,
    detected,
    document,
    is_true,
    seconds,
    share,
)

# How long a word lasts, and what may be silent behind the last one: what endpointing waits for.
_WORD_MS, _SILENT_MS = 400.0, 300.0
_SAME_MS = 1.0  # of a time that is a sum and one that is not


class AnswerError(Exception):
    """A message that Deepgram would not send."""


class _Word(BaseModel):
    start: Seconds
    end: Seconds


class _Alternative(BaseModel):
    transcript: str
    confidence: Share | None = None
    words: list[_Word] = []
    languages: list[str] | None = None


class _Channel(BaseModel):
    alternatives: list[_Alternative]


class _Results(BaseModel):
    """A stretch of the connection's audio; times in seconds of that audio."""

    start: Seconds
    duration: Seconds
    channel: _Channel
    is_final: bool
    from_finalize: bool | None = None

    def as_result(self) -> "_Read":
        """Its likeliest words; without words, their place is that of the audio."""
        (best, *_) = self.channel.alternatives or [_Alternative(transcript="")]
        until_s = self.start + self.duration
        first_s, last_s = self.start, until_s
        is_placed = bool(best.words) and best.words[0].start <= best.words[-1].end
        if is_placed:
            first_s, last_s = best.words[0].start, best.words[-1].end
        result = SttResult(
            best.transcript,
            start_ms=first_s * 1000,
            end_ms=last_s * 1000,
            until_ms=until_s * 1000,
            is_final=self.is_final,
            from_ms=self.start * 1000,
            from_finalize=bool(self.from_finalize),
            confidence=best.confidence,
            language=detected(best.languages),
        )
        return _Read(result, is_placed=is_placed)


class _Read(NamedTuple):
    """A result as it was read, and whether where its words begin is what it says."""

    result: SttResult
    is_placed: bool


class ResultReader:
    """The results of one connection, message by message."""

    def __init__(self) -> None:
        """Nothing has come."""
        self._final: SttResult | None = None
        self._began: tuple[float, float] | None = None  # a stretch, and where its words begin

    def read(self, message: str | bytes) -> SttResult | None:
        """Read a message; None where it is of another known form, or final words come twice.

        Raises:
            AnswerError: It is no JSON object, or a result whose words can't be read.
        """
        final = self._final
        read = _read(message, final.until_ms if final else 0.0)
        if not read or (read.result.text and read.result == final):
            return None
        result = read.result
        if final and final.text and final.until_ms <= final.from_ms:  # whose end was left open
            result = replace(result, from_ms=min(result.from_ms, final.until_ms))
        if result.text and result.until_ms > result.from_ms:
            result = self._placed(result, is_placed=read.is_placed)
        if result.is_final:
            self._final = read.result
        return result

    def _placed(self, result: SttResult, *, is_placed: bool) -> SttResult:
        """The result; without places of words, where they begin is known from others, or guessed.

        A stretch begins with what was silent before it: words that seemed to begin there would be
        taken for a turn that is over.
        """
        began_ms = result.start_ms
        if not is_placed and self._began and abs(self._began[0] - result.from_ms) < _SAME_MS:
            began_ms = self._began[1]
        elif not is_placed:
            words_ms = _WORD_MS * len(result.text.split())
            began_ms = max(result.from_ms, result.until_ms - _SILENT_MS - words_ms)
        self._began = result.from_ms, began_ms
        return replace(result, start_ms=min(began_ms, result.end_ms))


def _read(message: str | bytes, after_ms: float) -> _Read | None:
    """Read a message; None where it is of another known form.

    Args:
        message: As it came.
        after_ms: Where the last final result ended.

    Raises:
        AnswerError: It is no JSON object, or a result whose words can't be read.
    """
    try:
        said = document(message)
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
    if read := _mended(said, after_ms / 1000):
        return read
    raise AnswerError(f"Deepgram's Results are wrong at {where}")


def _mended(said: Fields, after_s: float) -> _Read | None:
    """A result with odd fields; None where its words can't be read."""
    found = alternatives(said)
    best = found[0] if found else None
    words = SaidWords.of(best) if best is not None else SaidWords("" if found == [] else None)
    if words.text is None:
        return None
    begins_s, lasts_s = seconds(said.get("start")), seconds(said.get("duration"))
    from_s = after_s if begins_s is None else begins_s
    until_s = max(from_s, words.end_s or 0.0) if lasts_s is None else from_s + lasts_s
    starts_s = from_s if words.start_s is None else words.start_s
    ends_s = until_s if words.end_s is None else words.end_s
    is_placed = words.start_s is not None and starts_s <= ends_s
    if starts_s > ends_s:
        starts_s, ends_s = from_s, until_s
    if lasts_s is words.start_s is words.end_s is None:
        starts_s, is_placed = -math.inf, True
    is_asked = is_true(said.get("from_finalize"))
    result = SttResult(
        words.text,
        start_ms=starts_s * 1000,
        end_ms=ends_s * 1000,
        until_ms=until_s * 1000,
        is_final=is_asked or any(is_true(said.get(name)) for name in ("is_final", "speech_final")),
        from_ms=from_s * 1000,
        from_finalize=is_asked,
        confidence=share((best or {}).get("confidence")),
        language=detected((best or {}).get("languages")),
    )
    return _Read(result, is_placed=is_placed)
