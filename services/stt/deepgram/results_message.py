"""Results message: Deepgram's `Results` of `/v1/listen`, read by itself.

https://developers.deepgram.com/reference/speech-to-text/listen-streaming
"""

import math
from typing import NamedTuple

from services.stt.connection import SttResult
from services.stt.deepgram.answer_fields import (
    AnswerError,
    Fields,
    SaidWords,
    alternatives,
    detected,
    document,
    is_true,
    seconds,
    share,
)
from services.stt.deepgram.endings import raise_error_message


class ReadResult(NamedTuple):
    """A result as it was read.

    Attributes:
        result: What it says, and a guess of what it does not.
        has_begin: Whether where its words begin is what it says.
        place: Where it is, as it says it; None where it does not.
    """

    result: SttResult
    has_begin: bool
    place: tuple[float, float | None] | None


def read_results(message: str | bytes, after_ms: float) -> ReadResult | None:
    """Read a message; None where it is of another known form.

    Args:
        message: As it came.
        after_ms: Where the last final result ended.

    Raises:
        AnswerError: It is no JSON object, or a result whose words can't be read.
        SttRefusedError: It says that the connection is over.
    """
    try:
        said = document(message)
        kind = said.get("type")
    except (ValueError, RecursionError, AttributeError) as error:
        raise AnswerError("Deepgram's answer is no message") from error
    if kind is None and "channel" not in said:
        raise AnswerError("Deepgram's answer has no type")
    if kind == "Error":
        raise_error_message(said)
    if kind not in ("Results", None):
        return None
    return _read(said, after_ms / 1000)


def _read(said: Fields, after_s: float) -> ReadResult:
    """A result, whatever of it is odd but its words."""
    found = alternatives(said)
    best = found[0] if found else None
    words = SaidWords.of(best) if best is not None else SaidWords("" if found == [] else None)
    if words.text is None:  # which the error would tell
        raise AnswerError("Deepgram's Results have no words that can be read")
    begins_s, lasts_s = seconds(said.get("start")), seconds(said.get("duration"))
    from_s = after_s if begins_s is None else begins_s
    is_open = lasts_s is None and words.end_s is None
    until_s = max(from_s, words.end_s or 0.0) if lasts_s is None else from_s + lasts_s
    starts_s = from_s if words.start_s is None else words.start_s
    ends_s = until_s if words.end_s is None else words.end_s
    has_begin = words.start_s is not None and starts_s <= ends_s
    if starts_s > ends_s:
        starts_s, ends_s = from_s, until_s
    if is_open and words.start_s is None:
        starts_s, has_begin = -math.inf, True
    is_asked, is_final = is_true(said.get("from_finalize")), said.get("is_final")
    if not isinstance(is_final, bool):
        is_final = is_asked or is_true(is_final) or is_true(said.get("speech_final"))
    result = SttResult(
        words.text,
        start_ms=starts_s * 1000,
        end_ms=ends_s * 1000,
        until_ms=until_s * 1000,
        is_final=is_final,
        from_ms=from_s * 1000,
        from_finalize=is_asked,
        confidence=share((best or {}).get("confidence")),
        language=detected((best or {}).get("languages")),
        is_placed=not is_open,
    )
    place = None if words.start_s is None else (words.start_s, words.end_s)
    if begins_s is not None and lasts_s is not None:
        place = begins_s, lasts_s
    return ReadResult(result, has_begin, place)
