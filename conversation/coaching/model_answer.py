"""Answer form: what a model is asked to write, in the order in which it is to be known.

worth_saying            a no ends the answer: nothing is shown, and no more is paid
priority, signals       so that the card gets its place, or none, before it is written
headline                shown when it is whole
all the rest of Advice  a field or an item at a time, each when it is whole
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from conversation.coaching.advice import Advice
from conversation.json_values import is_list

WORTH_SAYING = "worth_saying"
SOURCES = "sources"
_SOURCES = 'Ids of the passages that the card rests on, as ["k1"]; empty where it has none.'
_ID = re.compile(r"\bk\d+\b", re.IGNORECASE)
_FIRST = ("priority", "signals_detected", "headline")
_WORTH_SAYING = (
    "Whether advice is due at this turn: false where a good agent needs none, and nothing follows."
)


@dataclass(frozen=True, slots=True, eq=False)
class AnswerForm:
    """The form of an answer: one JSON object.

    Attributes:
        name: Letters, digits and `_`, as an API's name of a schema or a tool.
        schema: The JSON schema.
        fields: What each field is, by its name, for servers that take no schema.
    """

    name: str
    schema: Mapping[str, Any]
    fields: Mapping[str, str]


def closed_object(**properties: Any) -> dict[str, Any]:
    """The JSON schema of an object with all of these properties, in this order, and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def object_in(text: str, fields: Iterable[str]) -> str:
    """The object of an answer that is there to its end: in a fence, or behind words or a thought.

    Args:
        text: The answer; `answer_finder` reads one that is still being written.
        fields: The names of the form's fields, one of which is the first that it has.
    """
    first = min((at for name in fields if (at := text.find(f'"{name}"')) >= 0), default=0)
    begin = text.rfind("{", 0, first + 1)
    return text[begin if begin >= 0 else max(text.find("{"), 0) : text.rfind("}") + 1]


def answer_fields() -> dict[str, str]:
    """What each field is, by its name."""
    told = {name: Advice.model_fields[name].description or "" for name in _names()}
    return {WORTH_SAYING: _WORTH_SAYING} | told


def answer_schema() -> dict[str, Any]:
    """The JSON schema of an answer."""
    schema = Advice.model_json_schema()
    fields = {name: schema["properties"][name] for name in _names()}
    schema["properties"] = {
        WORTH_SAYING: {"type": "boolean", "description": _WORTH_SAYING}
    } | fields
    schema["required"] = list(schema["properties"])
    return schema


def sourced(form: AnswerForm) -> AnswerForm:
    """The same form with the ids of the passages that a card rests on, behind all the rest."""
    ids = {"type": "array", "items": {"type": "string"}, "description": _SOURCES}
    properties = {**form.schema["properties"], SOURCES: ids}
    schema = {**form.schema, "properties": properties, "required": list(properties)}
    return AnswerForm(form.name, schema, {**form.fields, SOURCES: _SOURCES})


def cited_ids(value: Any) -> list[str]:
    """The ids of passages that a model's field names: a list of them, or one text with them."""
    texts = value if is_list(value) else [value]
    return [one.lower() for text in texts if isinstance(text, str) for one in _ID.findall(text)]


def _names() -> tuple[str, ...]:
    return (*_FIRST, *(name for name in Advice.model_fields if name not in _FIRST))


ADVICE_FORM = AnswerForm("advice", answer_schema(), answer_fields())
"""The form of the coach's advice."""
SOURCED_FORM = sourced(ADVICE_FORM)
"""The form of advice where passages of the company's documents were given."""
