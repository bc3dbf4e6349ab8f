"""Event messages of the AsyncAPI document: the side channel's, made from the payloads' types."""

from typing import Annotated, Any

from pydantic import BaseModel, Field, create_model

from conversation.events.event import VERSION, EventType
from conversation.events.payload_fields import (
    PAYLOADS,
    descriptions_of,
    fields_of,
    summary_of,
)
from conversation.events.payloads import Payload

Schema = dict[str, Any]
_NUMBER: Schema = {"type": "integer", "minimum": 1}
_NO_NUMBER: Schema = {"type": "null"}


def data_model(kind: type[Payload]) -> type[BaseModel]:
    """The data of an event as a model, from which its JSON schema is made."""
    said, absent = descriptions_of(kind), kind.absent_without_value
    declared: dict[str, Any] = {}
    for name, hint in fields_of(kind).items():
        told = Annotated[hint, Field(description=said[name])] if name in said else hint
        declared[name] = (told, None if name in absent else ...)
    return create_model(kind.__name__, __doc__=summary_of(kind), **declared)


def event_message(kind: EventType, data: Schema) -> Schema:
    """The message of a type of event; `data` is the schema of its data."""
    summary = summary_of(PAYLOADS[kind])
    return {
        "title": kind.value,
        "summary": summary,
        "tags": [{"name": "durable" if kind.durable else "passing"}],
        "payload": {
            "type": "object",
            "required": ["v", "seq", "call_id", "type", "at", "data"],
            "properties": {
                "v": {"const": VERSION},
                "seq": _seq(kind),
                "call_id": {"type": "string"},
                "type": {"const": kind.value},
                "at": {"type": "string", "format": "date-time"},
                "data": data,
                "trace_id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            },
        },
    }


def _seq(kind: EventType) -> Schema:
    if not kind.durable:
        return _NO_NUMBER
    if kind is EventType.ERROR:  # an error of one client alone has no number
        return {"anyOf": [_NUMBER, _NO_NUMBER]}
    return _NUMBER
