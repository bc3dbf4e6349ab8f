"""Payload fields: the names and types of each event's data in JSON, as documents need them."""

import re
from dataclasses import dataclass, fields
from inspect import getdoc
from typing import Any, get_type_hints

from conversation.coaching.advice import Advice
from conversation.events import payloads
from conversation.events.event import EventType
from conversation.events.payloads import (
    InsightUpdated,
    Latency,
    MemoryUpdated,
    Payload,
    SuggestionFinal,
    SuggestionStarted,
    TurnFinal,
)
from conversation.speech.turns import Turn

PAYLOADS: dict[EventType, type[Payload]] = {
    kind.type: kind
    for kind in vars(payloads).values()
    if isinstance(kind, type) and issubclass(kind, Payload) and kind is not Payload
}
"""The payload of each type of event."""

_ATTRIBUTE = re.compile(r"^    (\w+): (.+(?:\n {8}.+)*)", re.M)


@dataclass(frozen=True, slots=True)
class UsageData:
    """Token usage, from `Usage.as_dict`: tokens, and what they cost where a price is known."""

    input: int
    cached: int
    output: int
    cost: float | None


@dataclass(frozen=True, slots=True)
class SourceData:
    """A passage that a suggestion rests on: of a document, of a past call, or of the web."""

    id: str
    title: str
    address: str
    passage: str
    score: float
    outside: bool
    kind: str


_OF_SUGGESTION = {
    "sources": list[SourceData],
    "expires_at_ms": int | None,
    "latency_ms": Latency,
    "usage": UsageData | None,
}


def fields_of(kind: type[Payload]) -> dict[str, Any]:
    """The names of a payload's fields in JSON, with their types."""
    if kind is TurnFinal:
        return _declared(Turn)
    if kind in (InsightUpdated, MemoryUpdated):
        return _declared(kind) | {"usage": _OF_SUGGESTION["usage"]}
    if kind is not SuggestionFinal:
        return _declared(kind)
    parts = {"started", "advice", "latency"}
    own = {name: hint for name, hint in _declared(kind).items() if name not in parts}
    advice = get_type_hints(Advice, include_extras=True)
    advice = {name: advice[name] for name in Advice.model_fields}
    return _declared(SuggestionStarted) | advice | own | _OF_SUGGESTION


def summary_of(kind: type) -> str:
    """What a payload, or a part of one, is: the first paragraph of its docstring."""
    return " ".join((getdoc(kind) or "").partition("\n\n")[0].split())


def descriptions_of(kind: type[Payload]) -> dict[str, str]:
    """What the fields of a payload are, as far as the docstrings say."""
    of: dict[type[Payload], tuple[type, ...]] = {
        TurnFinal: (Turn,),
        SuggestionFinal: (SuggestionStarted, SuggestionFinal),
    }
    docs = [getdoc(part) or "" for part in of.get(kind, (kind,))]
    return {
        name: " ".join(words.split()).replace("None", "null")
        for doc in docs
        for name, words in _ATTRIBUTE.findall(doc)
    }


def _declared(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: hints[field.name] for field in fields(kind)}
