"""The payloads of the events by their types: what fields they have, and one made from its data."""

import json
from dataclasses import fields
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter

from conversation.coaching.advice import Advice
from conversation.events import payloads
from conversation.events.payloads import (
    Latency,
    Payload,
    SuggestionFinal,
    SuggestionStarted,
    TurnFinal,
)
from conversation.speech.turns import Turn

PAYLOADS = {
    kind.type.value: kind
    for kind in vars(payloads).values()
    if isinstance(kind, type) and issubclass(kind, Payload) and kind is not Payload
}


def fields_of(kind: type[Payload]) -> dict[str, Any]:
    """The names of a payload's fields in JSON, with their types where they are declared."""
    if kind is TurnFinal:
        return _declared(Turn)
    if kind is not SuggestionFinal:
        return _declared(kind)
    parts = {"started", "advice", "latency"}
    own = {name: hint for name, hint in _declared(kind).items() if name not in parts}
    undeclared = {
        "sources": list,
        "expires_at_ms": int | None,
        "latency_ms": dict,
        "usage": dict | None,
    }
    return _declared(SuggestionStarted) | get_type_hints(Advice) | own | undeclared


def _declared(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def made(kind: type[Payload], data: dict[str, Any]) -> Payload:
    """The payload that says `data`; a pydantic `ValidationError` where its types say no."""
    if kind is TurnFinal:
        return TurnFinal(_strict(Turn, data))
    if kind is not SuggestionFinal:
        return _strict(kind, data)
    return SuggestionFinal(
        _strict(SuggestionStarted, _only(data, _declared(SuggestionStarted))),
        _strict(Advice, _only(data, Advice.model_fields)),
        _strict(Latency, data.get("latency_ms")),
        data.get("model"),
        data.get("prompt"),
        data.get("rules"),
        data.get("stages_reached", []),
    )


def _strict(kind: type, data: Any) -> Any:
    return _adapter(kind).validate_json(json.dumps(data), strict=True)


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _only(data: dict[str, Any], names: Any) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name in names}
