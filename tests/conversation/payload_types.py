"""The payloads of the events by their types: what fields they have, and one made from its data."""

import json
from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from conversation.coaching.advice import Advice
from conversation.coaching.usage import Usage
from conversation.events.payload_fields import PAYLOADS as BY_TYPE
from conversation.events.payload_fields import fields_of
from conversation.events.payloads import (
    InsightUpdated,
    Latency,
    Payload,
    SuggestionFinal,
    SuggestionStarted,
    TurnFinal,
)

__all__ = ["PAYLOADS", "fields_of", "made"]
from conversation.speech.turns import Turn

PAYLOADS = {kind.value: payload for kind, payload in BY_TYPE.items()}


def made(kind: type[Payload], data: dict[str, Any]) -> Payload:
    """The payload that says `data`; a pydantic `ValidationError` where its types say no."""
    if kind is TurnFinal:
        return TurnFinal(_strict(Turn, data))
    if kind is InsightUpdated and (usage := data.get("usage")):
        told = _strict(InsightUpdated, data | {"usage": None})
        return replace(told, usage=_strict(Usage, {"model": data["model"]} | usage))
    if kind is not SuggestionFinal:
        return _strict(kind, data)
    return SuggestionFinal(
        _strict(SuggestionStarted, _only(data, fields_of(SuggestionStarted))),
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
