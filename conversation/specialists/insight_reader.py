"""Insight reader: a specialist's typed fields, and its card, out of an answer while it is written.

text so far                                           known
----------------------------------------------------  ----------------------------------------
{"kind": "price", "severity": 7                       nothing: it may be 70
… , "counter_arguments": ["The hours it saves"], "w   the insight: the next field has begun
… orth_saying": false, …                              no card; the rest is not worth its price
"""

from collections.abc import Mapping
from typing import Any

from conversation.coaching.advice import Advice
from conversation.coaching.answer_finder import MAX_OBJECT_CHARS, AnswerFinder, Ending
from conversation.coaching.mending import mended, mended_advice, named_fields, plain_name
from conversation.coaching.model_answer import SOURCES, WORTH_SAYING, cited_ids
from conversation.coaching.partial_json import END_S, MAX_ANSWER_CHARS, UnreadableAnswerError
from conversation.errors import ErrorCode
from conversation.json_values import Fields, is_object
from conversation.specialists.output_schema import OutputField, Value, completed, insight_of

_MAX_WRAPPERS = 4
_WORTH = "worth"  # of the field that may end the answer, in any style
_TAIL = 64


class InsightReader:
    """Reads one insight, and the card beside it, from the pieces of an answer.

    Attributes:
        insight: The insight, once it is whole.
        silent: Whether the insight is whole and the answer has said that no card is worth it.
        cited: The ids of the passages that the card names, once it is whole.
    """

    def __init__(self, outputs: Mapping[str, OutputField], *, has_card: bool) -> None:
        """Create the reader of an insight with these fields, and of a card if it has one."""
        self.insight: dict[str, Value] | None = None
        self.silent = False
        self.cited: list[str] = []
        self._outputs = outputs
        self._has_card = has_card
        self._finder = AnswerFinder(self._fields_of)
        self._chars = 0
        self._tail = ""
        self._looks = False  # at each piece: that the word has come is worth a look

    @property
    def wait_s(self) -> float | None:
        """The longest wait for the rest of the stream, s; None: until its end."""
        return END_S if self._finder.answer else None

    def feed(self, piece: str) -> None:
        """Take the next piece of the answer.

        Raises:
            UnreadableAnswerError: `too_long`.
        """
        if self._finder.answer or self.silent:
            return
        self._chars += len(piece)
        self._finder.feed(piece)
        if self._finder.too_long or self._chars > MAX_ANSWER_CHARS:
            told = f"the answer is longer than {MAX_OBJECT_CHARS} characters"
            raise UnreadableAnswerError(ErrorCode.ANSWER_TOO_LONG, told)
        text = self._tail + piece.lower()
        self._looks = self._looks or (self._has_card and _WORTH in text)
        self._tail = text[-_TAIL:]
        if self._looks and not self._finder.answer:
            self._look_at_what_grows()

    def finish(self) -> tuple[dict[str, Value], Advice | None]:
        """The insight of the answer that is over, and its card; None where it has none.

        Raises:
            UnreadableAnswerError: `incomplete` where it broke off, `not_json` where there is no
                object in it, `invalid` where a field that is needed is missing or wrong.
        """
        if self.silent and self.insight is not None:
            return self.insight, None
        found = self._finder.finish()
        if isinstance(found, Ending):
            broke_off = found in (Ending.EMPTY, Ending.BROKEN_OFF)
            code = ErrorCode.ANSWER_INCOMPLETE if broke_off else ErrorCode.ANSWER_NOT_JSON
            raise UnreadableAnswerError(code, f"no insight in the answer ({found.value})")
        known = insight_of(self._outputs, found)
        insight = completed(self._outputs, known)
        if insight is None:
            wrong = ", ".join(name for name in self._outputs if name not in known)
            told = f"missing or wrong in the answer: {wrong}"
            raise UnreadableAnswerError(ErrorCode.ANSWER_INVALID, told)
        return insight, self._card(found)

    def _card(self, fields: Fields) -> Advice | None:
        fields = named_fields(fields)
        if not self._has_card or mended(WORTH_SAYING, fields.get(WORTH_SAYING)) is False:
            return None
        if not mended("headline", fields.get("headline")):
            return None
        self.cited = cited_ids(fields.get(SOURCES))
        return mended_advice(fields)

    def _look_at_what_grows(self) -> None:
        """Take the insight where all of its fields are written, and more has begun."""
        growing = self._finder.growing()
        if not growing:
            return
        fields, _ = growing
        named = {plain_name(name): value for name, value in fields.items()}
        written = list(named)[:-1]  # the last one may go on
        if self.insight is None and set(self._outputs) <= set(written):
            self.insight = completed(self._outputs, insight_of(self._outputs, named))
        worth = mended(WORTH_SAYING, named.get(WORTH_SAYING))
        self.silent = self.insight is not None and worth is False

    def _fields_of(self, raw: Any, wrappers: int = _MAX_WRAPPERS) -> Fields | None:
        """The fields of the insight that an object is, or holds, by their own names."""
        if not is_object(raw) or not wrappers:
            return None
        named = {plain_name(name): value for name, value in raw.items()}
        if any(name in self._outputs for name in named):
            return named
        found = (self._fields_of(value, wrappers - 1) for value in raw.values())
        return next((fields for fields in found if fields), None)
