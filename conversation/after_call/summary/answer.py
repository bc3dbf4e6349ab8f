"""Model answer for a summary: the form in which it is asked for, and how it is read."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from conversation.after_call.summary.parts import CallOutcome, SummarySentence
from conversation.coaching.crm_field import CrmField
from conversation.coaching.model_answer import AnswerForm, closed_object, object_in

MOST_CHARS = 60_000
"""How much of an answer is read."""
_FIELDS = {
    "disposition": "How the call ended.",
    "wants": "What the customer wants.",
    "agreed": "What was agreed: who promised or took what.",
    "open": "Questions that nobody answered.",
    "objections": "Each objection, how it was met (answer, or an empty string), its state.",
    "buying_signals": "What shows that the customer may buy.",
    "risks": "What may go wrong.",
    "next_step": "Who does what next; date: when, in the words of the call, or an empty string.",
    "minutes": "The minutes: everything said that matters, in order, a sentence each.",
    "email_subject": "The subject of a follow-up mail to the customer.",
    "email_body": "Its text: only what the call bears out.",
    "fields": "The CRM fields that the customer told; leave out all that was not asked or told.",
}


_TEXT = {"type": "string"}
_IDS = {"type": "array", "items": _TEXT}
_SENTENCES = {"type": "array", "items": closed_object(text=_TEXT, turn_ids=_IDS)}


def form_of(fields: Sequence[CrmField]) -> AnswerForm:
    """The form of the summary of a call that may tell some fields."""
    names = [field.id for field in fields] or [""]
    told = closed_object(
        name={"type": "string", "enum": names},
        value=_TEXT,
        quote={"type": "string", "description": "The customer's words, verbatim."},
        turn_id=_TEXT,
        confidence={"type": "number", "description": "A number from 0 to 1."},
    )
    states = {"type": "string", "enum": ["open", "handled"]}
    objections = closed_object(text=_TEXT, answer=_TEXT, state=states, turn_ids=_IDS)
    parts: dict[str, Any] = {
        "disposition": {"type": "string", "enum": [one.value for one in CallOutcome]},
        "wants": _SENTENCES,
        "agreed": _SENTENCES,
        "open": _SENTENCES,
        "objections": {"type": "array", "items": objections},
        "buying_signals": _SENTENCES,
        "risks": _SENTENCES,
        "next_step": closed_object(text=_TEXT, date=_TEXT, turn_ids=_IDS),
        "minutes": _SENTENCES,
        "email_subject": _TEXT,
        "email_body": _TEXT,
        "fields": {"type": "array", "items": told},
    }
    about = "; ".join(f"{one.id}: {one.about}" for one in fields)
    texts = {**_FIELDS, "fields": f"{_FIELDS['fields']} {about}"}
    described = {name: {**part, "description": texts[name]} for name, part in parts.items()}
    return AnswerForm("call_summary", closed_object(**described), texts)


def _texts(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_Ids = Annotated[list[str], BeforeValidator(_texts)]


class ToldSentence(BaseModel):
    """A sentence that a model has written."""

    text: str = ""
    turn_ids: _Ids = []

    def as_sentence(self) -> SummarySentence:
        """The sentence, as nobody has held it to anything."""
        return SummarySentence(self.text, tuple(self.turn_ids))


class FoundObjection(ToldSentence):
    """An objection that a model has found."""

    answer: str = ""
    state: str = "open"


class ToldStep(ToldSentence):
    """The next step that a model has found."""

    date: str = ""


class FoundField(BaseModel):
    """The value of a field that a model has found."""

    name: str
    value: str = ""
    quote: str = ""
    turn_id: str = ""
    confidence: Annotated[float, Field(ge=0, le=1)] = 0.5


class ToldSummary(BaseModel):
    """The whole answer of a model; nothing of it is held to the call."""

    disposition: str = ""
    wants: list[ToldSentence] = []
    agreed: list[ToldSentence] = []
    open: list[ToldSentence] = []
    objections: list[FoundObjection] = []
    buying_signals: list[ToldSentence] = []
    risks: list[ToldSentence] = []
    next_step: ToldStep = ToldStep()
    minutes: list[ToldSentence]
    email_subject: str = ""
    email_body: str = ""
    fields: list[FoundField] = []


def read_answer(text: str) -> ToldSummary | None:
    """What a model has written; None where it is not of the form."""
    try:
        return ToldSummary.model_validate_json(object_in(text, _FIELDS))
    except ValidationError:
        return None


def joined(parts: Sequence[ToldSummary]) -> ToldSummary:
    """The answers to the parts of a long call as one: the last one knows how it ended."""
    last = parts[-1]
    lists = {
        name: [one for part in parts for one in getattr(part, name)]
        for name, value in last
        if isinstance(value, list) and name not in _OF_THE_END
    }
    return last.model_copy(
        update=lists | {"fields": [f for p in reversed(parts) for f in p.fields]}
    )


_OF_THE_END = {"open", "fields"}
