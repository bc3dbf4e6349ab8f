"""AsyncAPI document: the WebSockets of the server with their messages, made from the types.

AsyncAPI 3.0, https://www.asyncapi.com/docs/reference/specification/v3.0.0. It describes the server:
what it sends, and what it receives.
"""

from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import version
from inspect import getdoc
from typing import Any, get_args, get_type_hints

from fastapi import params
from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from conversation.events.commands import ClientMessage
from conversation.events.event import EventType
from conversation.events.payload_fields import PAYLOADS
from server.asyncapi.carrier_channels import CARRIER_CHANNELS
from server.asyncapi.event_messages import Schema, data_model, event_message
from server.carriers.carriers import CARRIERS
from server.live import ingest_messages, websockets
from server.routes import ingest, live, media

_REF = "#/components/schemas/{model}"
_CALL_ID = (
    "The carrier's call id (Twilio's `CallSid`, Telnyx' `call_control_id`), or one of yours:"
    " 1 to 64 of `A-Z a-z 0-9 _ . : -`."
)
_ABOUT = """\
The WebSockets of Call Shadow. REST and server-sent events are in the OpenAPI document,
`/openapi.json`. Where keys are set, a client offers the subprotocols `callshadow.v1` and
`bearer.KEY_OR_TOKEN`, or sends `Authorization: Bearer KEY_OR_TOKEN`; carriers sign, each in its own
way (docs/carriers.md). New types of events and new fields may come at any time: pass over what you
don't know."""
_CLIENT_MESSAGES: dict[str, type[BaseModel]] = {
    f"client.{kind.model_fields['type'].default}": kind for kind in get_args(ClientMessage)
}
_SEGMENTS: dict[str, type[BaseModel]] = {
    "ingest.segment": ingest_messages.Segment,
    "ingest.end": ingest_messages.End,
}

_CARRIER_MESSAGES: dict[str, Schema] = {
    name: schema
    for row in CARRIER_CHANNELS
    for messages in (row.received, row.sent[1] if row.sent else {})
    for name, schema in messages.items()
}
_PATHS = {carrier.name: carrier.path for carrier in CARRIERS}
_EVENTS = [kind.value for kind in EventType]
_CHANNELS: dict[str, tuple[str, Callable[..., Any], str | None]] = {
    "live": ("/api/calls/{call_id}/live", live.live, websockets.__doc__),
    "ingest": ("/api/ingest/{call_id}", ingest.ingest, websockets.__doc__),
    **{row.name: (_PATHS[row.carrier], media.media, media.__doc__) for row in CARRIER_CHANNELS},
}
"""Each channel's address, its endpoint, and the docstring with its close codes."""
_OPERATIONS: dict[str, tuple[str, str, str, Iterable[str]]] = {
    "sendEvents": ("send", "live", "The events of the call.", _EVENTS),
    "receiveCommands": (
        *("receive", "live", "What a client may send; what can't be done gets an `error` event."),
        _CLIENT_MESSAGES,
    ),
    "receiveSegments": ("receive", "ingest", "Another transcriber's words.", _SEGMENTS),
    "sendComplaints": (
        *("send", "ingest", "What is wrong with a message."),
        [EventType.ERROR.value],
    ),
    **{row.operation: ("receive", row.name, row.summary, row.received) for row in CARRIER_CHANNELS},
    **{
        row.sent[0]: (
            "send",
            row.name,
            "What the protocol must be answered with; no audio.",
            row.sent[1],
        )
        for row in CARRIER_CHANNELS
        if row.sent
    },
}
"""What each operation does, on which channel, what it is, and the names of its messages."""


@cache
def asyncapi_document() -> Schema:
    """The document, without `servers`: those are known where it is asked for."""
    schemas, messages = _components()
    about = {"title": "Call Shadow", "version": version("call-shadow"), "description": _ABOUT}
    return {
        "asyncapi": "3.0.0",
        "info": about,
        "defaultContentType": "application/json",
        "channels": {
            name: _channel(address, endpoint, closes, _messages_on(name))
            for name, (address, endpoint, closes) in _CHANNELS.items()
        },
        "operations": {name: _operation(*told) for name, told in _OPERATIONS.items()},
        "components": {"schemas": schemas, "messages": messages},
    }


def _messages_on(channel: str) -> list[str]:
    """The names of the messages of a channel's operations."""
    return [name for _, on, _, names in _OPERATIONS.values() if on == channel for name in names]


def _components() -> tuple[Schema, Schema]:
    """The schemas and the messages, by name."""
    data = {kind: data_model(payload) for kind, payload in PAYLOADS.items()}
    received = _CLIENT_MESSAGES | _SEGMENTS
    modes: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        *((model, "serialization") for model in data.values()),
        *((model, "validation") for model in received.values()),
    ]
    references, defined = models_json_schema(modes, ref_template=_REF)
    messages = {
        kind.value: event_message(kind, references[m, "serialization"]) for kind, m in data.items()
    }
    for name, model in received.items():
        messages[name] = {
            "title": name.partition(".")[2],
            "summary": getdoc(model),
            "payload": references[model, "validation"],
        }
    return defined["$defs"], messages | _CARRIER_MESSAGES


def _channel(
    address: str, endpoint: Callable[..., Any], closes: str | None, messages: Iterable[str]
) -> Schema:
    channel: Schema = {
        "address": address,
        "description": f"{getdoc(endpoint)}\n\n```\n{_table_in(closes)}\n```",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
    }
    if "{call_id}" in address:
        channel["parameters"] = {"call_id": {"description": _CALL_ID}}
    if query := _query(endpoint):
        asked = {"type": "object", "properties": query}
        channel["bindings"] = {"ws": {"method": "GET", "query": asked, "bindingVersion": "0.1.0"}}
    return channel


def _table_in(docstring: str | None) -> str:
    """The table of close codes in a module's docstring, behind its first line."""
    return (docstring or "").partition("\n\n")[2].strip()


def _query(endpoint: Callable[..., Any]) -> Schema:
    """The schemas of an endpoint's query parameters, and of its dependencies', by name."""
    asked: Schema = {}
    for name, hint in get_type_hints(endpoint, include_extras=True).items():
        for part in getattr(hint, "__metadata__", ()):
            if isinstance(part, params.Query):
                asked[name] = TypeAdapter(hint).json_schema()
            elif isinstance(part, params.Depends) and part.dependency:
                asked |= _query(part.dependency)
    return asked


def _operation(action: str, channel: str, summary: str, messages: Iterable[str]) -> Schema:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": summary,
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in messages],
    }
