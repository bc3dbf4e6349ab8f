"""Advice reader: a model's answer while it is still being written, field by field."""

from typing import Any

from conversation.coaching.advice import Advice
from conversation.coaching.answer_finder import MAX_OBJECT_CHARS, AnswerFinder, Ending
from conversation.coaching.mending import advice_fields, mended, mended_advice, named_fields
from conversation.errors import CallShadowError, ErrorCode

MAX_CHARS = MAX_OBJECT_CHARS
MAX_ANSWER_CHARS = 262_144

# How long the rest of a stream is waited for, s: for the end of an answer that is whole, so that
# its connection can be used again; for a closing tag that shows a whole answer to be a draft.
_END_S = 0.1
_CLOSING_TAG_S = 1.0
_MOST_FIELDS = 4

_LISTS = ("questions", "signals_detected", "evidence")
_WHOLE_ONLY = ("priority", "confidence")
_ENDINGS = {
    Ending.EMPTY: (ErrorCode.ANSWER_INCOMPLETE, "the answer is empty"),
    Ending.BROKEN_OFF: (ErrorCode.ANSWER_INCOMPLETE, "the answer breaks off before its end"),
    Ending.NO_OBJECT: (ErrorCode.ANSWER_NOT_JSON, "the answer holds no JSON object"),
    Ending.OTHER_OBJECT: (ErrorCode.ANSWER_INVALID, "missing or wrong in the answer: headline"),
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

    Thinking, sentences, fences and wrappers around the JSON object are tolerated
    (`answer_finder`), and so are fields that are off (`mending`); the headline is required.
    """

    def __init__(self) -> None:
        self._finder = AnswerFinder(advice_fields)
        self._known: dict[str, Any] = {}
        self._chars = 0

    @property
    def wait_s(self) -> float | None:
        """The longest wait for the rest of the stream, s; None: until its end."""
        if self._finder.answer:
            return _END_S
        whole = self._finder.candidate and len(self._finder.candidate) >= _MOST_FIELDS
        return _CLOSING_TAG_S if whole else None

    def feed(self, piece: str) -> dict[str, Any] | None:
        """Take the next piece of the answer.

        Returns:
            All the fields known by now, JSON-able, each valid on its own; None when the piece
            brought nothing new. What was thought aloud is never among them.

        Raises:
            UnreadableAnswerError: `too_long` beyond `MAX_CHARS` for the object, or
                `MAX_ANSWER_CHARS` with all that stands around it.
        """
        if self._finder.answer:
            return None
        self._chars += len(piece)
        self._finder.feed(piece)
        if self._finder.too_long or self._chars > MAX_ANSWER_CHARS:
            raise UnreadableAnswerError(
                ErrorCode.ANSWER_TOO_LONG, f"the answer is longer than {MAX_CHARS} characters"
            )
        if self._finder.answer:
            fields, unsure = self._finder.answer, None
        elif growing := self._finder.growing():
            fields, half = growing
            unsure = next(reversed(fields), None) if half else None
        else:
            return None
        return self._grow(_known(named_fields(fields), unsure))

    def finish(self) -> Advice:
        """The whole advice.

        Raises:
            UnreadableAnswerError: `incomplete` when the answer broke off; `not_json` when there is
                no object in it; `invalid` when none of them is advice.
        """
        found = self._finder.finish()
        if isinstance(found, Ending):
            raise UnreadableAnswerError(*_ENDINGS[found])
        return mended_advice(found)

    def _grow(self, new: dict[str, Any]) -> dict[str, Any] | None:
        known = self._known | new
        known = {field: known[field] for field in Advice.model_fields if field in known}
        if known == self._known:
            return None
        self._known = known
        return dict(known)


def _known(fields: dict[str, Any], unsure: str | None) -> dict[str, Any]:
    """The fields that can be shown; lists keep their items that say something.

    A priority or a confidence is shown once it is whole.
    """
    known: dict[str, Any] = {}
    for field, value in fields.items():
        if field == unsure and field in _WHOLE_ONLY:
            continue
        meant = mended(field, value)
        if field in _LISTS and meant is not None:
            known[field] = [item for item in meant if _says_something(item)]
        elif meant is not None and (field in _WHOLE_ONLY or meant.strip()):
            known[field] = meant
    return known


def _says_something(item: str | dict[str, str]) -> bool:
    return all(map(str.strip, item.values())) if isinstance(item, dict) else item != ""
