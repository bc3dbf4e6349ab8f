"""Schemas that the messages of carriers have in common, for the AsyncAPI document."""

from typing import Any

Schema = dict[str, Any]
STRING: Schema = {"type": "string"}
DIGITS: Schema = {"type": "string", "pattern": "^[0-9]+$"}


def object_of(required: list[str] | None = None, **properties: Schema) -> Schema:
    """The schema of an object; without `required`, all of it is."""
    return {"type": "object", "required": required or list(properties), "properties": properties}


def message_of(event: str, summary: str, required: list[str], **properties: Schema) -> Schema:
    """A message of a media stream, which says by its `event` what it is."""
    payload = object_of(["event", *required], event={"const": event}, **properties)
    return {"title": event, "summary": summary, "payload": payload}


TRACK_MEDIA = object_of(
    ["track", "timestamp", "payload"],
    track={"enum": ["inbound", "outbound"]},
    chunk=DIGITS,
    timestamp=DIGITS | {"description": "ms from the stream's start, for both tracks."},
    payload={"type": "string", "contentEncoding": "base64"},
)
