"""Advice reader: a model's answer while it is still being written, field by field.

text so far                                     known
----------------------------------------------  --------------------------------
{"worth_saying": true, "priority": "high",      nothing: no headline yet
… "headline": "Ask what they                    nothing: half a headline
… compare with", "questions": ["Compared        priority, headline
… to what?"], "recommended_dir                  priority, headline, questions
{"worth_saying": false                          silent; the rest is not worth its price
"""

from typing import Any

from conversation.coaching.advice import Advice
from conversation.coaching.answer_finder import MAX_OBJECT_CHARS, AnswerFinder, Ending
from conversation.coaching.mending import advice_fields, mended, mended_advice, named_fields
from conversation.coaching.model_answer import SOURCES, WORTH_SAYING, cited_ids
from conversation.errors import CallShadowError, ErrorCode

MAX_CHARS = MAX_OBJECT_CHARS
MAX_ANSWER_CHARS = 262_144

# How long the rest of a stream is waited for, s: for the end of an answer that is whole, so that
# its connection can be used again; for a closing tag that shows a whole answer to be a draft.
END_S = 0.1
_CLOSING_TAG_S = 1.0
_MOST_FIELDS = 4

_LISTS = ("questions", "signals_detected", "evidence")
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
    (`answer_finder`), and so are fields that are off (`mending`). Required is the headline, or the
    word that nothing is worth saying; an answer without that word is worth it.

    Attributes:
        silent: Whether the answer has said that nothing is worth saying.
        cited: The ids of the passages that it names, once it is whole.
    """

    def __init__(self, *, may_be_silent: bool = True) -> None:
        """Create a reader; where the answer may not be silent, only its headline counts."""
        self.silent = False
        self.cited: list[str] = []
        self._may_be_silent = may_be_silent
        self._finder = AnswerFinder(advice_fields)
        self._known: dict[str, Any] = {}
        self._chars = 0

    @property
    def wait_s(self) -> float | None:
        """The longest wait for the rest of the stream, s; None: until its end."""
        if self._finder.answer:
            return END_S
        whole = self._finder.candidate and len(self._finder.candidate) >= _MOST_FIELDS
        return _CLOSING_TAG_S if whole else None

    def feed(self, piece: str) -> dict[str, Any] | None:
        """Take the next piece of the answer.

        Returns:
            All the fields known by now, JSON-able, each whole and valid on its own, with the
            headline among them; None when the piece brought nothing new. What was thought aloud is
            never among them. Of a list, the items that are whole.

        Raises:
            UnreadableAnswerError: `too_long` beyond `MAX_CHARS` for the object, or
                `MAX_ANSWER_CHARS` with all that stands around it.
        """
        if self._finder.answer or self.silent:
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
        named = named_fields(fields)
        self.silent = self._is_silent(named)
        return None if self.silent else self._grow(_known(named, unsure))

    def finish(self) -> Advice | None:
        """The whole advice; None where nothing is worth saying.

        Raises:
            UnreadableAnswerError: `incomplete` when the answer broke off; `not_json` when there is
                no object in it; `invalid` when none of them is advice.
        """
        if self.silent:
            return None
        found = self._finder.finish()
        if isinstance(found, Ending):
            raise UnreadableAnswerError(*_ENDINGS[found])
        self.silent = self._is_silent(found)
        if self.silent:
            return None
        if not mended("headline", found.get("headline")):
            raise UnreadableAnswerError(*_ENDINGS[Ending.OTHER_OBJECT])
        self.cited = cited_ids(found.get(SOURCES))
        return mended_advice(found)

    def _is_silent(self, fields: dict[str, Any]) -> bool:
        told = mended(WORTH_SAYING, fields.get(WORTH_SAYING))
        return told is False and self._may_be_silent

    def _grow(self, new: dict[str, Any]) -> dict[str, Any] | None:
        known = self._known | new
        known = {field: known[field] for field in Advice.model_fields if field in known}
        if known == self._known or "headline" not in known:
            return None
        self._known = known
        return dict(known)


def _known(fields: dict[str, Any], unsure: str | None) -> dict[str, Any]:
    """The fields that can be shown, as far as they are whole; list items that say something."""
    known: dict[str, Any] = {}
    for field, value in fields.items():
        half = field == unsure
        meant = mended(field, value[:-1] if half and isinstance(value, list) else value)
        if field in _LISTS and meant is not None and not (half and isinstance(value, str)):
            known[field] = [item for item in meant if _says_something(item)]
        elif not half and (isinstance(meant, float) or (isinstance(meant, str) and meant.strip())):
            known[field] = meant
    return known


def _says_something(item: str | dict[str, str]) -> bool:
    return all(map(str.strip, item.values())) if isinstance(item, dict) else item != ""
