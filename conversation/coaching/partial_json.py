"""Advice while it is still being written: a growing JSON text, read field by field."""

import json
import re
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import from_json

from conversation.coaching.advice import Advice, Evidence, Priority
from conversation.errors import CallShadowError, ErrorCode

MAX_CHARS = 8192

_FENCE = re.compile(r"\A\s*(?:`{1,3}\w*\s*)?")

_ITEMS = {
    "questions": TypeAdapter(str),
    "signals_detected": TypeAdapter(str),
    "evidence": TypeAdapter(Evidence),
}
_VALUES = {
    "priority": TypeAdapter(Priority),
    "confidence": TypeAdapter(Annotated[float, Field(ge=0, le=1, strict=True)]),
}


class UnreadableAnswerError(CallShadowError):
    """The model's answer is not advice. The message holds no word of the answer or of the call.

    Attributes:
        code: `not_json`, `incomplete` (it broke off), `invalid` (JSON, but not advice) or
            `too_long`.
    """

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message, code=code)


class AdviceReader:
    """Reads one advice from the pieces of a model's answer.

    White space and a code fence around the JSON object are tolerated; so is text after it.
    """

    def __init__(self) -> None:
        self._text = ""
        self._raw: dict[str, Any] = {}
        self._known: dict[str, Any] = {}
        self._complete = False

    def feed(self, piece: str) -> dict[str, Any] | None:
        """Take the next piece of the answer.

        Returns:
            All the fields known by now, JSON-able, each valid on its own; None when the piece
            brought nothing new.

        Raises:
            UnreadableAnswerError: `not_json` as soon as that is certain; `too_long` beyond
                `MAX_CHARS`.
        """
        if self._complete:
            return None
        self._text += piece
        if len(self._text) > MAX_CHARS:
            raise UnreadableAnswerError(
                ErrorCode.ANSWER_TOO_LONG, f"the answer is longer than {MAX_CHARS} characters"
            )
        self._parse(may_end="}" in piece)
        known = self._known | _known(self._raw, self._complete)
        known = {field: known[field] for field in Advice.model_fields if field in known}
        if known == self._known:
            return None
        self._known = known
        return dict(known)

    def finish(self) -> Advice:
        """The whole advice.

        Raises:
            UnreadableAnswerError: `incomplete` when the answer broke off; `invalid` when it is JSON
                but not an advice.
        """
        if not self._complete:
            raise UnreadableAnswerError(
                ErrorCode.ANSWER_INCOMPLETE, "the answer breaks off before its end"
            )
        fields = {name: self._raw[name] for name in Advice.model_fields if name in self._raw}
        try:
            advice = Advice.model_validate(fields)
        except ValidationError as error:
            wrong = sorted({str(detail["loc"][0]) for detail in error.errors() if detail["loc"]})
            raise UnreadableAnswerError(
                ErrorCode.ANSWER_INVALID, f"missing or wrong in the answer: {', '.join(wrong)}"
            ) from None
        if not advice.headline.strip():
            raise UnreadableAnswerError(
                ErrorCode.ANSWER_INVALID, "missing or wrong in the answer: headline"
            )
        return advice

    def _parse(self, *, may_end: bool) -> None:
        text = _FENCE.sub("", self._text, count=1)
        if not text:
            return
        if not text.startswith("{"):
            raise UnreadableAnswerError(
                ErrorCode.ANSWER_NOT_JSON, "the answer is not a JSON object"
            )
        try:
            self._raw = from_json(text, allow_partial="trailing-strings")
        except ValueError:
            raise UnreadableAnswerError(
                ErrorCode.ANSWER_NOT_JSON, "the answer is not valid JSON"
            ) from None
        self._complete = may_end and _closed(text)


def _closed(text: str) -> bool:
    """Whether the JSON object that `text` begins with is closed, whatever follows it."""
    try:
        json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return False
    return True


def _known(raw: dict[str, Any], complete: bool) -> dict[str, Any]:
    """The fields of `raw` that are valid; lists keep their valid items.

    A number or a priority counts once something follows it: until then it may be half of one.
    """
    unsure = None if complete else next(reversed(raw), None)
    known: dict[str, Any] = {}
    for field in Advice.model_fields:
        value = raw.get(field)
        if field in _ITEMS:
            if isinstance(value, list):
                known[field] = [item for item in value if _fits(_ITEMS[field], item)]
        elif field in _VALUES:
            if field != unsure and _fits(_VALUES[field], value):
                known[field] = value
        elif isinstance(value, str) and value.strip():
            known[field] = value
    return known


def _fits(kind: TypeAdapter[Any], value: Any) -> bool:
    try:
        kind.validate_python(value)
    except ValidationError:
        return False
    return all(map(str.strip, value.values())) if isinstance(value, dict) else value != ""
